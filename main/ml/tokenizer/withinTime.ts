import { createContext, Script } from 'node:vm';

const script = new Script('work()');

/**
 * Does something by patterns of somebody else's, of which some never end on some texts: it is broken off there.
 *
 * @throws Error when it takes longer, and whatever `work` throws
 */
export const withinTime = <T>(work: () => T, milliseconds: number): T =>
  script.runInContext(createContext({ work }), { timeout: Math.ceil(milliseconds) }) as T;
