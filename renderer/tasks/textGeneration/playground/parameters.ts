import { DEFAULT_GENERATION, GenerationSettings } from '../../../../shared/domain/models/generation.ts';

export const MAX_SEED = 2 ** 31 - 1;

/** What was typed: a field may be empty or out of range for a while. */
export type ParameterDraft = {
  [K in keyof GenerationSettings]: K extends 'stop' ? readonly string[] : number | string;
};

export const DEFAULT_PARAMETERS: ParameterDraft = DEFAULT_GENERATION;

/** An answer may be longer than a text of a table. */
export const CHAT_PARAMETERS: ParameterDraft = { ...DEFAULT_PARAMETERS, max_tokens: 400 };

export type NumberParameter = Exclude<keyof GenerationSettings, 'stop' | 'seed'>;

/** The number fields in the order of the panel; `min` and `max` are those of the schema, or what still makes sense. */
export const NUMBER_PARAMETERS: readonly { name: NumberParameter; min: number; max: number; step: number }[] = [
  { name: 'temperature', min: 0, max: 10, step: 0.1 },
  { name: 'max_tokens', min: 1, max: 4096, step: 10 },
  { name: 'top_k', min: 0, max: 1_000_000, step: 1 },
  { name: 'top_p', min: 0.01, max: 1, step: 0.05 },
  { name: 'min_p', min: 0, max: 1, step: 0.01 },
  { name: 'repetition_penalty', min: 0.01, max: 10, step: 0.05 },
];

export const PRESETS = ['precise', 'balanced', 'creative'] as const;
export type Preset = (typeof PRESETS)[number];
type Sampling = Pick<GenerationSettings, 'temperature' | 'top_k' | 'top_p' | 'min_p' | 'repetition_penalty'>;

const { temperature, top_k, top_p, min_p, repetition_penalty } = DEFAULT_GENERATION;
const BALANCED: Sampling = { temperature, top_k, top_p, min_p, repetition_penalty };
/** How much is left to chance. `balanced` is what models are measured with. */
const SAMPLING: Record<Preset, Sampling> = {
  precise: { ...BALANCED, temperature: 0.3, top_p: 0.9 },
  balanced: BALANCED,
  // Hotter, and without the long tail of tokens that the heat would bring up.
  creative: { ...BALANCED, temperature: 1.1, min_p: 0.05 },
};

/** Length, stop texts and seed stay as they are. */
export const withPreset = (draft: ParameterDraft, preset: Preset): ParameterDraft => ({
  ...draft,
  ...SAMPLING[preset],
});

/** The preset that the parameters are; `null` for the user's own. */
export const presetOf = (draft: ParameterDraft): Preset | null =>
  PRESETS.find((preset) =>
    Object.entries(SAMPLING[preset]).every(([name, value]) => draft[name as keyof Sampling] === value),
  ) ?? null;

/** Names of the parameters that the schema refuses. */
export function invalidParameters(draft: ParameterDraft): (keyof GenerationSettings)[] {
  const names = Object.keys(GenerationSettings.shape) as (keyof GenerationSettings)[];
  return names.filter((name) => !GenerationSettings.shape[name].safeParse(draft[name]).success);
}

/** The settings to generate with; `null` while one is not valid. */
export function toSettings(draft: ParameterDraft): GenerationSettings | null {
  const parsed = GenerationSettings.safeParse(draft);
  return parsed.success ? parsed.data : null;
}

/** A seed; `random` gives a number of [0, 1). */
export const randomSeed = (random: () => number) => Math.floor(random() * (MAX_SEED + 1));
