import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/**
 * Platform, name and instructions of the processor: of one name there are some with other instructions, and a home may be on a disk that several
 * machines share. `null` where they are not known: on Windows.
 */
export function thisProcessor(): string | null {
  const name = `${process.platform} ${process.arch} ${cpus()[0]?.model}`;
  // Apple's processors of one name are the same.
  if (process.platform === 'darwin') return name;
  if (process.platform !== 'linux') return null;
  const instructions = /^(flags|Features)\s*:.*$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[0];
  return instructions ? `${name}\n${instructions}` : null;
}
