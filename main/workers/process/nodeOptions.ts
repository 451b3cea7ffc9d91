/**
 * Options of Node for a kind of worker.
 *
 * The data worker lets millions of rows pass, none of which lives long: with V8's own young generation, which grows to 96 MB here, half
 * of what it takes is garbage, and it is no faster for it.
 */
export const nodeOptions = (worker: string): string[] => (worker === 'data' ? ['--max-semi-space-size=8'] : []);
