import { isGoing } from '../../shared/domain/runs/run.ts';
import type { StudioContract } from '../../shared/ipc/contract.ts';
import type { Client } from '../../shared/ipc/rpc.ts';

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
