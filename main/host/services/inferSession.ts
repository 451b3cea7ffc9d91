import { inferContract } from '../../workers/contracts.ts';
import type { SpawnWorker } from '../../workers/process/workerHandle.ts';
import type { EngineManager } from './engineManager.ts';
import { SharedProcess } from './workerCalls.ts';

const IDLE_MS = 5 * 60_000;
/** A model stops between two tokens. What is no model may never: patterns that go back for ever, sizes that nothing can hold. */
const PATIENCE_MS = 500;

/** The process that generates text, with the model used last in memory. It begins anew with another engine. */
export class InferSession extends SharedProcess<typeof inferContract> {
  constructor(spawn: SpawnWorker, engine: EngineManager) {
    super(spawn, 'infer', inferContract, {
      idleMs: IDLE_MS,
      patienceMs: PATIENCE_MS,
      environment: () => engine.workerEnvironment(),
      warmUp: (client) => client.infer.engine({}),
    });
  }
}
