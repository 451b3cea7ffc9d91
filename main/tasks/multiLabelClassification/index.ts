import { join } from 'node:path';
import { definitionOfTask } from '../../../shared/domain/tasks/index.ts';
import { readHeldOut } from '../../formats/huggingface/heldOutFile.ts';
import { CONFIG_FILE } from '../../formats/huggingface/modelFiles.ts';
import { readLibraryModel } from '../../formats/libraryModel.ts';
import { isBaseline, readBaseline } from '../../formats/linear/linearFiles.ts';
import { sequenceTaggingHead } from '../../ml/heads/sequenceTagging.ts';
import { rowLength } from '../../ml/rowGroups.ts';
import type { Head } from '../../ml/train/task.ts';
import { readRows } from '../prepare/rowsFile.ts';
import { readSplits } from '../prepare/splitIds.ts';
import type { MainTask } from '../task.ts';
import { longestOf, shuffledCorpus } from '../texts/corpus.ts';
import { labelFields, readModelLabels } from '../texts/labelNames.ts';
import { linearScorer, networkScorer } from '../texts/textScorer.ts';
import { evaluationBatches, readTaggedTexts, taggedBatches } from './corpus.ts';
import { readRunLabels } from './labelsFile.ts';
import { tagMeter } from './measures/tagMeter.ts';
import { TagModel } from './predict/tagModel.ts';
import { keepLinear } from './prepare/keepLinear.ts';
import { examineTags, prepareTags } from './prepare/prepareTags.ts';
import { readRivals } from './rivalsFile.ts';

const headOf = async (folder: string): Promise<Head> => sequenceTaggingHead((await readModelLabels(folder)).length);

/** Before labels are counted: the head is a thousandth of a model. */
const TRIAL_LABELS = 16;

/** Tells labels: a score for each by itself, of the last token of a text. */
export const multiLabelClassification: MainTask<'multi-label-classification'> = {
  prepare: prepareTags,
  examine: examineTags,
  keepRival: keepLinear,
  async training({ folder, config, settings }) {
    const { labels, rows: trainedRows } = await readRunLabels(folder);
    const bounds = { vocabSize: config.vocab_size, labels: labels.length };
    const { train, test, ...held } = await readSplits(folder, (split) => readTaggedTexts(folder, split, bounds));
    const validation = { ...held.validation, corpus: shuffledCorpus(held.validation.corpus, settings.seed) };
    const rows = (await readHeldOut(join(folder, 'data'))) ?? [];
    const rivals = await readRivals(folder);
    const longest = Math.max(...[train, validation, test].map((texts) => (texts ? longestOf(texts.corpus) : 0)));
    const B = settings.per_device_train_batch_size;
    const T = rowLength(longest, settings.context_length);
    const lengths = await readRows(folder, T);
    const { className } = definitionOfTask('multi-label-classification').model;
    const named = labelFields(
      labels.map(({ label }) => label),
      'multi_label_classification',
    );
    return {
      head: sequenceTaggingHead(labels.length, T),
      shorterRows: lengths.slice(0, -1),
      batches: (from) => taggedBatches(train, B, lengths, from),
      validation: [...evaluationBatches(validation, B, lengths)],
      test: test && {
        size: Math.ceil(test.corpus.starts.length / B),
        batches: () => evaluationBatches(test, B, lengths),
      },
      meter: () => tagMeter({ labels, trainedRows, validation, rows, rivals, seed: settings.seed }),
      files: { [CONFIG_FILE]: { ...config, architectures: [className(config)], ...named } },
    };
  },
  trialHead: sequenceTaggingHead(TRIAL_LABELS),
  head: headOf,
  async open(folder, makeProgram) {
    if (isBaseline(folder)) {
      const { about, parts } = await readBaseline(folder);
      return new TagModel(linearScorer(parts), about.labels ?? [], folder, about.name);
    }
    const labels = await readModelLabels(folder);
    const head = await headOf(folder);
    return new TagModel(networkScorer(await readLibraryModel(folder, head), head, makeProgram), labels, folder);
  },
};
