import { z } from 'zod';
import type { Language } from '../language.ts';
import { app } from './app/index.ts';
import {
  type AnyModelFacts,
  type FormatDefinition,
  type FormatTexts,
  type GivenOptions,
  type LlamaCppFile,
  type Misfit,
  type ModelFacts,
  type OptionDefinitions,
  type OptionsOf,
  optionsSchema,
} from './format.ts';
import { gguf } from './gguf/index.ts';
import { huggingface } from './huggingface/index.ts';
import { linear } from './linear/index.ts';
import { onnx } from './onnx/index.ts';
import { savedModel } from './savedModel/index.ts';

/** The formats that a model can be exported in, by the names that the command line knows them by. The first one is offered first. */
export const FORMATS = {
  hf: huggingface,
  linear,
  gguf,
  onnx,
  savedModel,
  app,
} as const;
export type FormatKind = keyof typeof FORMATS;

export const FORMAT_KINDS = Object.keys(FORMATS) as [FormatKind, ...FormatKind[]];
export const FormatKind = z.enum(FORMAT_KINDS);

/** The values of a format's options. */
export type FormatOptions<K extends FormatKind> = OptionsOf<(typeof FORMATS)[K]['options']>;

/** A format of which one knows no more than what all have. */
type AnyFormat = FormatDefinition<OptionDefinitions, string, string>;
const formatOf = (kind: FormatKind): AnyFormat => FORMATS[kind] as unknown as AnyFormat;

/** The formats that are meant for a model of its kind: one at least. */
export const formatsFor = ({ baseline }: Pick<AnyModelFacts, 'baseline'>): [FormatKind, ...FormatKind[]] =>
  FORMAT_KINDS.filter((kind) => (formatOf(kind).baselines ?? false) === (baseline !== null)) as [FormatKind];

/** Why a format is not meant for a model, whichever it is. */
const WRONG_KIND = {
  en: {
    noNetwork: 'it is a baseline of words, which has no network: choose the format for baselines.',
    noBaseline: 'it is a network: this format is for baselines that were kept as models.',
  },
  'zh-CN': {
    noNetwork: '它是词语基线，没有神经网络：请选择用于基线的格式。',
    noBaseline: '它是神经网络：此格式用于保留为模型的基线。',
  },
} as const satisfies Record<Language, Record<string, string>>;

export const optionDefinitions = (kind: FormatKind): OptionDefinitions => formatOf(kind).options;
/** Those of a format's options that are a question for a model. */
export const optionsFor = (kind: FormatKind, model: AnyModelFacts): OptionDefinitions => {
  const { options, applies } = formatOf(kind);
  return Object.fromEntries(Object.entries(options).filter(([name]) => applies?.(name, meant(model)) ?? true));
};
export const formatTexts = (kind: FormatKind, language: Language): FormatTexts<OptionDefinitions, string, string> => {
  const texts = formatOf(kind).texts[language];
  return { ...texts, misfits: { ...WRONG_KIND[language], ...texts.misfits } };
};

/** A format is only asked about models of its kind: a network has a configuration. */
const meant = (model: AnyModelFacts): ModelFacts => model as ModelFacts;

/** The options that are given, and the defaults of the others; or what is wrong with them. */
export const parseOptions = (kind: FormatKind, given: GivenOptions) =>
  optionsSchema(optionDefinitions(kind)).safeParse(given);

/** `null` where the format can hold the model as the options ask for it. Wrong ones are for `parseOptions` to refuse: defaults stand for them. */
export const misfitOf = (kind: FormatKind, model: AnyModelFacts, given: GivenOptions): Misfit | null => {
  if (!formatsFor(model).includes(kind))
    return { code: model.baseline ? 'noNetwork' : ('noBaseline' satisfies keyof typeof WRONG_KIND.en), details: {} };
  const schema = optionsSchema(optionDefinitions(kind));
  return formatOf(kind).fits(meant(model), schema.safeParse(given).data ?? schema.parse({}));
};

/** Bytes that the model takes in a format, about; given options must be right ones. */
export const bytesIn = (kind: FormatKind, model: AnyModelFacts, given: GivenOptions): number =>
  formatOf(kind).bytes(meant(model), optionsSchema(optionDefinitions(kind)).parse(given));

/** Whether Ollama can be given a model in a format; given options must be right ones. */
export const isInOllama = (kind: FormatKind, given: GivenOptions): boolean =>
  formatOf(kind).inOllama?.(optionsSchema(optionDefinitions(kind)).parse(given)) ?? false;

/** The file of an export that llama.cpp's server writes texts with; `null` where there is none. Given options must be right ones. */
export const llamaCppFile = (kind: FormatKind, model: AnyModelFacts, given: GivenOptions): LlamaCppFile | null =>
  formatOf(kind).inLlamaCpp?.(meant(model), optionsSchema(optionDefinitions(kind)).parse(given)) ?? null;

/** The format that Ollama reads. */
export const OLLAMA_FORMAT = FORMAT_KINDS.find((kind) => formatOf(kind).inOllama) as FormatKind;

/** The programs that use an export of a model, with the names that `formatTexts` has words for; none where the format cannot hold it. */
export function snippetsOf(
  kind: FormatKind,
  model: AnyModelFacts,
  folder: string,
  given: GivenOptions = {},
): { name: string; text: string }[] {
  if (misfitOf(kind, model, given)) return [];
  const schema = optionsSchema(optionDefinitions(kind));
  const options = schema.safeParse(given).data ?? schema.parse({});
  return Object.entries(formatOf(kind).snippets)
    .filter(([, { fits }]) => fits?.(meant(model), options) ?? true)
    .map(([name, { text }]) => ({ name, text: text(meant(model), folder, options) }));
}
