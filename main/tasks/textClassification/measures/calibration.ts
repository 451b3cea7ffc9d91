import { BINS } from '../../../../shared/domain/models/labelReport.ts';
import type { Measure } from '../../../../shared/domain/models/measures.ts';
import { bootstrappedDraws } from '../../../ml/measures/intervals.ts';
import type { Told } from './figures.ts';

/** Of the bins of equal width that are open below and closed above, as Guo et al. 2017 have them. */
export const binOf = (confidence: number): number => Math.min(BINS - 1, Math.max(0, Math.ceil(confidence * BINS) - 1));

/**
 * Expected calibration error: how far confidence and share of right answers are apart, bin by bin, in the mean over all texts (Guo et al. 2017,
 * https://arxiv.org/abs/1706.04599). 0 to 1.
 *
 * @param told one at least
 */
export function calibrationError(told: readonly Told[], seed: number): Measure {
  const bins = Uint8Array.from(told, ({ confidence }) => binOf(confidence));
  const excess = Float64Array.from(
    told,
    ({ confidence, label, predicted }) => confidence - Number(label === predicted),
  );
  const sums = new Float64Array(BINS);
  const figure = (choose: (index: number) => number) => {
    sums.fill(0);
    for (let index = 0; index < told.length; index++) {
      const text = choose(index);
      const bin = bins[text] as number;
      sums[bin] = (sums[bin] as number) + (excess[text] as number);
    }
    return sums.reduce((total, sum) => total + Math.abs(sum), 0) / told.length;
  };
  return bootstrappedDraws(told.length, figure, seed);
}

/**
 * Area under the ROC curve of two labels: how likely a text of the second one has more of its probability than a text of the first; equal ones
 * count half (Mann and Whitney 1947), as scikit-learn's `roc_auc_score` has it. `null` where not both labels occur.
 *
 * @param told of two labels, numbered 0 and 1
 */
export function areaUnderCurve(told: readonly Told[], seed: number): Measure | null {
  const ones = told.filter(({ label }) => label === 1).length;
  if (ones === 0 || ones === told.length) return null;
  const scores = Float64Array.from(told, ({ predicted, confidence }) =>
    predicted === 1 ? confidence : 1 - confidence,
  );
  const order = Uint32Array.from(told, (_, text) => text).sort((a, b) => (scores[a] as number) - (scores[b] as number));
  const drawn = new Uint32Array(told.length);
  const figure = (choose: (index: number) => number) => {
    drawn.fill(0);
    for (let index = 0; index < told.length; index++) {
      const text = choose(index);
      drawn[text] = (drawn[text] as number) + 1;
    }
    return areaOf(told, scores, order, drawn);
  };
  return bootstrappedDraws(told.length, figure, seed);
}

/** @param times how often each text counts. Of texts that were drawn all of one label, it says nothing: 0.5. */
function areaOf(told: readonly Told[], scores: Float64Array, order: Uint32Array, times: Uint32Array): number {
  let [zeros, ones, above] = [0, 0, 0];
  for (let place = 0; place < order.length; ) {
    const score = scores[order[place] as number];
    let [equalZeros, equalOnes] = [0, 0];
    for (; place < order.length && scores[order[place] as number] === score; place++) {
      const text = order[place] as number;
      if (told[text]?.label === 1) equalOnes += times[text] as number;
      else equalZeros += times[text] as number;
    }
    above += equalOnes * (zeros + equalZeros / 2);
    zeros += equalZeros;
    ones += equalOnes;
  }
  return zeros === 0 || ones === 0 ? 0.5 : above / (zeros * ones);
}
