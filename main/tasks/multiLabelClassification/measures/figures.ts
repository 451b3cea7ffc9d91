import type { Measure } from '../../../../shared/domain/models/measures.ts';
import { bootstrapped, bootstrappedDraws, shareOf } from '../../../ml/measures/intervals.ts';

/** The numbers of the labels that a text has, and of those that are told of it. */
export interface ToldLabels {
  own: readonly number[];
  told: readonly number[];
}

export interface TagFigures {
  /** F1 of all decisions together (scikit-learn's `f1_score` with `average='micro'`). */
  micro: Measure;
  /** Mean of F1 over the labels that stand in the texts or were told (`average='macro'` where all do). */
  macro: Measure;
  /** Share of the texts of which every label is right (`accuracy_score`). */
  exact: Measure;
}

/** @param texts one at least */
export function tagFigures(texts: readonly ToldLabels[], labels: number, seed: number): TagFigures {
  const right = texts.filter(isRight).length;
  return {
    micro: bootstrapped(texts.map(countsOf), microF1, seed),
    macro: bootstrappedDraws(texts.length, (choose) => macroF1(texts, labels, choose), seed),
    exact: shareOf(right, texts.length),
  };
}

/** How much more `ours` have of each figure than `theirs`, of the same texts: with the interval of the difference, which is narrower than theirs. */
export function gainsOver(
  ours: readonly ToldLabels[],
  theirs: readonly ToldLabels[],
  labels: number,
  seed: number,
): TagFigures {
  const other = (place: number) => theirs[place] as ToldLabels;
  const counts = ours.map((one, place) => [...countsOf(one), ...countsOf(other(place))]);
  const exact = ours.map((one, place) => [Number(isRight(one)) - Number(isRight(other(place)))]);
  return {
    micro: bootstrapped(counts, (sums) => microF1(sums.slice(0, 2)) - microF1(sums.slice(2)), seed),
    macro: bootstrappedDraws(
      ours.length,
      (choose) => {
        // Of the same drawn texts.
        const drawn = Uint32Array.from(ours, (_, index) => choose(index));
        const chosen = (index: number) => drawn[index] as number;
        return macroF1(ours, labels, chosen) - macroF1(theirs, labels, chosen);
      },
      seed,
    ),
    exact: bootstrapped(exact, ([sum = 0]) => sum / exact.length, seed),
  };
}

/** Labels that are rightly told, and all that the text has or that are told of it. */
const countsOf = ({ own, told }: ToldLabels): [hits: number, both: number] => [
  told.filter((label) => own.includes(label)).length,
  own.length + told.length,
];

/** Nothing to tell, and nothing told, is all right. */
const microF1 = ([hits = 0, both = 0]: readonly number[]): number => (both === 0 ? 1 : (2 * hits) / both);

const isRight = ({ own, told }: ToldLabels): boolean =>
  own.length === told.length && told.every((label) => own.includes(label));

function macroF1(texts: readonly ToldLabels[], labels: number, choose: (index: number) => number): number {
  const hits = new Uint32Array(labels);
  const both = new Uint32Array(labels);
  for (let index = 0; index < texts.length; index++) {
    const { own, told } = texts[choose(index)] as ToldLabels;
    for (const label of own) both[label] = (both[label] as number) + 1;
    for (const label of told) {
      both[label] = (both[label] as number) + 1;
      if (own.includes(label)) hits[label] = (hits[label] as number) + 1;
    }
  }
  let [sum, there] = [0, 0];
  for (let label = 0; label < labels; label++) {
    if (both[label] === 0) continue;
    there++;
    sum += (2 * (hits[label] as number)) / (both[label] as number);
  }
  return there === 0 ? 0 : sum / there;
}
