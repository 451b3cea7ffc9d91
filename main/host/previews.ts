import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Dataset } from '../../shared/domain/dataset.ts';
import { SIZE_PRESETS } from '../../shared/domain/model.ts';
import type { Recipe } from '../../shared/domain/recipe.ts';
import type { RecipeTokens } from '../../shared/domain/recipeTokens.ts';
import type { Run } from '../../shared/domain/run.ts';
import { AUTO_SPLIT, type SplitPreview } from '../../shared/domain/split.ts';
import { defaultSettings } from '../../shared/domain/training.ts';
import type { SplitPreviewRequest, TokensRequest } from '../../shared/ipc/contract.ts';
import { prepareContract } from '../workers/contracts.ts';
import { startWorker, type WorkerHandle } from '../workers/workerHandle.ts';
import type { HostContext } from './context.ts';
import { checkSplitColumn, resolveRecipe } from './recipes.ts';
import { ScratchFolder } from './scratch.ts';

/** Of a prepared run. */
const TOKENIZER_FILE = 'tokenizer.json';

type PrepareWorker = WorkerHandle<typeof prepareContract>;

/** Idle time after which the process is ended. Whoever fills in a form asks again within seconds. */
const IDLE_MS = 60_000;

/** Shows what a run would make of its data, by a process that reads it as the run would. */
export class Previews {
  readonly #context: HostContext;
  #worker: PrepareWorker | undefined;
  #users = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(context: HostContext) {
    this.#context = context;
  }

  /** @throws AppError `column_unknown`, `recipe_…`, `template_…` */
  split({ datasetId, recipe: asked, split, seed }: SplitPreviewRequest, signal: AbortSignal): Promise<SplitPreview> {
    const { stores, paths } = this.#context;
    const dataset = stores.datasets.get(datasetId);
    const recipe = resolveRecipe(asked, dataset.columns);
    checkSplitColumn(split, dataset.columns);
    const request = { dataset: paths.datasetFile(dataset.id, dataset.version), recipe, split, seed };
    return this.#call((client) => client.prepare.previewSplit(request, { signal }));
  }

  /** @throws AppError `column_unknown`, `recipe_…`, `template_…` */
  async tokens(asked: TokensRequest, signal: AbortSignal): Promise<RecipeTokens> {
    const { stores, paths } = this.#context;
    const dataset = stores.datasets.get(asked.datasetId);
    const recipe = resolveRecipe(asked.recipe, dataset.columns);
    await using scratch = new ScratchFolder(paths);
    const { context_length: contextLength } = { ...defaultSettings(asked.size), ...asked.settings };
    const request = {
      dataset: paths.datasetFile(dataset.id, dataset.version),
      recipe,
      vocabSize: SIZE_PRESETS[asked.size].vocab_size,
      contextLength: contextLength ?? defaultSettings(asked.size).context_length,
      rows: asked.rows,
      tokenizerFrom: this.#sameTokenizer(dataset, recipe, asked),
      scratch: scratch.path,
    };
    return await this.#call((client) => client.prepare.previewTokens(request, { signal }));
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = undefined;
    worker?.kill();
    await worker?.exited;
  }

  /** Folder of a run that trained its tokenizer on the very text; `null` where there is none. */
  #sameTokenizer(dataset: Dataset, recipe: Recipe, asked: TokensRequest): string | null {
    const { stores, paths } = this.#context;
    const seed = asked.settings.seed ?? defaultSettings(asked.size).seed;
    const what = (run: Pick<Run, 'datasetId' | 'datasetVersion' | 'recipe' | 'size' | 'split'>, runSeed: number) =>
      JSON.stringify([run.datasetId, run.datasetVersion, run.recipe, run.size, run.split, runSeed]);
    const { split = AUTO_SPLIT, size } = asked;
    const wanted = what({ datasetId: dataset.id, datasetVersion: dataset.version, recipe, size, split }, seed);
    const same = stores.runs.list().find((run) => {
      const isPrepared = run.prepared !== null && what(run, run.settings.seed) === wanted;
      return isPrepared && existsSync(join(paths.runFolder(run.id), TOKENIZER_FILE));
    });
    return same ? paths.runFolder(same.id) : null;
  }

  async #call<T>(work: (client: PrepareWorker['client']) => Promise<T>): Promise<T> {
    clearTimeout(this.#idle);
    if (!this.#worker?.alive) this.#worker = startWorker(this.#context.spawn, 'prepare', prepareContract);
    this.#users++;
    try {
      return await work(this.#worker.client);
    } finally {
      this.#users--;
      if (this.#users === 0) {
        this.#idle = setTimeout(() => void this.close(), IDLE_MS);
        // An idle process must not keep a command line alive.
        this.#idle.unref();
      }
    }
  }
}
