import { join } from 'node:path';
import { definitionOfTask } from '../../../shared/domain/tasks/index.ts';
import { readHeldOut } from '../../formats/huggingface/heldOutFile.ts';
import { CONFIG_FILE } from '../../formats/huggingface/modelFiles.ts';
import { readLibraryModel } from '../../formats/libraryModel.ts';
import { isBaseline, readBaseline } from '../../formats/linear/linearFiles.ts';
import { joinedWords, WORDS_FOLDER } from '../../formats/linear/wordsFolder.ts';
import { readSentenceFacts } from '../../formats/sentenceFacts.ts';
import { sequenceClassificationHead } from '../../ml/heads/sequenceClassification.ts';
import { rowLength } from '../../ml/rowGroups.ts';
import type { Head } from '../../ml/train/task.ts';
import { readRows } from '../prepare/rowsFile.ts';
import { dataPath, readSplits } from '../prepare/splitIds.ts';
import type { FitRequest, MainTask } from '../task.ts';
import { longestOf, shuffledCorpus } from '../texts/corpus.ts';
import { joinedScorer } from '../texts/joinedScorer.ts';
import { labelFields, readModelLabels } from '../texts/labelNames.ts';
import { linearScorer, networkScorer } from '../texts/textScorer.ts';
import { balancedWeights, evaluationBatches, labelledBatches } from './batches.ts';
import { readLabelledCorpus } from './corpus.ts';
import { fitHead } from './fitHead.ts';
import { readLabels } from './labelsFile.ts';
import { labelMeter } from './measures/labelMeter.ts';
import { pooledFields, readModelPooling } from './modelPooling.ts';
import { ofLayers } from './ofLayers.ts';
import { LabelModel } from './predict/labelModel.ts';
import { curveOfLabels } from './prepare/curveLabels.ts';
import { examineLabels } from './prepare/examineLabels.ts';
import { keepLinear } from './prepare/keepLinear.ts';
import { prepareLabelled } from './prepare/prepareRun.ts';
import { readRivals } from './rivalsFile.ts';
import { readWordLogs } from './wordsFile.ts';

async function headOf(folder: string): Promise<Head> {
  const [labels, pooling] = [await readModelLabels(folder), await readModelPooling(folder)];
  return sequenceClassificationHead(labels.length, Number.POSITIVE_INFINITY, pooling);
}

/** Before labels are counted: the head is a thousandth of a model. */
const TRIAL_LABELS = 16;

/** Tells labels: one score a label, of the last token of a text. */
export const textClassification: MainTask<'text-classification'> = {
  prepare: prepareLabelled,
  examine: examineLabels,
  keepRival: keepLinear,
  dataCurve: curveOfLabels,
  async training({ folder, recipe, config, settings, base, model }) {
    const labels = await readLabels(folder);
    const bounds = { vocabSize: config.vocab_size, labels: labels.length };
    const { train, test, ...held } = await readSplits(folder, (split) => readLabelledCorpus(folder, split, bounds));
    const validation = shuffledCorpus(held.validation, settings.seed);
    const rows = (await readHeldOut(join(folder, 'data'))) ?? [];
    const rivals = await readRivals(folder);
    const longest = Math.max(...[train, validation, test].map((corpus) => (corpus ? longestOf(corpus) : 0)));
    const B = settings.per_device_train_batch_size;
    const T = rowLength(longest, settings.context_length);
    const lengths = await readRows(folder, T);
    const { className } = definitionOfTask('text-classification').model;
    const named = labelFields(
      labels.map(({ label }) => label),
      'single_label_classification',
    );
    const frozen =
      settings.tuning === 'frozen' && base
        ? ofLayers((await readSentenceFacts(base.path)).pooling, config, labels.length)
        : null;
    const head = sequenceClassificationHead(labels.length, T, frozen);
    // What was chosen for a model holds where it is trained longer.
    const chosen = model === undefined ? null : joinedWords(model);
    const asked = recipe.kind === 'classify' && recipe.words === 'together';
    const words = { logs: await readWordLogs(folder, rivals, labels.length), joinIn: chosen ?? asked };
    const meter = () => labelMeter({ labels, validation, rows, rivals, words, seed: settings.seed });
    const isBalanced = recipe.kind === 'classify' && recipe.classWeight === 'balanced';
    const classWeights = isBalanced ? balancedWeights(labels) : undefined;
    const work = { config, head, classWeights, count: labels.length, seed: settings.seed, train, validation, test };
    return {
      head,
      ...(frozen && {
        fit: (request: FitRequest) => fitHead({ ...work, pooling: frozen, meter: meter() }, request),
      }),
      shorterRows: lengths.slice(0, -1),
      batches: (from) => labelledBatches(train, B, lengths, from, classWeights),
      validation: [...evaluationBatches(validation, B, lengths)],
      test: test && { size: Math.ceil(test.labels.length / B), batches: () => evaluationBatches(test, B, lengths) },
      meter,
      folders: asked && chosen === null ? { [WORDS_FOLDER]: dataPath(folder, WORDS_FOLDER) } : {},
      files: {
        [CONFIG_FILE]: frozen
          ? { ...config, ...named, ...pooledFields(frozen) }
          : { ...config, architectures: [className(config)], ...named },
      },
    };
  },
  trialHead: sequenceClassificationHead(TRIAL_LABELS),
  head: headOf,
  async open(folder, makeProgram) {
    if (isBaseline(folder)) {
      const { about, parts } = await readBaseline(folder);
      return new LabelModel(linearScorer(parts), about.labels ?? [], folder, about.name);
    }
    const labels = await readModelLabels(folder);
    const head = await headOf(folder);
    const own = networkScorer(await readLibraryModel(folder, head), head, makeProgram);
    return new LabelModel(joinedScorer(own, folder, labels), labels, folder);
  },
};
