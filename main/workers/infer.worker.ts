import { serve } from '../../shared/ipc/server.ts';
import { loadEngine, selectionFromEnvironment } from '../engine/load.ts';
import { maxDifference, Reference } from '../ml/export/reference.ts';
import { cachedDecoder } from '../ml/sample/decoder.ts';
import { generate } from '../ml/sample/generate.ts';
import { inferContract } from './contracts.ts';
import { loadModel, ModelCache, unloadModel } from './infer/modelCache.ts';
import { readJson } from './modelFiles.ts';
import { processPort } from './processPort.ts';

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
      async *generate({ model: folder, prompt, settings }, { signal }) {
        await engine();
        yield* models.stream(folder, ({ config, parameters, tables, tokenizer }) => {
          const decoder = cachedDecoder(config, parameters, tables);
          const contextLength = config.max_position_embeddings;
          return generate({ tokenizer, decoder, contextLength, prompt, settings, signal });
        });
      },
      verify: async ({ model: folder, reference }) => {
        await engine();
        const expected = await readJson(reference, Reference);
        const model = await loadModel(folder);
        try {
          return { maxDifference: await maxDifference(model, expected) };
        } finally {
          unloadModel(model);
        }
      },
    },
  },
  null,
  (error) => console.error(error),
);
