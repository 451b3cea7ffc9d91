import { join } from 'node:path';
import { definitionOfTask, type RecipeOf } from '../../../shared/domain/tasks/index.ts';
import { readHeldOut } from '../../formats/huggingface/heldOutFile.ts';
import { CONFIG_FILE } from '../../formats/huggingface/modelFiles.ts';
import { readLibraryModel } from '../../formats/libraryModel.ts';
import { isBaseline, readBaseline } from '../../formats/linear/linearFiles.ts';
import { sequenceRegressionHead } from '../../ml/heads/sequenceRegression.ts';
import { rowLength } from '../../ml/rowGroups.ts';
import { readRows } from '../prepare/rowsFile.ts';
import { readSplits } from '../prepare/splitIds.ts';
import type { MainTask } from '../task.ts';
import { longestOf, shuffledCorpus } from '../texts/corpus.ts';
import { linearScorer, networkScorer } from '../texts/textScorer.ts';
import { evaluationBatches, scoredBatches } from './batches.ts';
import { readScoredCorpus } from './corpus.ts';
import { scoreMeter } from './measures/scoreMeter.ts';
import { ScoreModel } from './predict/scoreModel.ts';
import { curveOfScores } from './prepare/curveScores.ts';
import { examineScores } from './prepare/examineScores.ts';
import { keepRidge } from './prepare/keepRidge.ts';
import { prepareScored } from './prepare/prepareRun.ts';
import { readRivals } from './rivalsFile.ts';
import { readModelScale, readScale, scaleFields } from './scale.ts';

/** A baseline's numbers are not standardised. */
const OWN_UNIT = { mean: 0, std: 1 };

/** Estimates numbers: one output, of the last token of a text. */
export const regression: MainTask<'regression'> = {
  prepare: prepareScored,
  examine: examineScores,
  keepRival: keepRidge,
  dataCurve: curveOfScores,
  async training({ folder, recipe, config, settings }) {
    const scale = await readScale(folder);
    const { train, test, ...held } = await readSplits(folder, (split) =>
      readScoredCorpus(folder, split, config.vocab_size),
    );
    const validation = shuffledCorpus(held.validation, settings.seed);
    const rows = (await readHeldOut(join(folder, 'data'))) ?? [];
    const rivals = await readRivals(folder);
    const longest = Math.max(...[train, validation, test].map((corpus) => (corpus ? longestOf(corpus) : 0)));
    const B = settings.per_device_train_batch_size;
    const T = rowLength(longest, settings.context_length);
    const lengths = await readRows(folder, T);
    const shape = { scale, B, rows: lengths };
    const { className } = definitionOfTask('regression').model;
    const { output } = recipe as RecipeOf<'regression'>;
    const fields = { architectures: [className(config)], ...scaleFields(scale, output) };
    return {
      head: sequenceRegressionHead(T),
      shorterRows: lengths.slice(0, -1),
      batches: (from) => scoredBatches(train, shape, from),
      validation: [...evaluationBatches(validation, shape)],
      test: test && { size: Math.ceil(test.numbers.length / B), batches: () => evaluationBatches(test, shape) },
      meter: () => scoreMeter({ scale, validation, rows, rivals, seed: settings.seed }),
      files: { [CONFIG_FILE]: { ...config, ...fields } },
    };
  },
  trialHead: sequenceRegressionHead(),
  head: async () => sequenceRegressionHead(),
  async open(folder, makeProgram) {
    if (isBaseline(folder)) {
      const { about, parts } = await readBaseline(folder);
      return new ScoreModel(linearScorer(parts), OWN_UNIT, folder, about.name);
    }
    const head = sequenceRegressionHead();
    return new ScoreModel(
      networkScorer(await readLibraryModel(folder, head), head, makeProgram),
      await readModelScale(folder),
      folder,
    );
  },
};
