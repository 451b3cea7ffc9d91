import type { CompletionRequest } from '../../shared/domain/models/completion.ts';
import type { ExplainInput } from '../../shared/domain/models/explanation.ts';
import { AppError } from '../../shared/errors/errors.ts';
import { serve } from '../../shared/ipc/server.ts';
import { withDatasetErrorsOf } from '../db/datasetDamage.ts';
import { loadEngine } from '../engine/backends/load.ts';
import { forInference, selectionFromEnvironment } from '../engine/choose/select.ts';
import { keptGraphs } from '../engine/programs/keptGraphs.ts';
import { programMaker } from '../engine/programs/programs.ts';
import type { OpenModel } from '../tasks/task.ts';
import { inferContract } from './contracts.ts';
import { mapRows } from './infer/mapRows.ts';
import { ModelCache } from './infer/modelCache.ts';
import { predictTable } from './infer/predictTable.ts';
import { RowSearch } from './infer/searchRows.ts';
import { processPort } from './process/processPort.ts';

/** Entry of the inference process: uses models for their tasks and measures them. */
const models = new ModelCache();
const search = new RowSearch(programMaker('fp32', (problem) => console.error(`not compiled: ${problem}`), keptGraphs));
let loading: ReturnType<typeof loadEngine> | undefined;
const engine = () => {
  loading ??= selectionFromEnvironment().then(forInference).then(loadEngine);
  return loading;
};

/** @throws AppError `model_not_explained` of a model that writes texts or items */
async function* explained(model: OpenModel, input: ExplainInput, signal: AbortSignal) {
  if (!model.explain) throw new AppError('model_not_explained');
  yield await model.explain(input, signal);
}

function completed(model: OpenModel, request: CompletionRequest, signal: AbortSignal) {
  if (!model.complete) throw new Error('it is lent as a model that writes');
  return model.complete(request, signal);
}

async function* tokenized(model: OpenModel, texts: readonly string[]) {
  yield texts.map((text) => model.tokenize?.(text) ?? []);
}

serve(
  processPort(),
  inferContract,
  {
    infer: {
      engine,
      async *predict({ model: folder, input }, { signal }) {
        await engine();
        yield* models.stream(folder, input.task, (model) => model.predict(input, signal));
      },
      async *complete({ model: folder, request }, { signal }) {
        await engine();
        yield* models.stream(folder, 'text-generation', (model) => completed(model, request, signal));
      },
      async tokenize({ model: folder, texts }) {
        await engine();
        for await (const ids of models.stream(folder, 'text-generation', (model) => tokenized(model, texts)))
          return ids;
        throw new Error('it ended without tokens');
      },
      async embedTexts(request, { signal }) {
        await engine();
        return await search.embedTexts(request, signal);
      },
      async explain({ model: folder, input }, { signal }) {
        await engine();
        for await (const found of models.stream(folder, null, (model) => explained(model, input, signal))) return found;
        throw new Error('it ended without an explanation');
      },
      async *predictTable(request, { signal }) {
        await engine();
        yield* withDatasetErrorsOf(request.dataset, () => predictTable(models, request, signal));
      },
      async *embed(request, { signal }) {
        await engine();
        yield* withDatasetErrorsOf(request.dataset, () => search.embed(request, signal));
      },
      async find(request, { signal }) {
        await engine();
        return await search.find(request, signal);
      },
      mapRows: (request, { signal }) => withDatasetErrorsOf(request.dataset, () => mapRows(request, signal)),
      findWords: (request) => search.findWords(request),
      async *measure({ model: folder, ...job }, { signal }) {
        await engine();
        yield* models.stream(folder, null, (model) => model.measure(job, signal));
      },
    },
  },
  null,
  (error) => console.error(error),
);
