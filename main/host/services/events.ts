import { AsyncQueue } from '../../../shared/ipc/asyncQueue.ts';
import type { HostEvent } from '../../../shared/ipc/contract.ts';

/** What lists have to be asked for again. */
export type Changed = Extract<HostEvent, { event: 'changed' }>['what'];

/** Sends events to any number of listeners; each subscription is an iteration that ends when its signal fires. */
export class Broadcast<T> {
  #queues = new Set<AsyncQueue<T>>();

  get listeners(): number {
    return this.#queues.size;
  }

  emit(event: T): void {
    for (const queue of this.#queues) queue.push(event);
  }

  /** Subscribes at once, not at the first `next()`, so that nothing is missed in between. */
  subscribe(signal: AbortSignal): AsyncQueue<T> {
    const queue = new AsyncQueue<T>();
    const leave = () => {
      this.#queues.delete(queue);
      queue.end();
    };
    if (signal.aborted) leave();
    else {
      this.#queues.add(queue);
      signal.addEventListener('abort', leave, { once: true });
    }
    return queue;
  }

  /** Ends every subscription. */
  close(): void {
    for (const queue of this.#queues) queue.end();
    this.#queues.clear();
  }
}
