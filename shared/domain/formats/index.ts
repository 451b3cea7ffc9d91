import { z } from 'zod';
import type { Language } from '../language.ts';
import {
  type FormatDefinition,
  type FormatTexts,
  type GivenOptions,
  type Misfit,
  type ModelFacts,
  type OptionDefinitions,
  type OptionsOf,
  optionsSchema,
} from './format.ts';
import { huggingface } from './huggingface/index.ts';

/** The formats that a model can be exported in, by the names that the command line knows them by. The first one is offered first. */
export const FORMATS = {
  hf: huggingface,
} as const;
export type FormatKind = keyof typeof FORMATS;

export const FORMAT_KINDS = Object.keys(FORMATS) as [FormatKind, ...FormatKind[]];
export const FormatKind = z.enum(FORMAT_KINDS);

/** The values of a format's options. */
export type FormatOptions<K extends FormatKind> = OptionsOf<(typeof FORMATS)[K]['options']>;

/** A format of which one knows no more than what all have. */
type AnyFormat = FormatDefinition<OptionDefinitions, string, string>;
const formatOf = (kind: FormatKind): AnyFormat => FORMATS[kind] as unknown as AnyFormat;

export const optionDefinitions = (kind: FormatKind): OptionDefinitions => formatOf(kind).options;
/** Those of a format's options that are a question for a model. */
export const optionsFor = (kind: FormatKind, model: ModelFacts): OptionDefinitions => {
  const { options, applies } = formatOf(kind);
  return Object.fromEntries(Object.entries(options).filter(([name]) => applies?.(name, model) ?? true));
};
export const formatTexts = (kind: FormatKind, language: Language): FormatTexts<OptionDefinitions, string, string> =>
  formatOf(kind).texts[language];

/** The options that are given, and the defaults of the others; or what is wrong with them. */
export const parseOptions = (kind: FormatKind, given: GivenOptions) =>
  optionsSchema(optionDefinitions(kind)).safeParse(given);

/** `null` where the format can hold the model as the options ask for it. Wrong ones are for `parseOptions` to refuse: defaults stand for them. */
export const misfitOf = (kind: FormatKind, model: ModelFacts, given: GivenOptions): Misfit | null => {
  const schema = optionsSchema(optionDefinitions(kind));
  return formatOf(kind).fits(model, schema.safeParse(given).data ?? schema.parse({}));
};

/** Bytes that the model takes in a format, about; given options must be right ones. */
export const bytesIn = (kind: FormatKind, model: ModelFacts, given: GivenOptions): number =>
  formatOf(kind).bytes(model, optionsSchema(optionDefinitions(kind)).parse(given));

/** The programs that use an export of a model, with the names that `formatTexts` has words for. */
export const snippetsOf = (
  kind: FormatKind,
  { recipe, base }: ModelFacts,
  folder: string,
): { name: string; text: string }[] =>
  Object.entries(formatOf(kind).snippets).map(([name, { text }]) => ({
    name,
    text: text(recipe, folder, base?.tuning),
  }));
