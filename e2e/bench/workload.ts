import { z } from 'zod';
import { countParameters, createConfig, type ModelConfig } from '../../shared/domain/architectures/index.ts';

/** R1 and R2 are the sizes of the comparison with PyTorch; TINY is for the harness's own tests. */
export const BenchSize = z.enum(['R1', 'R2', 'TINY']);
export type BenchSize = z.infer<typeof BenchSize>;

export const Precision = z.enum(['fp32', 'bf16']);
export type Precision = z.infer<typeof Precision>;

/** How the model is computed: as it was written, operation by operation, or compiled. */
export interface TrainMode {
  precision: Precision;
  eager: boolean;
}

/** A model and its batch: the same numbers as in `torch_reference.py`. */
export interface Workload {
  size: BenchSize;
  config: ModelConfig;
  batchSize: number;
  contextLength: number;
}

/** What is the same in every training measurement, here and in `torch_reference.py`. */
export const HYPERPARAMETERS = { learningRate: 3e-4, weightDecay: 0.1, maxGradNorm: 1 };
export const WARM_UP_STEPS = 3;
/** Tokens of the prompt that a generation starts with, here and in `generate_reference.py`. */
export const PROMPT_TOKENS = 16;
export const SEED = 1;

/** Written out rather than taken from the studio's sizes: those may change, the comparison must not. */
const DIMENSIONS: Record<
  BenchSize,
  readonly [L: number, D: number, H: number, F: number, T: number, B: number, V: number]
> = {
  R1: [4, 256, 4, 704, 128, 16, 2048],
  R2: [6, 384, 6, 1024, 256, 8, 4096],
  TINY: [1, 16, 2, 32, 32, 2, 64],
};

export function workload(size: BenchSize): Workload {
  const [L, D, H, F, T, B, V] = DIMENSIONS[size];
  const config = {
    ...createConfig('llama', 'nano', T),
    num_hidden_layers: L,
    hidden_size: D,
    intermediate_size: F,
    num_attention_heads: H,
    num_key_value_heads: H,
    head_dim: D / H,
    vocab_size: V,
    initializer_range: 0.02,
  };
  return { size, config, batchSize: B, contextLength: T };
}

export const parameterCount = ({ config }: Workload): number => countParameters(config);

/** Bases that are trained on: SmolLM2-135M's shape, and TINY for the harness's own tests. */
export const TuneSize = z.enum(['SmolLM2-135M', 'TINY']);
export type TuneSize = z.infer<typeof TuneSize>;

/** What is trained with LoRA, here and in `tune_reference.py`. */
export const LORA = { rank: 8, alpha: 16, dropout: 0, targetModules: ['all-linear'] };

/** A base's configuration, with a context as long as what is trained. The same numbers as in `tune_reference.py`. */
export function tuneConfig(size: TuneSize, contextLength: number): ModelConfig {
  const [L, D, H, K, F, V] = size === 'TINY' ? [1, 16, 2, 1, 32, 64] : [30, 576, 9, 3, 1536, 49152];
  return {
    ...createConfig('llama', 'nano', contextLength),
    ...{ num_hidden_layers: L, hidden_size: D, num_attention_heads: H, num_key_value_heads: K, head_dim: D / H },
    ...{ intermediate_size: F, vocab_size: V, initializer_range: 0.02, tie_word_embeddings: true },
  } as ModelConfig;
}

/** The mode's name in the words of `torch_reference.py`, so that like stands beside like. */
export function modeName({ precision, eager }: TrainMode): string {
  if (precision === 'fp32') return eager ? 'eager' : 'compile';
  return eager ? 'bf16' : 'bf16-compile';
}
