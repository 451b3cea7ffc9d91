import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SplitName } from '../../../shared/domain/split.ts';
import { type Corpus, docsFile, idsFile, parseCorpus } from '../../ml/train/corpusFormat.ts';

/** Reads one split of a prepared run. The files were written by this program for this run. */
export async function readCorpus(runFolder: string, split: SplitName): Promise<Corpus> {
  const [ids, docs] = await Promise.all([
    readBytes(join(runFolder, 'data', idsFile(split))),
    readBytes(join(runFolder, 'data', docsFile(split))),
  ]);
  return parseCorpus(new Uint16Array(ids), new Uint32Array(docs));
}

/** The test split, or `null` for a run that has none. */
export async function readTestCorpus(runFolder: string): Promise<Corpus | null> {
  return existsSync(join(runFolder, 'data', idsFile('test'))) ? readCorpus(runFolder, 'test') : null;
}

async function readBytes(path: string): Promise<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = await readFile(path);
  // Small files come out of a shared pool, at any offset.
  return (buffer as ArrayBuffer).slice(byteOffset, byteOffset + byteLength);
}
