import { join } from 'node:path';
import { dimensions } from '../../../shared/domain/architectures/index.ts';
import { readHeldOut } from '../../formats/huggingface/heldOutFile.ts';
import { CONFIG_FILE } from '../../formats/huggingface/modelFiles.ts';
import { sentenceFiles } from '../../formats/huggingface/sentenceFiles.ts';
import { readLibraryModel } from '../../formats/libraryModel.ts';
import { readSentenceFacts } from '../../formats/sentenceFacts.ts';
import { sentencePairsHead } from '../../ml/heads/sentencePairs.ts';
import { rowLength } from '../../ml/rowGroups.ts';
import { readRows } from '../prepare/rowsFile.ts';
import { readSplits } from '../prepare/splitIds.ts';
import type { MainTask } from '../task.ts';
import { evaluationBatches, pairBatches } from './batches.ts';
import { longestOf, type Pair, type PairCorpus, readPairs } from './corpus.ts';
import { PairMeter } from './measures/pairMeter.ts';
import { PairModel } from './predict/pairModel.ts';
import { preparePairs } from './prepare/prepareRun.ts';
import { readRivals, writeUntuned } from './rivalsFile.ts';
import { readSentence } from './sentenceFile.ts';

/** Makes vectors of texts, near to one another where texts belong together. */
export const sentenceSimilarity: MainTask<'sentence-similarity'> = {
  prepare: preparePairs,
  async training({ folder, config, settings }) {
    const sentence = await readSentence(folder);
    const { train, validation, test } = await readSplits(folder, (split) =>
      readPairs(folder, split, config.vocab_size),
    );
    const { rows, measured, others } = withRows(validation, (await readHeldOut(join(folder, 'data'))) ?? []);
    const longest = Math.max(...[train, validation, test].map((corpus) => (corpus ? longestOf(corpus) : 0)));
    const B = settings.per_device_train_batch_size;
    const T = rowLength(longest, settings.context_length);
    const lengths = await readRows(folder, T);
    const batches = [...evaluationBatches(measured, B, lengths)];
    const rivals = await readRivals(folder);
    let isNew = false;
    return {
      head: sentencePairsHead(sentence.pooling, T),
      shorterRows: lengths.slice(0, -1),
      batches(from) {
        isNew = typeof from === 'number';
        return pairBatches(train, B, lengths, from);
      },
      // Those that are measured come first: an evaluation may take no more.
      validation: [...batches, ...evaluationBatches(others, B, lengths)],
      test: test && { size: Math.ceil(test.pairs.length / B), batches: () => evaluationBatches(test, B, lengths) },
      meter(program, isPaused) {
        const onUntuned =
          sentence.hasBase && isNew ? (ranks: ReadonlyMap<number, number>) => writeUntuned(folder, ranks) : null;
        return new PairMeter({ rows, batches, rivals, onUntuned, seed: settings.seed }, program, isPaused);
      },
      files: {
        [CONFIG_FILE]: { ...config, tie_word_embeddings: true },
        ...sentenceFiles(sentence, dimensions(config).hidden_size),
      },
    };
  },
  trialHead: sentencePairsHead({ from: 'mean' }),
  head: async (folder) => sentencePairsHead((await readSentenceFacts(folder)).pooling),
  async open(folder, makeProgram) {
    const facts = await readSentenceFacts(folder);
    const head = sentencePairsHead(facts.pooling);
    return new PairModel(await readLibraryModel(folder, head), head, facts, folder, makeProgram);
  },
};

/** Pairs whose rows are kept with their texts, in the order of those, and all others. */
function withRows<Row extends { row: number }>({ ids, pairs }: PairCorpus, kept: readonly Row[]) {
  const byRow = new Map(pairs.map((pair) => [pair.row, pair]));
  const rows = kept.filter(({ row }) => byRow.has(row));
  const own = new Set(rows.map(({ row }) => row));
  return {
    rows,
    measured: { ids, pairs: rows.map(({ row }) => byRow.get(row) as Pair) },
    others: { ids, pairs: pairs.filter(({ row }) => !own.has(row)) },
  };
}
