/** Names by which its options are given, too, or by which it takes itself for something else. */
const STEERING = /^(?:LLAMA|AIP)_/;

/** The user's environment without what would have llama.cpp do something else than it is asked for. */
export const ownEnvironment = (environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !STEERING.test(name)));
