export interface PageCacheOptions<T> {
  pageSize: number;
  /** Most pages kept; those used longest ago go first. */
  capacity: number;
  /** Most pages read at a time. */
  concurrency?: number;
  load(offset: number, limit: number, signal: AbortSignal): Promise<readonly T[]>;
}

/**
 * Rows of a long list, read page by page as they come into view. What has been scrolled past before it was read is not
 * read at all, so that dragging the scroll bar through 100,000 rows asks for a handful of pages.
 */
export class PageCache<T> {
  readonly #options: Required<PageCacheOptions<T>>;
  /** In order of use, the latest last. */
  readonly #pages = new Map<number, readonly T[]>();
  readonly #failures = new Map<number, unknown>();
  readonly #loading = new Set<number>();
  readonly #listeners = new Set<() => void>();
  readonly #controller = new AbortController();
  #wanted: number[] = [];
  #version = 0;

  constructor(options: PageCacheOptions<T>) {
    this.#options = { concurrency: 2, ...options };
  }

  /** Changes whenever an item has come or failed. */
  readonly version = (): number => this.#version;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The item, or `undefined` while it is not there. */
  get(index: number): T | undefined {
    const { pageSize } = this.#options;
    return this.#pages.get(Math.floor(index / pageSize))?.[index % pageSize];
  }

  /** The first failed page among those wanted last. */
  failure(): { error: unknown; from: number; to: number } | null {
    const page = this.#wanted.find((candidate) => this.#failures.has(candidate));
    if (page === undefined) return null;
    const from = page * this.#options.pageSize;
    return { error: this.#failures.get(page), from, to: from + this.#options.pageSize - 1 };
  }

  /** Asks for the items from `first` to `last`, both included; replaces what was asked for before. */
  want(first: number, last: number): void {
    const { pageSize } = this.#options;
    this.#wanted = [];
    for (let page = Math.floor(first / pageSize); page <= Math.floor(last / pageSize); page++) {
      this.#wanted.push(page);
      const kept = this.#pages.get(page);
      if (kept) {
        this.#pages.delete(page);
        this.#pages.set(page, kept);
      }
    }
    this.#loadNext();
  }

  retry(): void {
    this.#failures.clear();
    this.#changed();
    this.#loadNext();
  }

  close(): void {
    this.#controller.abort();
    this.#listeners.clear();
  }

  get pageCount(): number {
    return this.#pages.size;
  }

  #loadNext(): void {
    for (const page of this.#wanted) {
      if (this.#loading.size >= this.#options.concurrency || this.#controller.signal.aborted) return;
      if (!this.#pages.has(page) && !this.#loading.has(page) && !this.#failures.has(page)) void this.#load(page);
    }
  }

  async #load(page: number): Promise<void> {
    const { pageSize, capacity, load } = this.#options;
    this.#loading.add(page);
    try {
      this.#pages.set(page, await load(page * pageSize, pageSize, this.#controller.signal));
      for (const oldest of this.#pages.keys()) {
        if (this.#pages.size <= capacity) break;
        this.#pages.delete(oldest);
      }
    } catch (error) {
      this.#failures.set(page, error);
    }
    this.#loading.delete(page);
    if (this.#controller.signal.aborted) return;
    this.#changed();
    this.#loadNext();
  }

  #changed(): void {
    this.#version++;
    for (const listener of [...this.#listeners]) listener();
  }
}
