import * as tf from '@tensorflow/tfjs-core';
import { contextOf } from '../../shared/domain/architectures/index.ts';
import { serve } from '../../shared/ipc/server.ts';
import { loadEngine } from '../engine/backends/load.ts';
import { selectionFromEnvironment } from '../engine/choose/select.ts';
import { readJson } from '../files/jsonFile.ts';
import { readModel } from '../formats/huggingface/modelFiles.ts';
import { maxDifference, Reference } from '../formats/reference.ts';
import { disposeTables, tablesOf } from '../ml/architectures/model.ts';
import { toParameters } from '../ml/architectures/parameters.ts';
import { generate } from '../ml/sample/generate.ts';
import { inferContract } from './contracts.ts';
import { measureModel } from './infer/measureModel.ts';
import { ModelCache } from './infer/modelCache.ts';
import { promptText } from './infer/promptText.ts';
import { processPort } from './process/processPort.ts';

/** Entry of the inference process: generates with models and checks exports. */
const models = new ModelCache();
let loading: ReturnType<typeof loadEngine> | undefined;
const engine = () => {
  loading ??= selectionFromEnvironment().then(loadEngine);
  return loading;
};

serve(
  processPort(),
  inferContract,
  {
    infer: {
      engine,
      async *generate({ model: folder, prompt: source, settings }, { signal }) {
        const { prompt, promptLimit } = await promptText(source, folder);
        await engine();
        yield* models.stream(folder, (model) => {
          const contextLength = contextOf(model.config);
          return generate({
            tokenizer: model.tokenizer,
            decoder: model.lend(),
            contextLength,
            prompt,
            promptLimit,
            settings,
            signal,
          });
        });
      },
      async *measure(request, { signal }) {
        await engine();
        yield* models.stream(request.model, (model) => measureModel(model, request, signal));
      },
      verify: async ({ model: folder, reference }) => {
        await engine();
        const expected = await readJson(reference, Reference);
        const { config, tokenizer, weights } = await readModel(folder);
        const parameters = toParameters(weights);
        const tables = tablesOf(config);
        try {
          return { maxDifference: await maxDifference({ config, parameters, tables, tokenizer }, expected) };
        } finally {
          tf.dispose([...parameters.values()]);
          disposeTables(tables);
        }
      },
    },
  },
  null,
  (error) => console.error(error),
);
