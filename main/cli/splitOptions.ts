import { Split } from '../../shared/domain/datasets/split.ts';
import { badOption } from './badOption.ts';

export const SPLIT_KINDS = [
  'auto',
  'ratio',
  'group',
  'stratified',
  'column',
] as const satisfies readonly Split['kind'][];

export interface SplitOptions {
  split?: Split['kind'];
  splitColumn?: string;
  validationShare?: number;
  testShare?: number;
  validationValues?: string[];
  testValues?: string[];
}

const DEFAULT_VALIDATION_SHARE = 0.1;

/** Which options say something, by kind. */
const USED: Record<Split['kind'], readonly (keyof SplitOptions)[]> = {
  auto: [],
  ratio: ['validationShare', 'testShare'],
  group: ['splitColumn', 'validationShare', 'testShare'],
  stratified: ['splitColumn', 'validationShare', 'testShare'],
  column: ['splitColumn', 'validationValues', 'testValues'],
};
const FLAGS = {
  splitColumn: '--split-column',
  validationShare: '--validation-share',
  testShare: '--test-share',
  validationValues: '--validation-values',
  testValues: '--test-values',
} as const;

/**
 * The split that the options ask for; `undefined` where they do not.
 *
 * @throws AppError `bad_input` with the option that is missing, says nothing or is out of range
 */
export function splitOf(options: SplitOptions): Split | undefined {
  const kind = options.split ?? 'auto';
  for (const [name, flag] of Object.entries(FLAGS) as [keyof typeof FLAGS, string][]) {
    if (options[name] !== undefined && !USED[kind].includes(name)) {
      throw badOption(flag, `says nothing with --split ${kind}`);
    }
  }
  if (options.split === undefined) return undefined;
  if (USED[kind].includes('splitColumn') && options.splitColumn === undefined) {
    throw badOption(FLAGS.splitColumn, 'say by which column to split');
  }
  if (kind === 'column' && options.validationValues === undefined) {
    throw badOption(FLAGS.validationValues, 'say which values of the column are for validation');
  }
  const parsed = Split.safeParse({
    kind,
    column: options.splitColumn,
    validation: kind === 'column' ? options.validationValues : (options.validationShare ?? DEFAULT_VALIDATION_SHARE),
    test: kind === 'column' ? (options.testValues ?? []) : (options.testShare ?? 0),
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw badOption(`--split ${kind}: ${issue?.path.join('.')}`, issue?.message ?? '');
}
