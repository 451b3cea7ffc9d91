import { z } from 'zod';
import type { ArchitectureDefinition, BodyKind, Dimensions } from './architecture.ts';
import { bert } from './bert.ts';
import { gemma3_text } from './gemma3_text.ts';
import { gpt2 } from './gpt2.ts';
import { llama } from './llama.ts';
import { lstm } from './lstm.ts';
import { mistral } from './mistral.ts';
import { qwen2 } from './qwen2.ts';
import { qwen3 } from './qwen3.ts';
import type { SizeName } from './sizes.ts';
import { xlmRoberta } from './xlm-roberta.ts';

/** Every architecture, by the `model_type` that Hugging Face gives it. */
export const ARCHITECTURES = {
  llama,
  gpt2,
  mistral,
  qwen2,
  qwen3,
  gemma3_text,
  bert,
  'xlm-roberta': xlmRoberta,
  lstm,
} as const;

export type ModelType = keyof typeof ARCHITECTURES;
export const ModelType = z.enum(Object.keys(ARCHITECTURES) as [ModelType, ...ModelType[]]);

/** What is trained where nothing else is asked for, and what is meant where nothing is said. */
export const DEFAULT_ARCHITECTURE: ModelType = 'llama';

/** What people call them. */
export const ARCHITECTURE_NAMES = Object.fromEntries(
  Object.entries(ARCHITECTURES).map(([type, { name }]) => [type, name]),
) as Record<ModelType, string>;

/** Those with a body of a kind. */
export const architecturesWith = (body: BodyKind): ModelType[] =>
  ModelType.options.filter((type) => ARCHITECTURES[type].body === body);

/** Those that a model can have that is trained from nothing. */
export const FRESH_ARCHITECTURES: readonly ModelType[] = ModelType.options.filter(
  (type) => ARCHITECTURES[type].fromNothing,
);

/** Those that it can have for a task. */
export const freshArchitecturesFor = (task: string): readonly ModelType[] =>
  FRESH_ARCHITECTURES.filter((type) => isFor(ARCHITECTURES[type], task));

/** Whether it can be trained for a task. */
export const isFor = ({ tasks }: { tasks?: readonly string[] }, task: string): boolean => tasks?.includes(task) ?? true;

/** A configuration of any architecture. What they have in common is called by `dimensions`. */
export type ModelConfig = z.output<(typeof ARCHITECTURES)[ModelType]['config']>;
type ConfigSchema = z.ZodType<ModelConfig> & z.core.$ZodTypeDiscriminable;
export const ModelConfig = z.preprocess(
  (value) => (isObject(value) && !('model_type' in value) ? { ...value, model_type: DEFAULT_ARCHITECTURE } : value),
  z.discriminatedUnion(
    'model_type',
    Object.values(ARCHITECTURES).map(({ config }) => config) as unknown as [ConfigSchema, ...ConfigSchema[]],
  ),
) as z.ZodType<ModelConfig>;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The architecture that a configuration is of. */
export const definitionOf = ({ model_type }: Pick<ModelConfig, 'model_type'>): ArchitectureDefinition<ModelConfig> =>
  ARCHITECTURES[model_type] as unknown as ArchitectureDefinition<ModelConfig>;

/** What the body of a model is for. */
export const bodyOf = (config: Pick<ModelConfig, 'model_type'>): BodyKind => definitionOf(config).body;

type ConfigOf<T extends ModelType> = Extract<ModelConfig, { model_type: T }>;

/** Configuration of a fresh model. */
export const createConfig = <T extends ModelType>(architecture: T, size: SizeName, contextLength: number) =>
  ARCHITECTURES[architecture].create(size, contextLength) as ConfigOf<T>;

/** Number of trainable parameters; tied embeddings count once. */
export const countParameters = (config: ModelConfig): number => definitionOf(config).countParameters(config);

export const dimensions = (config: ModelConfig): Dimensions => definitionOf(config).dimensions(config);

/**
 * The same model for texts of another length, where its parameters do not depend on it: positions that are learned are as many as they are.
 */
export const withContext = <C extends ModelConfig>(config: C, tokens: number): C =>
  'rope_theta' in config ? { ...config, max_position_embeddings: tokens } : config;

/** The same model with its first `count` layers and no more. */
export function withLayers<C extends ModelConfig>(config: C, count: number): C {
  const layers = 'n_layer' in config ? { n_layer: count } : { num_hidden_layers: count };
  const types = 'layer_types' in config ? { layer_types: config.layer_types.slice(0, count) } : {};
  return { ...config, ...layers, ...types };
}

/** Tokens of the longest text. */
export const contextOf = (config: ModelConfig): number => dimensions(config).max_position_embeddings;
