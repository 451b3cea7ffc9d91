import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { thisProcessor } from '../installed/processor.ts';

/** Of all that is kept for a machine. The loops of a model take one megabyte. */
const MOST_BYTES = 32_000_000;
/** Room that has to be left on the disk, in bytes. */
const LEAST_FREE_BYTES = 100_000_000;
/** What is written to see whether it can be, quotas included: more than the loops of a model. */
const PROBE_BYTES = 2_000_000;

/**
 * The folder in which XLA keeps the loops that it has compiled, machine code, for the next process: compiling them is half of all that a
 * start on TensorFlow takes. XLA checks nothing of what it reads, so that is done here, before it is loaded: a file that is not what it was,
 * or was never whole, is not met again. No folder is taken away from a process that runs: the next ones begin one beside it. To XLA what it
 * cannot write is a failure of the step, which then runs slowly: where there is little room nothing is kept.
 *
 * @param root where the folders of all versions and processors lie
 * @param version of TensorFlow
 * @param given a processor, this one where it is left out, and the room that has to be there
 * @returns `null` where nothing can be kept
 */
export function compiledLoops(
  root: string,
  version: string,
  given: { processor?: string; leastFreeBytes?: number } = {},
): string | null {
  try {
    const processor = given.processor ?? thisProcessor();
    if (processor === null) return null;
    const machine = join(root, sha256(`${version}\n${processor}`).slice(0, 16));
    mkdirSync(machine, { recursive: true, mode: 0o700 });
    const numbers = readdirSync(machine)
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
    const newest = Math.max(1, ...numbers);
    const number = isSound(machine, newest) ? newest : newest + 1;
    mkdirSync(join(machine, String(number)), { recursive: true });
    // Processes of the one before may still run, and those of others write into theirs.
    for (const old of numbers.filter((other) => other < number - 1)) {
      for (const name of readdirSync(join(machine, String(old))))
        rmSync(join(machine, String(old), name), { force: true });
      rmSync(sumsFile(machine, old), { force: true });
    }
    if (!hasRoom(machine, given.leastFreeBytes ?? LEAST_FREE_BYTES)) return null;
    return join(machine, String(number));
  } catch {
    return null;
  }
}

/** @throws what the disk says to a file */
function hasRoom(folder: string, leastFreeBytes: number): boolean {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < leastFreeBytes) return false;
  const probe = join(folder, `probe-${process.pid}`);
  try {
    writeFileSync(probe, Buffer.alloc(PROBE_BYTES));
  } finally {
    rmSync(probe, { force: true });
  }
  return true;
}

const sumsFile = (machine: string, number: number) => join(machine, `${number}.json`);

/** Whether all files of a folder are whole, as they were when they were first seen, and not too many; new ones are noted. */
function isSound(machine: string, number: number): boolean {
  const folder = join(machine, String(number));
  const known = readSums(sumsFile(machine, number));
  const sums: Record<string, string> = {};
  let bytes = 0;
  for (const name of filesOf(folder)) {
    const content = readFileSync(join(folder, name));
    bytes += content.length;
    sums[name] = sha256(content);
    if (known[name] === undefined ? !isWhole(content) : known[name] !== sums[name]) return false;
  }
  if (Object.keys(sums).some((name) => !(name in known))) {
    const partial = `${sumsFile(machine, number)}.partial-${process.pid}`;
    writeFileSync(partial, JSON.stringify(sums));
    renameSync(partial, sumsFile(machine, number));
  }
  return bytes <= MOST_BYTES;
}

/** XLA writes each under another name first. */
function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.pb'));
  } catch {
    return [];
  }
}

function readSums(file: string): Record<string, unknown> {
  try {
    const sums: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof sums === 'object' && sums !== null ? (sums as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Whether a message of protobuf ends where its last field does. A power cut may leave the beginning of a file, or zeros. */
function isWhole(message: Uint8Array): boolean {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0; at < message.length; shift += 7) {
      const byte = message[at++] as number;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    return Number.NaN;
  };
  while (at < message.length) {
    const tag = varint();
    if (!(tag >= 8)) return false;
    if (tag % 8 === 0) varint();
    else if (tag % 8 === 1) at += 8;
    else if (tag % 8 === 2) {
      const length = varint();
      at += length;
    } else if (tag % 8 === 5) at += 4;
    else return false;
  }
  return at === message.length && at > 0;
}

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');
