import { AppError } from '../../shared/ipc/errors.ts';
import type { WorkerName } from './workerHandle.ts';

/** V8's, TensorFlow's and WASM's words for a failed allocation. `Aborted()` is all that tfjs's WASM says when its 4 GB are used up. */
const OUT_OF_MEMORY =
  /heap out of memory|Array buffer allocation failed|OOM when allocating|std::bad_alloc|Cannot allocate memory|memory access out of bounds|Aborted\(/;

export const saysOutOfMemory = (text: string): boolean => OUT_OF_MEMORY.test(text);

/** What was thrown, as `out_of_memory` where its words say so. */
export function codedOutOfMemory(thrown: unknown, worker: WorkerName): unknown {
  const isOne = thrown instanceof Error && saysOutOfMemory(thrown.message);
  return isOne ? new AppError('out_of_memory', { worker }, { cause: thrown }) : thrown;
}
