import { contextOf } from '../../shared/domain/architectures/index.ts';
import { serve } from '../../shared/ipc/server.ts';
import { loadEngine } from '../engine/backends/load.ts';
import { selectionFromEnvironment } from '../engine/choose/select.ts';
import { generate } from '../ml/sample/generate.ts';
import { inferContract } from './contracts.ts';
import { measureModel } from './infer/measureModel.ts';
import { ModelCache } from './infer/modelCache.ts';
import { promptText } from './infer/promptText.ts';
import { processPort } from './process/processPort.ts';

/** Entry of the inference process: generates with models and measures them. */
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
    },
  },
  null,
  (error) => console.error(error),
);
