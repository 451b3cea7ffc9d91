import { writeSync } from 'node:fs';
import { CheckpointFolder } from '../../main/workers/train/checkpoints.ts';
import { TINY, tinySnapshot } from '../../main/workers/train/testing/tinyRun.ts';
import { toAppError } from '../../shared/errors/errors.ts';

/**
 * A process that saves checkpoints, for faults to be injected into: `saveCheckpoints.ts RUN STEP…`. Prints a line for each step: what was
 * acknowledged, or how it failed and what was the newest checkpoint then.
 */
export type SaveLine = { saved: number } | { failed: number; code: string; newest: number | null };

// At once and by nobody else's thread: what is printed has been acknowledged.
const print = (line: SaveLine) => writeSync(1, `${JSON.stringify(line)}\n`);

const [run = '', ...steps] = process.argv.slice(2);
const checkpoints = new CheckpointFolder(run, TINY, () => 'fp32');
for (const step of steps.map(Number)) {
  try {
    await checkpoints.save(tinySnapshot(step));
    print({ saved: step });
  } catch (error) {
    const newest = await checkpoints.newest();
    print({ failed: step, code: toAppError(error).code, newest: newest?.snapshot.state.step ?? null });
  }
}
