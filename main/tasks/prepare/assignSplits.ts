import {
  SPLIT_NAMES,
  type Split,
  type SplitCounts,
  type SplitName,
  type SplitPreview,
  type SplitProblem,
} from '../../../shared/domain/datasets/split.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { Random } from '../../ml/random.ts';
import { validationDocuments } from './split.ts';
import { type Groups, groupKey, type Survey } from './survey.ts';

const [TRAIN, VALIDATION, TEST, LEFT_OUT] = [0, 1, 2, 3];

/** Which split each document is in, by its number. */
export class Assignment {
  readonly #splits: Uint8Array;

  constructor(splits: Uint8Array) {
    this.#splits = splits;
  }

  /** `null` for a document that was left out. */
  of(document: number): SplitName | null {
    return SPLIT_NAMES[this.#splits[document] as number] ?? null;
  }

  /** Without some documents of training; the other splits stay as they are. */
  leavingOut(documents: Iterable<number>): Assignment {
    const splits = this.#splits.slice();
    for (const document of documents) if (splits[document] === TRAIN) splits[document] = LEFT_OUT;
    return new Assignment(splits);
  }

  /** How many there are. */
  get documents(): number {
    return this.#splits.length;
  }

  get counts(): SplitCounts {
    const counts = { train: 0, validation: 0, test: 0 };
    for (const split of this.#splits) {
      const name = SPLIT_NAMES[split];
      if (name) counts[name]++;
    }
    return counts;
  }
}

type Shares = { validation: number; test: number };

/**
 * Puts every document into one split. The same documents, split and seed give the same assignment. Fewer than two documents are all for
 * training: they are too few whatever the split is.
 *
 * @throws AppError `split_empty` with which one and why
 */
export function assignSplits(split: Split, survey: Survey, seed: number): Assignment {
  const assignment = proposeSplits(split, survey, seed);
  const { counts } = assignment;
  const problem = survey.documents < 2 ? null : splitProblem(split, counts);
  if (!problem) return assignment;
  const ofColumn =
    split.kind === 'column'
      ? { column: split.column, values: problem.split === 'train' ? [] : split[problem.split] }
      : {};
  throw new AppError('split_empty', { split: problem.split, why: problem.why, ...counts, ...ofColumn });
}

/** The same, with whatever is empty left so. */
export function proposeSplits(split: Split, { documents, groups }: Survey, seed: number): Assignment {
  const splits = new Uint8Array(documents);
  if (documents < 2) return new Assignment(splits);
  const random = new Random(seed);
  switch (split.kind) {
    case 'auto':
      for (const number of validationDocuments(documents, seed)) splits[number] = VALIDATION;
      break;
    case 'ratio':
      byRatio(splits, split, random);
      break;
    case 'group':
      byGroup(splits, split, groups as Groups, random);
      break;
    case 'stratified':
      byCategory(splits, split, groups as Groups, random);
      break;
    case 'column':
      byValue(splits, split, groups as Groups);
      break;
    default:
      throw split satisfies never;
  }
  return new Assignment(splits);
}

const WHY = {
  auto: 'too_few_rows',
  ratio: 'too_few_rows',
  group: 'too_few_groups',
  stratified: 'too_few_in_category',
  column: 'no_such_value',
} as const satisfies Record<Split['kind'], SplitProblem>;

/** The split that got no document but must have one, and why; `null` where all is well. */
export function splitProblem(split: Split, counts: SplitCounts): SplitPreview['problem'] {
  const hasTest = split.kind === 'column' ? split.test.length > 0 : split.kind !== 'auto' && split.test > 0;
  const empty = SPLIT_NAMES.find((name) => counts[name] === 0 && (name !== 'test' || hasTest));
  return empty === undefined ? null : { split: empty, why: WHY[split.kind] };
}

/** How many of `all` a share is; one at least, where it is any. */
const quota = (all: number, share: number) => (share === 0 ? 0 : Math.max(1, Math.round(all * share)));

function byRatio(splits: Uint8Array, { validation, test }: Shares, random: Random): void {
  const order = random.shuffle(Uint32Array.from(splits, (_, number) => number));
  const held = quota(order.length, validation);
  const tested = quota(order.length, test);
  for (const number of order.subarray(0, held)) splits[number] = VALIDATION;
  for (const number of order.subarray(held, held + tested)) splits[number] = TEST;
}

/** Numbers of each group's documents, ascending. */
function membersOf({ of, keys }: Groups): number[][] {
  const members: number[][] = keys.map(() => []);
  for (const [document, group] of of.entries()) members[group]?.push(document);
  return members;
}

/**
 * Takes the groups in a random order as long as they fit. A split that is still short then gets the smallest group that brings it nearer,
 * or the smallest one of all where it has none.
 */
function byGroup(splits: Uint8Array, { validation, test }: Shares, groups: Groups, random: Random): void {
  const members = membersOf(groups);
  const size = (group: number) => members[group]?.length ?? 0;
  const wanted = [
    { split: VALIDATION, left: quota(splits.length, validation), taken: 0 },
    { split: TEST, left: quota(splits.length, test), taken: 0 },
  ].filter(({ left }) => left > 0);
  const give = (group: number, want: (typeof wanted)[number]) => {
    for (const document of members[group] ?? []) splits[document] = want.split;
    want.left -= size(group);
    want.taken++;
  };
  let rest: number[] = [];
  for (const group of random.shuffle(Uint32Array.from(members, (_, number) => number))) {
    const want = wanted.find(({ left }) => size(group) <= left);
    if (want) give(group, want);
    else rest.push(group);
  }
  // Stable, so that groups of one size stay in their random order.
  rest = rest.sort((one, other) => size(one) - size(other));
  for (const want of wanted) {
    const [smallest] = rest;
    // Training keeps a group.
    if (smallest === undefined || rest.length < 2) break;
    if (want.taken > 0 && size(smallest) >= 2 * want.left) continue;
    give(smallest, want);
    rest.shift();
  }
}

/**
 * Each category gives its shares to less than one document. What rounding leaves over is carried to the next category, so that the whole
 * comes out, too; their order is random, lest the first ones always round in the same way.
 */
function byCategory(splits: Uint8Array, shares: Shares, groups: Groups, random: Random): void {
  const members = membersOf(groups);
  const carry = { validation: 0.5, test: 0.5 };
  const counts = { validation: 0, test: 0 };
  const order = random.shuffle(Uint32Array.from(members, (_, number) => number));
  for (const group of order) {
    const documents = members[group] ?? [];
    if (documents.length < 2) continue;
    const taken = categoryQuota(documents.length, shares, carry);
    const shuffled = random.shuffle(documents);
    for (const document of shuffled.slice(0, taken.validation)) splits[document] = VALIDATION;
    for (const document of shuffled.slice(taken.validation, taken.validation + taken.test)) splits[document] = TEST;
    counts.validation += taken.validation;
    counts.test += taken.test;
  }
  // In small data the shares of all categories together may round to nothing.
  if (counts.validation === 0) takeOne(splits, members, VALIDATION);
  if (counts.test === 0 && shares.test > 0) takeOne(splits, members, TEST);
}

function categoryQuota(documents: number, shares: Shares, carry: Shares): Shares {
  const exact = { validation: documents * shares.validation, test: documents * shares.test };
  const taken = {
    validation: Math.floor(exact.validation + carry.validation),
    test: shares.test === 0 ? 0 : Math.floor(exact.test + carry.test),
  };
  // Training keeps one of every category; whichever is further above its share gives one back.
  while (taken.validation + taken.test > documents - 1) {
    if (taken.validation - exact.validation > taken.test - exact.test) taken.validation--;
    else taken.test--;
  }
  for (const name of ['validation', 'test'] as const) {
    carry[name] = Math.min(Math.max(0, carry[name] + exact[name] - taken[name]), 1 - 1e-9);
  }
  return taken;
}

/** From the category that has most left for training, and keeps one. */
function takeOne(splits: Uint8Array, members: readonly number[][], split: number): void {
  let most: number[] = [];
  for (const documents of members) {
    const trained = documents.filter((document) => splits[document] === TRAIN);
    if (trained.length > most.length) most = trained;
  }
  const [document] = most;
  if (document !== undefined && most.length > 1) splits[document] = split;
}

function byValue(
  splits: Uint8Array,
  { validation, test }: Extract<Split, { kind: 'column' }>,
  { of, keys }: Groups,
): void {
  const bySplit = new Map<string, number>();
  for (const value of validation) bySplit.set(groupKey(value), VALIDATION);
  for (const value of test) bySplit.set(groupKey(value), TEST);
  const splitOf = keys.map((key) => bySplit.get(key) ?? TRAIN);
  for (const [document, group] of of.entries()) splits[document] = splitOf[group] as number;
}
