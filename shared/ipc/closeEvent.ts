/**
 * The end of a port, as one event for all who listen.
 *
 * A DOM target, and so a WebSocket, runs microtasks between two of its listeners: what the first one fails would go on, and open calls
 * on a port whose end the second one has not heard of. So a transport listens once and calls `fire`; who listens too late is told at
 * once.
 */
export class CloseEvent {
  #listeners: (() => void)[] | null = [];

  get fired(): boolean {
    return this.#listeners === null;
  }

  listen(listener: () => void): void {
    if (this.#listeners) this.#listeners.push(listener);
    else listener();
  }

  /** Calls each listener, the first time only. */
  fire(): void {
    const listeners = this.#listeners ?? [];
    this.#listeners = null;
    for (const listener of listeners) listener();
  }
}
