import { createHash } from 'node:crypto';
import { type Zippable, zipSync } from 'fflate';

export interface WheelFaults {
  /** Other hashes (base64url) than the right ones, by path. */
  hashes?: Record<string, string>;
  /** Files that RECORD shall not name. */
  leaveOut?: string[];
  record?: boolean;
  metadata?: string;
}

/** A wheel with the given text files, and a RECORD for them. */
export function makeWheel(files: Record<string, string>, faults: WheelFaults = {}): Uint8Array {
  const contents: Zippable = {};
  const lines: string[] = [];
  for (const [path, text] of Object.entries(files)) {
    contents[path] = new TextEncoder().encode(text);
    const hash = faults.hashes?.[path] ?? createHash('sha256').update(text).digest('base64url');
    const name = /[",]/.test(path) ? `"${path.replaceAll('"', '""')}"` : path;
    if (!faults.leaveOut?.includes(path)) lines.push(`${name},sha256=${hash},${text.length}`);
  }
  lines.push('fake-1.dist-info/RECORD,,', '');
  if (faults.record !== false) contents['fake-1.dist-info/RECORD'] = new TextEncoder().encode(lines.join('\r\n'));
  if (faults.metadata) contents['fake-1.dist-info/METADATA'] = new TextEncoder().encode(faults.metadata);
  return zipSync(contents);
}
