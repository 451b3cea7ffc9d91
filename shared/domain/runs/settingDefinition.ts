import { z } from 'zod';
import type { SizePreset } from '../architectures/sizes.ts';

/** How far somebody has to have come to want a setting: the form and `--help` are in groups by it. */
export const SETTING_LEVELS = ['basic', 'advanced', 'expert'] as const;
export type SettingLevel = (typeof SETTING_LEVELS)[number];

/** What a new run takes where nothing was given, and what is read where a stored run has no such setting. */
type Default<T> =
  | { default: T; earlier?: T; always?: true }
  | { default: (preset: SizePreset) => T; earlier: T; always?: never }
  | { default: (preset: SizePreset) => T; earlier?: never; always: true };

/** What is said of a setting, in another language. */
interface Translated {
  help: string;
  zero?: string;
  choices?: Readonly<Record<string, string>>;
}
/** What has to be said of one with such options. */
type Needed<O> = O extends { zero: string } ? { 'zh-CN': { zero: string } } : unknown;

export interface About {
  level: SettingLevel;
  /** What it does, in a sentence or two: in the form and in `--help`. */
  help: string;
  /** The same, and whatever else is said of it, in Chinese. */
  'zh-CN': Translated;
  /** Name of its option where it is not `--` and its name with hyphens. */
  flag?: string;
  /** Changes the time, memory or disk of a step: `preflight` has its option, too. */
  costs?: true;
  /** Says something only of a training that starts from a model, of one of an LSTM, of one of all weights of an encoder, or of a task with a figure that decides, and is not shown elsewhere. */
  needs?: 'base' | 'lstm' | 'encoder' | 'decides';
}

interface Range {
  /** Smallest value; `above` instead where the bound does not belong to the range. */
  min?: number;
  above?: number;
  max: number;
  /** What one press of an arrow key changes. */
  step: number;
  /** What 0 means where it is no number: by itself "eval_steps 0" reads as if a run was never evaluated. */
  zero?: string;
}

type NumberOptions = About & Range & Default<number>;
type BooleanOptions = About & Default<boolean>;
type NamesOptions = About & Default<string>;
type ChoiceOptions<C extends string> = About & {
  choices: Record<C, string>;
  /** Those that can be asked for, where a stored run may have others. */
  offered?: readonly NoInfer<C>[];
} & Default<NoInfer<C>>;

/** `schema` is of what is asked for, `stored` of what a run has that was started earlier. */
type Defined<Kind extends string, Options, Schema> = Options & { kind: Kind; schema: Schema; stored?: Schema };

/** Any setting, as what draws forms, options and texts from it sees it. */
export type Setting = About &
  (
    | ({ kind: 'number' | 'integer'; schema: z.ZodNumber } & Range & Default<number>)
    | ({
        kind: 'choice';
        schema: z.ZodType<string>;
        stored?: z.ZodType<string>;
        choices: Readonly<Record<string, string>>;
        offered?: readonly string[];
        named: boolean;
      } & Default<string>)
    | ({ kind: 'boolean'; schema: z.ZodBoolean } & Default<boolean>)
    | ({ kind: 'names'; schema: z.ZodString } & Default<string>)
  );
export type NumberSetting = Extract<Setting, { kind: 'number' | 'integer' }>;
export type ChoiceSetting = Extract<Setting, { kind: 'choice' }>;

function bounded(schema: z.ZodNumber, { min, above, max }: Range): z.ZodNumber {
  const capped = schema.max(max);
  return above === undefined ? capped.min(min ?? 0) : capped.gt(above);
}

export const number = <const O extends NumberOptions>(options: O & Needed<O>): Defined<'number', O, z.ZodNumber> => ({
  ...options,
  kind: 'number',
  schema: bounded(z.number(), options),
});

export const integer = <const O extends NumberOptions>(options: O & Needed<O>): Defined<'integer', O, z.ZodNumber> => ({
  ...options,
  kind: 'integer',
  schema: bounded(z.number().int(), options),
});

export const boolean = <const O extends BooleanOptions>(options: O): Defined<'boolean', O, z.ZodBoolean> => ({
  ...options,
  kind: 'boolean',
  schema: z.boolean(),
});

/** One word of letters, digits and what stands between them in names, or several with commas between them. */
const NAMES = /^[\w.-]+(,[\w.-]+)*$/;

/** Names that are not known beforehand, such as those of a model's parts. */
export const names = <const O extends NamesOptions>(options: O): Defined<'names', O, z.ZodString> => ({
  ...options,
  kind: 'names',
  schema: z.string().max(1000).regex(NAMES),
});

/** Of a few values, each described in every language. */
export const choice = <C extends string>(
  options: ChoiceOptions<C> & { 'zh-CN': { choices: Record<NoInfer<C>, string> } },
) => chosen(options, false);

/** Of a few values with names that are the same in every language. */
export const named = <C extends string>(options: ChoiceOptions<C>) => chosen(options, true);

const chosen = <C extends string, N extends boolean>(
  options: ChoiceOptions<C>,
  isNamed: N,
): Defined<'choice', ChoiceOptions<C> & { named: N }, z.ZodEnum<{ [K in C]: K }>> => {
  const all = Object.keys(options.choices) as C[];
  const schemaOf = (values: readonly C[]) => z.enum(values) as unknown as z.ZodEnum<{ [K in C]: K }>;
  const { offered = all } = options;
  return { ...options, named: isNamed, kind: 'choice', schema: schemaOf(offered), stored: schemaOf(all) };
};

/** The values of a choice that can be asked for. */
export const offeredOf = ({ choices, offered }: Pick<ChoiceSetting, 'choices' | 'offered'>): readonly string[] =>
  offered ?? Object.keys(choices);
