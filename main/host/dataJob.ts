import { AppError } from '../../shared/ipc/errors.ts';
import { dataContract } from '../workers/contracts.ts';
import { type SpawnWorker, startWorker, type WorkerHandle } from '../workers/workerHandle.ts';

type DataClient = WorkerHandle<typeof dataContract>['client']['data'];

/**
 * Does long work in a data process of its own, which has ended when this ends. Cancelling kills it: a process that waits for a slow disk
 * would not hear of it, and nothing of its work is kept.
 *
 * @throws AppError `cancelled`; what the work throws
 */
export async function* dataJob<Event>(
  spawn: SpawnWorker,
  signal: AbortSignal,
  work: (data: DataClient) => AsyncIterable<Event>,
): AsyncGenerator<Event> {
  const worker = startWorker(spawn, 'data', dataContract);
  const kill = () => worker.kill();
  signal.addEventListener('abort', kill, { once: true });
  try {
    signal.throwIfAborted();
    yield* work(worker.client.data);
  } catch (error) {
    throw signal.aborted ? new AppError('cancelled', {}, { cause: error }) : error;
  } finally {
    signal.removeEventListener('abort', kill);
    worker.kill();
    await worker.exited;
  }
}
