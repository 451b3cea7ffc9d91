import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SplitName } from '../../../shared/domain/datasets/split.ts';
import { toAppError } from '../../../shared/errors/errors.ts';
import { readText } from '../../files/jsonFile.ts';
import { withEndOfTurn } from '../../formats/endOfTurn.ts';
import { readTokenizer, TOKENIZER_CONFIG_FILE, TOKENIZER_FILE } from '../../formats/huggingface/modelFiles.ts';
import { readChatTemplate } from '../../formats/huggingface/openFolder.ts';
import { Tokenizer } from '../../ml/tokenizer/tokenizer.ts';
import { tokenizerFacts } from '../../ml/tokenizer/tokenizerFacts.ts';
import { readElements, runDataDamaged } from '../prepare/readElements.ts';
import { dataPath, hasSplit, readIds } from '../prepare/splitIds.ts';
import type { Corpus } from './corpus.ts';
import { docsFile, learnedFile, parseCorpus } from './corpusFormat.ts';

/**
 * Reads one split of a prepared run. The files were written by this program for this run; a disk may have changed them since.
 *
 * @throws AppError `run_data_damaged` with the file and the problem
 */
export async function readCorpus(runFolder: string, split: SplitName, vocabSize: number): Promise<Corpus> {
  const [docsPath, learnedPath] = [dataPath(runFolder, docsFile(split)), dataPath(runFolder, learnedFile(split))];
  const [ids, docBytes, learnedBytes] = await Promise.all([
    readIds(runFolder, split, vocabSize),
    readElements(docsPath, 8),
    existsSync(learnedPath) ? readElements(learnedPath, 8) : null,
  ]);
  const docs = new Uint32Array(docBytes);
  const problem = problemOf(docs, ids.length);
  if (problem) throw runDataDamaged(docsPath, problem);
  const stretches = learnedBytes && new Uint32Array(learnedBytes);
  if (stretches && !areInOrder(stretches, ids.length))
    throw runDataDamaged(learnedPath, 'a stretch does not lie where it can');
  return parseCorpus(ids, docs, stretches);
}

/** The test split, or `null` for a run that has none. */
export async function readTestCorpus(runFolder: string, vocabSize: number): Promise<Corpus | null> {
  return hasSplit(runFolder, 'test') ? readCorpus(runFolder, 'test', vocabSize) : null;
}

/** @throws AppError `run_data_damaged` */
export async function readRunTokenizer(runFolder: string): Promise<Tokenizer> {
  try {
    const chatTemplate = await readChatTemplate(runFolder, '{}');
    if (chatTemplate === null) return await readTokenizer(runFolder);
    const tokenizerJson = await readText(join(runFolder, TOKENIZER_FILE));
    const tokenizerConfigJson = await readText(join(runFolder, TOKENIZER_CONFIG_FILE));
    const { addsBos } = tokenizerFacts(tokenizerJson, tokenizerConfigJson, runFolder);
    // What is written along the way ends where a turn does.
    const source = { chatTemplate, tokenizerJson, tokenizerConfigJson, addsBos, eosTokenIds: [] };
    const { eosTokenIds } = withEndOfTurn(source);
    return new Tokenizer(tokenizerJson, tokenizerConfigJson, runFolder, undefined, eosTokenIds);
  } catch (error) {
    throw runDataDamaged(join(runFolder, TOKENIZER_FILE), toAppError(error).message, error);
  }
}

/** Whether stretches follow one another inside of the ids. */
const areInOrder = (stretches: Uint32Array, ids: number): boolean =>
  stretches.every((edge, index) => edge <= ids && (index === 0 || edge >= (stretches[index - 1] as number)));

/** What keeps documents from following one another inside of the ids. */
function problemOf(docs: Uint32Array, ids: number): string | null {
  if (docs.length === 0) return 'there is no document';
  for (let index = 0; index < docs.length; index += 2) {
    const [start, head] = [docs[index] as number, docs[index + 1] as number];
    const end = docs[index + 2] ?? ids - 1;
    const follows = index === 0 ? start === 0 : start > (docs[index - 2] as number);
    if (!follows || head < 1 || start + head > end) {
      return `document ${index / 2} does not lie where documents can`;
    }
  }
  return null;
}
