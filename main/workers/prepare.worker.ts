import type { Preparation, PreparedData } from '../../shared/domain/runs/run.ts';
import type { AppError } from '../../shared/errors/errors.ts';
import { AsyncQueue } from '../../shared/ipc/asyncQueue.ts';
import { serve } from '../../shared/ipc/server.ts';
import { mainTaskOf } from '../tasks/index.ts';
import { findHeldOut } from '../tasks/prepare/heldOutRows.ts';
import type { PrepareRequest } from '../tasks/prepare/prepareRequest.ts';
import { prepareContract } from './contracts.ts';
import { SplitPreviewer } from './prepare/previewSplit.ts';
import { TokenPreviewer } from './prepare/previewTokens.ts';
import { processPort } from './process/processPort.ts';

type PrepareEvent = { event: 'progress'; preparation: Preparation } | { event: 'done'; prepared: PreparedData };

/** Progress while it works, then the result. */
function prepareEvents(request: PrepareRequest, signal: AbortSignal): AsyncIterable<PrepareEvent> {
  const events = new AsyncQueue<PrepareEvent>();
  mainTaskOf(request.recipe)
    .prepare(request, signal, (preparation) => events.push({ event: 'progress', preparation }))
    .then((prepared) => {
      events.push({ event: 'done', prepared });
      events.end();
    })
    .catch((error) => events.fail(error));
  return events;
}

const splits = new SplitPreviewer();
const tokens = new TokenPreviewer();

/** Entry of the prepare process: trains tokenizers and writes what training reads. */
serve(
  processPort(),
  prepareContract,
  {
    prepare: {
      run: (request, { signal }) => prepareEvents(request, signal),
      heldOut: async (request, { signal }) => {
        const { recipe, model } = request;
        return findHeldOut(request, signal, await mainTaskOf(recipe).given?.(recipe, model));
      },
      examine: async (request, { signal }) => {
        const found = await mainTaskOf(request.recipe).examine?.(request, signal);
        const told = ({ code, message, details }: AppError) => ({ code, message, details });
        return { refusal: found?.refusal ? told(found.refusal) : null, warnings: found?.warnings.map(told) ?? [] };
      },
      previewSplit: (request, { signal }) => splits.preview(request, signal),
      previewTokens: (request, { signal }) => tokens.preview(request, signal),
    },
  },
  null,
  (error) => console.error(error),
);
