import { isGoing } from '../../shared/domain/run.ts';
import type { StudioContract } from '../../shared/ipc/contract.ts';
import { toAppError } from '../../shared/ipc/errors.ts';
import type { Client } from '../../shared/ipc/rpc.ts';

/** For shells that are about to close: what trains is stopped and its model kept, and what waits never starts. */
export async function stopRuns({ runs }: Client<StudioContract>): Promise<void> {
  // The newest come first, so that no waiting run takes the place of one that was stopped.
  for (const run of await runs.list({})) {
    if (!isGoing(run.state)) continue;
    await runs.stop({ id: run.id }).catch((thrown: unknown) => {
      // It ended by itself in the meantime.
      if (toAppError(thrown).code !== 'run_not_active') throw thrown;
    });
  }
}

/** Resolves once no run waits or goes on. */
export async function allRunsFinished({ runs, host }: Client<StudioContract>): Promise<void> {
  const finished = async () => (await runs.list({})).every((run) => !isGoing(run.state));
  const ended = new AbortController();
  const events = host.watch({}, { signal: ended.signal });
  // Subscribed before the first look, so that the last run's end is not missed.
  let next = events.next();
  while (!(await finished())) {
    if ((await next).done) break;
    next = events.next();
  }
  next.catch(() => {});
  ended.abort();
}
