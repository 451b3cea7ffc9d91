import type { Preparation } from '../../shared/domain/runs/run.ts';
import type { AppError } from '../../shared/errors/errors.ts';
import { AsyncQueue } from '../../shared/ipc/asyncQueue.ts';
import { serve } from '../../shared/ipc/server.ts';
import { mainTaskOf } from '../tasks/index.ts';
import { findHeldOut } from '../tasks/prepare/heldOutRows.ts';
import type { CurveRequest, KeepRequest } from '../tasks/task.ts';
import { prepareContract } from './contracts.ts';
import { SplitPreviewer } from './prepare/previewSplit.ts';
import { TokenPreviewer } from './prepare/previewTokens.ts';
import { processPort } from './process/processPort.ts';

/** Progress while it works, then the result. */
function eventsOf<R extends object>(
  work: (send: (preparation: Preparation) => void) => Promise<R>,
): AsyncIterable<{ event: 'progress'; preparation: Preparation } | ({ event: 'done' } & R)> {
  const events = new AsyncQueue<{ event: 'progress'; preparation: Preparation } | ({ event: 'done' } & R)>();
  work((preparation) => events.push({ event: 'progress', preparation }))
    .then((result) => {
      events.push({ event: 'done', ...result });
      events.end();
    })
    .catch((error) => events.fail(error));
  return events;
}

function keepRival(request: KeepRequest, signal: AbortSignal) {
  const task = mainTaskOf(request.recipe);
  return eventsOf(async (send) => {
    if (!task.keepRival) throw new Error(`no baseline of ${request.recipe.kind} can be kept`);
    return await task.keepRival(request, signal, send);
  });
}

function dataCurve(request: CurveRequest, signal: AbortSignal) {
  const task = mainTaskOf(request.recipe);
  return eventsOf(async (send) => {
    if (!task.dataCurve) throw new Error(`${request.recipe.kind} has no small model`);
    return await task.dataCurve(request, signal, send);
  });
}

const splits = new SplitPreviewer();
const tokens = new TokenPreviewer();

/** Entry of the prepare process: trains tokenizers and writes what training reads. */
serve(
  processPort(),
  prepareContract,
  {
    prepare: {
      run: (request, { signal }) =>
        eventsOf(async (send) => ({ prepared: await mainTaskOf(request.recipe).prepare(request, signal, send) })),
      dataCurve: (request, { signal }) => dataCurve(request, signal),
      keepRival: (request, { signal }) => keepRival(request, signal),
      heldOut: async (request, { signal }) => {
        const { recipe, model } = request;
        return findHeldOut(request, signal, await mainTaskOf(recipe).given?.(recipe, model));
      },
      examine: async (request, { signal }) => {
        const found = await mainTaskOf(request.recipe).examine?.(request, signal);
        const told = ({ code, message, details }: AppError) => ({ code, message, details });
        return {
          refusal: found?.refusal ? told(found.refusal) : null,
          warnings: found?.warnings.map(told) ?? [],
          mustContain: [...(found?.mustContain ?? [])],
        };
      },
      previewSplit: (request, { signal }) => splits.preview(request, signal),
      previewTokens: (request, { signal }) => tokens.preview(request, signal),
    },
  },
  null,
  (error) => console.error(error),
);
