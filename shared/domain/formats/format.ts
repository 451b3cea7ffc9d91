import { z } from 'zod';
import type { ModelConfig } from '../architectures/index.ts';
import type { Language } from '../language.ts';
import type { TrainedModel } from '../models/trainedModel.ts';

/** One setting of a format: yes or no, or one of some values. */
export type OptionDefinition =
  | { kind: 'switch'; default: boolean }
  | { kind: 'choice'; values: readonly [string, ...string[]]; default: string };
export type OptionDefinitions = Readonly<Record<string, OptionDefinition>>;

/** The values that a format's options have; none of them is missing. */
export type OptionsOf<O extends OptionDefinitions> = {
  [K in keyof O]: O[K] extends { values: readonly (infer V)[] } ? V : boolean;
};

/** Options as somebody gives them: what is left out has its default. */
export const GivenOptions = z.record(z.string(), z.union([z.boolean(), z.string()]));
export type GivenOptions = z.infer<typeof GivenOptions>;

/** What decides whether a format can hold a model, and how large it gets. */
export type ModelFacts = Pick<TrainedModel, 'parameters' | 'recipe' | 'base'> & { config: ModelConfig };
/** The same of any model, a baseline or not. */
export type AnyModelFacts = Pick<TrainedModel, 'config' | 'parameters' | 'recipe' | 'base' | 'baseline'>;

/** Why a format cannot hold a model: a name that the format has words for, and what they speak of. */
export interface Misfit<M extends string = string> {
  code: M;
  details: Record<string, string | number>;
}

/** The values of a format's options, of which one knows no more. */
export type GivenValues = Readonly<Record<string, boolean | string>>;

/** A program that uses what was written. */
export interface Snippet {
  /** Whether it can use a model that was written with these options; without it, any. */
  fits?(model: ModelFacts, options: GivenValues): boolean;
  /** As Markdown names it. */
  language: 'python' | 'typescript' | 'shell';
  /**
   * The program, with the model's own prompt.
   *
   * @param folder where the files are; the program stands beside them where it is left out
   * @param options that they were written with
   */
  text(model: Pick<ModelFacts, 'recipe' | 'config' | 'base'>, folder: string | undefined, options: GivenValues): string;
}

/** What a format says in one language. `{{name}}` in a misfit's words is one of its details. */
export interface FormatTexts<O extends OptionDefinitions, S extends string, M extends string> {
  /** What the files are called, as a button may say it. */
  name: string;
  /** What reads them. One sentence. */
  description: string;
  options: {
    [K in keyof O]: { label: string; help: string } & (O[K] extends { values: readonly (infer V extends string)[] }
      ? { values: Record<V, string> }
      : object);
  };
  snippets: Record<S, string>;
  misfits: Record<M, string>;
}

/** A file of an export, and its number format as people write it: `Q4_K_M`. */
export interface LlamaCppFile {
  file: string;
  dtype: string;
}

/** What everyone may know of a format; how it is written is in `main/formats`. */
export interface FormatDefinition<O extends OptionDefinitions, S extends string, M extends string> {
  /** It holds baselines, and nothing else; without it, networks, and nothing else. What is asked of a format is about such models only. */
  baselines?: true;
  options: O;
  /** Whether an option is a question for a model; every one is where this is left out. */
  applies?(option: keyof O, model: ModelFacts): boolean;
  /** `null` where the format can hold the model as the options ask for it. */
  fits(model: ModelFacts, options: OptionsOf<O>): Misfit<M> | null;
  /** About how large it gets, in bytes. */
  bytes(model: ModelFacts, options: OptionsOf<O>): number;
  /** Whether Ollama makes a model of what is written with these options; never where this is left out. */
  inOllama?(options: OptionsOf<O>): boolean;
  /** The file that llama.cpp's server writes texts with, where it does; never where this is left out. */
  inLlamaCpp?(model: ModelFacts, options: OptionsOf<O>): LlamaCppFile | null;
  snippets: Readonly<Record<S, Snippet>>;
  /** One that is missing does not compile. */
  texts: Readonly<Record<Language, FormatTexts<O, S, M>>>;
}

/** Checks a definition and keeps the names in it. `M` are the misfits that `fits` may answer with. */
export const defineFormat = <
  const O extends OptionDefinitions = OptionDefinitions,
  S extends string = string,
  M extends string = string,
>(
  definition: FormatDefinition<O, S, M>,
): FormatDefinition<O, S, M> => definition;

/** Fills in what is left out, and refuses what the format does not have. */
export function optionsSchema<O extends OptionDefinitions>(definitions: O): z.ZodType<OptionsOf<O>> {
  const shape = Object.entries(definitions).map(([name, option]): [string, z.ZodType] => [
    name,
    option.kind === 'switch' ? z.boolean().default(option.default) : z.enum(option.values).default(option.default),
  ]);
  return z.strictObject(Object.fromEntries(shape)) as unknown as z.ZodType<OptionsOf<O>>;
}
