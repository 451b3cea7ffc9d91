/**
 * Variables of the environment for a kind of worker, beside those that it inherits.
 *
 * What trains has one arena of glibc's allocator, where the user has not chosen: each thread's own keeps what another one could use. Engines
 * take tensors in large pieces and seldom, so that their threads hardly wait for one another
 * (https://sourceware.org/glibc/manual/latest/html_node/The-GNU-Allocator.html).
 */
export const workerEnvironment = (worker: string): Readonly<Record<string, string>> =>
  worker === 'train' && process.platform === 'linux' && process.env.MALLOC_ARENA_MAX === undefined
    ? { MALLOC_ARENA_MAX: '1' }
    : {};
