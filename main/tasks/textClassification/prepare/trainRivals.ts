import { join } from 'node:path';
import { writeFolder, writeWholeFile } from '../../../files/fileSink.ts';
import { writeBaseline } from '../../../formats/linear/linearFiles.ts';
import { WORDS_FOLDER } from '../../../formats/linear/wordsFolder.ts';
import { argmax } from '../../../ml/argmax.ts';
import type { LinearClassifier } from '../../../ml/baselines/linearClassifier.ts';
import { pieceRules } from '../../../ml/baselines/textFeatures.ts';
import type { Report } from '../../prepare/progress.ts';
import type { Rivals } from '../../texts/rivalsFile.ts';
import { MOST_UNITS, trainLabels } from '../../texts/trainLabels.ts';
import { type TextRows, trainRival } from '../../texts/trainRival.ts';
import { MOST_NUMBERS, WORDS_FILE } from '../wordsFile.ts';
import type { LabelledRow } from './labelledRows.ts';

interface RivalRequest extends TextRows<LabelledRow> {
  labels: readonly string[];
  seed: number;
  /** Whether the model that is trained shall predict together with them: then they are kept whole. */
  joinIn: boolean;
}

/** What floats can hold of the smallest probability. */
const LEAST = 1e-37;

/**
 * What any model has to beat: logistic regression on words. Always saying the commonest label needs no training. What it says of the held-out
 * rows is left in a folder, too.
 */
export async function trainRivals(
  { labels, seed, joinIn, ...from }: RivalRequest,
  report: Report,
  folder: string,
): Promise<Rivals> {
  const logs: Float32Array[] = [];
  let linear: LinearClassifier | undefined;
  const { rows, predicted } = await trainRival(
    from,
    { mostUnits: MOST_UNITS, seed },
    async (learned) => {
      const trained = await trainLabels(learned, labels, seed, report);
      linear = trained;
      return (text) => {
        const probabilities = trained.predict(text);
        if ((logs.length + 1) * labels.length <= MOST_NUMBERS)
          logs.push(probabilities.map((probability) => Math.log(Math.max(probability, LEAST))));
        return argmax(probabilities);
      };
    },
    report,
  );
  if (logs.length === rows.length) {
    const bytes = logs.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength));
    await writeWholeFile(join(folder, WORDS_FILE), bytes);
  }
  if (joinIn && linear) {
    const { parts } = linear;
    const about = { version: 1 as const, name: 'linear', labels: [...labels], rules: pieceRules() };
    await writeFolder(join(folder, WORDS_FOLDER), (words) => writeBaseline(words, { about, parts }));
  }
  return { version: 1, rows, rivals: [{ name: 'linear', predicted }] };
}
