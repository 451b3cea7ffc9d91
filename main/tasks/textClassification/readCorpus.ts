import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SplitName } from '../../../shared/domain/datasets/split.ts';
import { readElements, runDataDamaged } from '../prepare/readElements.ts';
import type { LabelledCorpus } from './corpus.ts';
import { idsFile, idsType, TEXT_FIELDS, textsFile } from './corpusFormat.ts';

/**
 * Reads one split of a prepared run; `null` where there is none. The files were written by this program for this run; a disk may have
 * changed them since.
 *
 * @throws AppError `run_data_damaged` with the file and the problem
 */
export async function readLabelledCorpus(
  runFolder: string,
  split: SplitName,
  { vocabSize, labels }: { vocabSize: number; labels: number },
): Promise<LabelledCorpus | null> {
  const [idsPath, textsPath] = [idsFile(split), textsFile(split)].map((name) => join(runFolder, 'data', name)) as [
    string,
    string,
  ];
  if (split === 'test' && !existsSync(idsPath)) return null;
  const Ids = idsType(vocabSize);
  const [idBytes, textBytes] = await Promise.all([
    readElements(idsPath, Ids.BYTES_PER_ELEMENT),
    readElements(textsPath, 4 * TEXT_FIELDS),
  ]);
  const [ids, texts] = [new Ids(idBytes), new Uint32Array(textBytes)];
  const count = texts.length / TEXT_FIELDS;
  const field = (place: number) =>
    Uint32Array.from({ length: count }, (_, text) => texts[TEXT_FIELDS * text + place] ?? 0);
  const corpus = { ids, starts: field(0), labels: field(1), rows: field(2) };
  const wrong = ids.findIndex((id) => id >= vocabSize);
  if (wrong >= 0) throw runDataDamaged(idsPath, `token ${wrong} is ${ids[wrong]}, of a vocabulary of ${vocabSize}`);
  for (const [text, start] of corpus.starts.entries()) {
    const end = corpus.starts[text + 1] ?? ids.length;
    if (start >= end || (text === 0 && start !== 0))
      throw runDataDamaged(textsPath, `text ${text} does not lie where texts can`);
    if ((corpus.labels[text] as number) >= labels)
      throw runDataDamaged(textsPath, `text ${text} has a label that there is not`);
  }
  return corpus;
}
