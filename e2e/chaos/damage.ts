import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../main/ml/random.ts';
import type { Findings } from './findings.ts';
import { withFolder } from './temporary.ts';
import { TinyCheckpoints } from './tinyCheckpoints.ts';

/** Damages the newest checkpoint as failing disks do: the one before it loads, and the damaged one is reported and never loaded. */
export interface DamageOptions {
  seed: number;
  damages: number;
}

type Damage = (bytes: Buffer, random: Random) => Buffer | null;

const DAMAGES: Record<string, Damage> = {
  'bits flipped': (bytes, random) => {
    const changed = Buffer.from(bytes);
    for (let flips = 1 + random.integer(3); flips > 0; flips--) {
      const at = random.integer(changed.length);
      changed[at] = (changed[at] as number) ^ (1 << random.integer(8));
    }
    return changed;
  },
  'cut off': (bytes, random) => bytes.subarray(0, random.integer(bytes.length)),
  'a block of zeros': (bytes, random) => {
    const changed = Buffer.from(bytes);
    const start = random.integer(changed.length);
    return changed.fill(0, start, Math.min(changed.length, start + 1 + random.integer(512)));
  },
  'too long': (bytes, random) => Buffer.concat([bytes, Buffer.alloc(1 + random.integer(512), random.integer(256))]),
  missing: () => null,
};

export function damage({ seed, damages }: DamageOptions, findings: Findings): Promise<void> {
  return withFolder('damage', async (folder) => {
    const checkpoints = await TinyCheckpoints.make(folder);
    const random = new Random(seed);
    for (let index = 0; index < damages; index++) {
      checkpoints.reset();
      const newest = join(checkpoints.run, 'checkpoint-20');
      const files = readdirSync(newest);
      const file = join(newest, files[random.integer(files.length)] as string);
      const kinds = Object.keys(DAMAGES);
      const kind = kinds[random.integer(kinds.length)] as string;
      const before = readFileSync(file);
      const after = (DAMAGES[kind] as Damage)(before, random);
      if (after === null) rmSync(file);
      else writeFileSync(file, after);
      const promise = (text: string) => `damage ${index} (${kind}, ${file}): ${text}`;

      const { step, isRight, told } = await checkpoints.newest();
      findings.check(isRight, promise(`the checkpoint of step ${step} has what was saved`));
      // Zeros where there were some, or white space between the numbers of the state, damage nothing.
      if (step === 20 && isRight && (after?.equals(before) || file.endsWith('state.json'))) {
        findings.count('without a consequence');
        continue;
      }
      findings.count(kind);
      findings.check(step === 10, promise(`the one before it loads, and not ${step}`));
      findings.check(told.includes('checkpoint-20'), promise('it is reported'));
      findings.check(existsSync(newest), promise('it is left as it is'));
    }
    findings.figures.damages = damages;
  });
}
