import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CheckpointFolder } from '../../main/workers/train/checkpoints.ts';
import { makeRunFolder, TINY, tinySnapshot } from '../../main/workers/train/testing/tinyRun.ts';

/** A run's folder with the checkpoints of steps 10 and 20, as often as it is needed. */
export class TinyCheckpoints {
  readonly run: string;
  readonly #template: string;

  private constructor(folder: string) {
    this.run = join(folder, 'run');
    this.#template = join(folder, 'template');
  }

  static async make(folder: string): Promise<TinyCheckpoints> {
    const made = new TinyCheckpoints(folder);
    makeRunFolder(made.#template);
    const checkpoints = new CheckpointFolder(made.#template, TINY, () => 'fp32');
    for (const step of [10, 20]) await checkpoints.save(tinySnapshot(step));
    return made;
  }

  /** As it was in the beginning. */
  reset(): void {
    rmSync(this.run, { recursive: true, force: true });
    cpSync(this.#template, this.run, { recursive: true });
  }

  open(): CheckpointFolder {
    return new CheckpointFolder(this.run, TINY, () => 'fp32');
  }

  /** The step of the newest checkpoint, what is wrong with its content, and what was said of others on the way. */
  async newest(): Promise<{ step: number | null; isRight: boolean; told: string }> {
    const told: string[] = [];
    const original = console.error;
    console.error = (text) => told.push(String(text));
    try {
      const found = await this.open().newest();
      if (!found) return { step: null, isRight: true, told: told.join('\n') };
      const { state, values } = found.snapshot;
      return { step: state.step, isRight: isSnapshot(state.step, state, values), told: told.join('\n') };
    } finally {
      console.error = original;
    }
  }
}

/** Whether this is bit by bit what was saved at the step. */
function isSnapshot(step: number, state: object, values: ReadonlyMap<string, Float32Array>): boolean {
  const saved = tinySnapshot(step);
  if (JSON.stringify(state) !== JSON.stringify(saved.state) || values.size !== saved.values.size) return false;
  const bytes = (data: Float32Array) => Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  for (const [name, data] of saved.values) {
    const found = values.get(name);
    if (!found || !bytes(found).equals(bytes(data))) return false;
  }
  return true;
}
