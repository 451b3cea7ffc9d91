import type { Column } from '../../../../shared/domain/columns.ts';
import { Split, splitColumn } from '../../../../shared/domain/datasets/split.ts';

/** What the form holds. Answers to other kinds are kept, so that looking at them loses nothing. */
export interface SplitDraft {
  kind: Split['kind'];
  /** `null` takes the column that `likelyColumn` finds. */
  column: string | null;
  /** Percent, as typed. */
  validation: number | string;
  test: number | string;
  validationValues: readonly string[];
  testValues: readonly string[];
}

export const SPLIT_KINDS = ['auto', 'ratio', 'group', 'stratified', 'column'] as const satisfies Split['kind'][];

export const DEFAULT_SPLIT: SplitDraft = {
  kind: 'auto',
  column: null,
  validation: 10,
  test: 10,
  validationValues: [],
  testValues: [],
};

export const hasColumn = (kind: Split['kind']) => kind === 'group' || kind === 'stratified' || kind === 'column';
export const hasShares = (kind: Split['kind']) => kind === 'ratio' || kind === 'group' || kind === 'stratified';

/** A column that says it is about splits, else the first category, else the first column. */
function likelyColumn(kind: Split['kind'], columns: readonly Column[]): string | null {
  const said = kind === 'column' ? columns.find(({ name }) => /split|fold|^set$|subset/i.test(name)) : undefined;
  const category = columns.find(({ type }) => type === 'category');
  return (said ?? category ?? columns[0])?.name ?? null;
}

export const columnOf = (draft: SplitDraft, columns: readonly Column[]) =>
  draft.column ?? likelyColumn(draft.kind, columns);

/** The split that the form asks for; `null` while a number is not valid. */
export function toSplit(draft: SplitDraft, columns: readonly Column[]): Split | null {
  const byValues = draft.kind === 'column';
  const share = (percent: number | string) =>
    percent === '' ? Number.NaN : Number((Number(percent) / 100).toFixed(6));
  const parsed = Split.safeParse({
    kind: draft.kind,
    column: columnOf(draft, columns),
    validation: byValues ? [...draft.validationValues] : share(draft.validation),
    test: byValues ? [...draft.testValues] : share(draft.test),
  });
  return parsed.success ? parsed.data : null;
}

/** The form as it was for a split. One by a column that the data set does not have is left out. */
export function draftFromSplit(split: Split, columns: readonly Column[]): SplitDraft {
  const column = splitColumn(split);
  if (column !== null && !columns.some(({ name }) => name === column)) return DEFAULT_SPLIT;
  const percent = (share: number) => Number((100 * share).toFixed(4));
  switch (split.kind) {
    case 'auto':
      return DEFAULT_SPLIT;
    case 'column':
      return { ...DEFAULT_SPLIT, kind: 'column', column, validationValues: split.validation, testValues: split.test };
    case 'ratio':
    case 'group':
    case 'stratified':
      return {
        ...DEFAULT_SPLIT,
        kind: split.kind,
        column,
        validation: percent(split.validation),
        test: percent(split.test),
      };
    default:
      throw split satisfies never;
  }
}
