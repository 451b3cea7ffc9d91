import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SIZE_PRESETS } from '../../../shared/domain/architectures/sizes.ts';
import type { Dataset } from '../../../shared/domain/datasets/dataset.ts';
import { AUTO_SPLIT, type SplitPreview } from '../../../shared/domain/datasets/split.ts';
import { referenceOf } from '../../../shared/domain/models/base.ts';
import { defaultSettingsOn } from '../../../shared/domain/runs/baseSettings.ts';
import type { Run } from '../../../shared/domain/runs/run.ts';
import { meantSplit, type Recipe, resolveRecipe, taskOf, taskSettings } from '../../../shared/domain/tasks/index.ts';
import type { RecipeFindings } from '../../../shared/domain/tasks/recipeFindings.ts';
import type { RecipeTokens } from '../../../shared/domain/tasks/recipeTokens.ts';
import type { ExamineRequest, SplitPreviewRequest, TokensRequest } from '../../../shared/ipc/contract.ts';
import { prepareContract } from '../../workers/contracts.ts';
import { ScratchFolder } from '../home/scratch.ts';
import type { HostContext } from '../services/context.ts';
import { SharedProcess } from '../services/workerCalls.ts';
import { checkSplitColumn } from './recipes.ts';

/** Of a prepared run. */
const TOKENIZER_FILE = 'tokenizer.json';

/** Idle time after which the process is ended. Whoever fills in a form asks again within seconds. */
const IDLE_MS = 60_000;
/** Reading and counting stop between two parts of the data; learning a tokenizer from a part of it does not. */
const PATIENCE_MS = 1000;

/** Shows what a run would make of its data, by a process that reads it as the run would. */
export class Previews {
  readonly #context: HostContext;
  readonly #process: SharedProcess<typeof prepareContract>;

  constructor(context: HostContext) {
    this.#context = context;
    const options = { idleMs: IDLE_MS, patienceMs: PATIENCE_MS };
    this.#process = new SharedProcess(context.spawn, 'prepare', prepareContract, options);
  }

  /** @throws AppError `column_unknown`, `recipe_…`, `template_…` */
  split({ datasetId, recipe: asked, split, seed }: SplitPreviewRequest, signal: AbortSignal): Promise<SplitPreview> {
    const { stores, paths } = this.#context;
    const dataset = stores.datasets.get(datasetId);
    const recipe = resolveRecipe(asked, dataset.columns);
    checkSplitColumn(split, dataset.columns);
    const meant = meantSplit(recipe, split);
    const request = { dataset: paths.datasetFile(dataset.id, dataset.version), recipe, split: meant, seed };
    return this.#process.call((client, ended) => client.prepare.previewSplit(request, { signal: ended }), signal);
  }

  /** @throws AppError `column_unknown`, `recipe_…`, `template_…` */
  async tokens(asked: TokensRequest, signal: AbortSignal): Promise<RecipeTokens> {
    const { stores, paths } = this.#context;
    const dataset = stores.datasets.get(asked.datasetId);
    const recipe = resolveRecipe(asked.recipe, dataset.columns);
    await using scratch = new ScratchFolder(paths);
    const base = asked.base === undefined ? null : stores.bases.get(asked.base);
    const own = taskSettings(taskOf(recipe).kind, asked.size);
    const defaults = base ? defaultSettingsOn(base, asked.size) : own;
    const { context_length: contextLength, truncation_side: truncationSide = 'none' } = {
      ...defaults,
      ...asked.settings,
    };
    const request = {
      dataset: paths.datasetFile(dataset.id, dataset.version),
      recipe,
      ...{ base: base && referenceOf(base), vocabSize: SIZE_PRESETS[asked.size].vocab_size },
      contextLength: contextLength ?? defaults.context_length,
      truncationSide,
      rows: asked.rows,
      tokenizerFrom: base ? null : this.#sameTokenizer(dataset, recipe, asked),
      scratch: scratch.path,
    };
    return await this.#process.call(
      (client, ended) => client.prepare.previewTokens(request, { signal: ended }),
      signal,
    );
  }

  close(): Promise<void> {
    return this.#process.close();
  }

  /** @throws AppError `column_unknown`, `recipe_…`, `template_…` */
  examine({ datasetId, recipe: asked, base: baseId }: ExamineRequest, signal: AbortSignal): Promise<RecipeFindings> {
    const { stores, paths } = this.#context;
    const dataset = stores.datasets.get(datasetId);
    const recipe = resolveRecipe(asked, dataset.columns);
    const base = baseId === undefined ? null : referenceOf(stores.bases.get(baseId));
    const request = { dataset: paths.datasetFile(dataset.id, dataset.version), recipe, base };
    return this.#process.call((client, ended) => client.prepare.examine(request, { signal: ended }), signal);
  }

  /** Folder of a run that trained its tokenizer on the very text; `null` where there is none. */
  #sameTokenizer(dataset: Dataset, recipe: Recipe, asked: TokensRequest): string | null {
    const { stores, paths } = this.#context;
    const seed = asked.settings.seed ?? taskSettings(taskOf(recipe).kind, asked.size).seed;
    const what = (
      run: Pick<Run, 'datasetId' | 'datasetVersion' | 'recipe' | 'split'>,
      vocabulary: number,
      runSeed: number,
      // Which texts are written again changes nothing of what is learned.
    ) =>
      JSON.stringify([
        run.datasetId,
        run.datasetVersion,
        { ...run.recipe, mustContain: undefined },
        vocabulary,
        run.split,
        runSeed,
      ]);
    const { split = AUTO_SPLIT, size } = asked;
    const version = { datasetId: dataset.id, datasetVersion: dataset.version };
    const wanted = what({ ...version, recipe, split: meantSplit(recipe, split) }, SIZE_PRESETS[size].vocab_size, seed);
    const same = stores.runs.ofDataset(dataset.id).find((run) => {
      const isPrepared = run.prepared !== null && what(run, run.model.config.vocab_size, run.settings.seed) === wanted;
      return isPrepared && existsSync(join(paths.runFolder(run.id), TOKENIZER_FILE));
    });
    return same ? paths.runFolder(same.id) : null;
  }
}
