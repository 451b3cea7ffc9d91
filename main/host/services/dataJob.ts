import { dataContract } from '../../workers/contracts.ts';
import { type SpawnWorker, startWorker, type WorkerHandle } from '../../workers/process/workerHandle.ts';
import { askAlone, streamAlone } from './workerCalls.ts';

type DataClient = WorkerHandle<typeof dataContract>['client']['data'];

const start = (spawn: SpawnWorker) => () => startWorker(spawn, 'data', dataContract);

/**
 * Does long work in a data process of its own (see `streamAlone`).
 *
 * @throws AppError `cancelled`; what the work throws
 */
export function dataJob<Event>(
  spawn: SpawnWorker,
  signal: AbortSignal,
  work: (data: DataClient) => AsyncIterable<Event>,
): AsyncGenerator<Event, void, undefined> {
  return streamAlone(start(spawn), signal, ({ client }) => work(client.data));
}

/** Asks a data process of its own, which has ended when there is an answer. */
export function askData<T>(
  spawn: SpawnWorker,
  signal: AbortSignal,
  work: (data: DataClient) => Promise<T>,
): Promise<T> {
  return askAlone(start(spawn), signal, ({ client }) => work(client.data));
}
