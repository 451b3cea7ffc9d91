import type { Port } from './frames.ts';

/** Two connected ports in one process. Messages arrive in order, in a later microtask, as on any real port. */
export function memoryPorts(): [Port, Port] {
  const ends = [new MemoryPort(), new MemoryPort()] as const;
  ends[0].other = ends[1];
  ends[1].other = ends[0];
  return [ends[0], ends[1]];
}

class MemoryPort implements Port {
  other: MemoryPort | undefined;
  #open = true;
  #messageListeners: ((text: string) => void)[] = [];
  #closeListeners: (() => void)[] = [];

  send(text: string): void {
    const { other } = this;
    if (!this.#open || !other) return;
    queueMicrotask(() => {
      if (other.#open) for (const listener of other.#messageListeners) listener(text);
    });
  }

  onMessage(listener: (text: string) => void): void {
    this.#messageListeners.push(listener);
  }

  onClose(listener: () => void): void {
    this.#closeListeners.push(listener);
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    for (const listener of this.#closeListeners) listener();
    this.other?.close();
  }
}
