import type { Measure } from '../../../../shared/domain/models/measures.ts';
import { argmax } from '../../../ml/argmax.ts';
import { bootstrapped, bootstrappedDraws, shareOf } from '../../../ml/measures/intervals.ts';

/** What a text's label is, and which one the model takes for the likeliest; both count from 0. */
export interface Prediction {
  label: number;
  predicted: number;
}

/** A prediction with the probability that the model gives to it, 0 to 1. */
export interface Told extends Prediction {
  confidence: number;
}

export interface ClassificationFigures {
  /** Share of the texts whose likeliest label is their own. */
  accuracy: Measure;
  /** Mean over the labels that there are of the harmonic mean of precision and recall (scikit-learn's `f1_score` with `average='macro'`). */
  f1: Measure;
}

/** @param predictions one at least */
export function classificationFigures(
  predictions: readonly Prediction[],
  labels: number,
  seed: number,
): ClassificationFigures {
  const right = predictions.filter(({ label, predicted }) => label === predicted).length;
  return {
    accuracy: shareOf(right, predictions.length),
    f1: bootstrappedDraws(predictions.length, (choose) => macroF1(predictions, labels, choose), seed),
  };
}

/** How much more `ours` have of each figure than `theirs`, of the same texts: with the interval of the difference, which is narrower than theirs. */
export function gainsOver(
  ours: readonly Prediction[],
  theirs: readonly Prediction[],
  labels: number,
  seed: number,
): ClassificationFigures {
  const right = ({ label, predicted }: Prediction) => Number(label === predicted);
  const both = ours.map((one, place) => [right(one), right(theirs[place] as Prediction)] as const);
  return {
    accuracy: bootstrapped(both, ([mine = 0, other = 0]) => (mine - other) / both.length, seed),
    f1: bootstrappedDraws(
      ours.length,
      (choose) => {
        // Of the same drawn texts.
        const drawn = Uint32Array.from(ours, (_, index) => choose(index));
        const chosen = (index: number) => drawn[index] as number;
        return macroF1(ours, labels, chosen) - macroF1(theirs, labels, chosen);
      },
      seed,
    ),
  };
}

/**
 * Labels that neither stand in the texts nor were predicted are left out, as scikit-learn does.
 *
 * @param choose which text counts in a place; without it each one in its own
 */
export function macroF1(
  predictions: readonly Prediction[],
  labels: number,
  choose: (index: number) => number = (index) => index,
): number {
  const hits = new Uint32Array(labels);
  /** Texts that have a label, and those that it was predicted for. */
  const both = new Uint32Array(labels);
  for (let index = 0; index < predictions.length; index++) {
    const { label, predicted } = predictions[choose(index)] as Prediction;
    both[label] = (both[label] as number) + 1;
    both[predicted] = (both[predicted] as number) + 1;
    if (label === predicted) hits[label] = (hits[label] as number) + 1;
  }
  let [sum, there] = [0, 0];
  for (let label = 0; label < labels; label++) {
    if (both[label] === 0) continue;
    there++;
    sum += (2 * (hits[label] as number)) / (both[label] as number);
  }
  return there === 0 ? 0 : sum / there;
}

/** Probabilities of labels by their scores. */
export function softmax(scores: Float32Array): Float64Array {
  const most = scores.reduce((best, score) => Math.max(best, score), Number.NEGATIVE_INFINITY);
  const powers = Float64Array.from(scores, (score) => Math.exp(score - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** The likeliest label with its probability; scores that are no numbers give none. */
export function tell(scores: Float32Array): { predicted: number; confidence: number } {
  const predicted = argmax(scores);
  const confidence = softmax(scores)[predicted] as number;
  return { predicted, confidence: Number.isFinite(confidence) ? confidence : 0 };
}
