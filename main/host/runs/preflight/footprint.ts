import {
  countParameters,
  createConfig,
  dimensions,
  type ModelConfig,
} from '../../../../shared/domain/architectures/index.ts';
import type { EngineName } from '../../../../shared/domain/engines/engine.ts';
import type { RunShape } from '../../../../shared/domain/runs/preflight.ts';
import type { OptimizerName } from '../../../../shared/domain/runs/settings.ts';
import type { TrainingSettings } from '../../../../shared/domain/runs/training.ts';

/*
 * What a run takes of memory and disk by its shape alone: before anything is started, and where nothing can be measured. The memory is
 * a lower bound: what does not fit by it does not fit. It was fitted to the peak memory of processes that took some real steps
 * (`main/ml/train/trial.ts`, Linux x64, 2 cores):
 *
 *   TensorFlow 2.21, compiled    bound   measured        WASM, eager       bound   measured
 *   nano   1 × 128               422 MB   631 MB         nano   1 × 128    160 MB   248 MB
 *   nano  16 × 128               533 MB   740 MB         nano  16 × 128    382 MB   694 MB
 *   nano  64 × 512              3519 MB  3744 MB         nano  64 × 128   1093 MB  2196 MB
 *   nano   1 × 4096             2212 MB  5250 MB         small  8 × 128    402 MB   727 MB
 *   small  8 × 128               566 MB   835 MB
 *   small 64 × 128              1307 MB  1882 MB
 *   base   8 × 256              1113 MB  1656 MB
 *   base  32 × 256              2667 MB  3547 MB
 *   base   8 × 1024             4026 MB  4727 MB
 */

const FLOAT = 4;
/** Numbers that an optimizer keeps of a weight: two moments, or hardly anything, for a row and a column each. */
const KEPT_PER_PARAMETER: Record<OptimizerName, number> = { adamw: 2, adafactor: 0 };
/** A process with an engine and no model yet. */
const ENGINE_BYTES: Record<EngineName, number> = { tensorflow: 400e6, onnxruntime: 200e6, webgpu: 130e6, wasm: 130e6 };
/** How many tensors of a kind there are at once: the forward pass keeps what the gradients need. */
const KEPT = { width: 9, intermediate: 3, attention: 1.5, logits: 2.5 };
/** Operation by operation nothing is computed in place, and nothing is given up before the gradients are done. */
const EAGER_FACTOR = 2;
/** A 32-bit WebAssembly memory has no more. */
const WASM_BYTES = 2 ** 32;

const CHECKPOINTS = 3;
/** Two bytes an id, and where documents begin. */
const CORPUS_BYTES_PER_TOKEN = 3;

const configOf = ({ size, architecture, context_length }: RunShape): ModelConfig =>
  createConfig(architecture, size, context_length);

export const parametersOf = (shape: RunShape): number => countParameters(configOf(shape));

/** A run's shape, and the model that it starts from where it does. */
export interface Extent {
  shape: RunShape;
  base?: BaseExtent | null;
  optim?: OptimizerName;
}

/** Of a checkpoint: a weight, and what the optimizer keeps of it. */
const checkpointBytesPerParameter = ({ optim = 'adamw' }: Extent): number => (1 + KEPT_PER_PARAMETER[optim]) * FLOAT;

export interface BaseExtent {
  config: ModelConfig;
  /** What of it is trained: of all weights (full), or beside them (LoRA). */
  trained: number;
  /** Layers are computed again instead of being kept. */
  recomputes: boolean;
  /** The model that is made holds all weights, though few of them are trained. */
  copies?: boolean;
}

/** What a run on top of a model trains, roughly: LoRA has two matrices of so many ranks beside each linear layer. */
export function baseExtent(
  config: ModelConfig,
  {
    tuning,
    lora_rank: rank,
    gradient_checkpointing: recomputes,
  }: Pick<TrainingSettings, 'tuning' | 'lora_rank' | 'gradient_checkpointing'>,
): BaseExtent {
  const { hidden_size: D, intermediate_size: F, num_hidden_layers: L } = dimensions(config);
  // Four projections of about the width, and three between it and the intermediate size.
  const lora = L * rank * (4 * 2 * D + 3 * (D + F));
  // Of a frozen body nothing is kept between layers, and the head is small.
  if (tuning === 'frozen') return { config, trained: 0, recomputes: true, copies: true };
  return { config, trained: tuning === 'full' ? countParameters(config) : lora, recomputes };
}

/** Frozen weights: two bytes where products are rounded to bfloat16 anyway, else four. The lower bound has two. */
const BYTES_PER_FROZEN = 2;
/** Logits that are there at once: of large vocabularies, the loss is computed in parts. */
const MOST_LOGITS = 16e6;

const trainedOf = ({ shape, base }: Extent): number => base?.trained ?? parametersOf(shape);

/** Memory that training takes at least. */
export function leastMemory(extent: Extent, engine: EngineName): number {
  const { shape, base } = extent;
  const { per_device_train_batch_size: B, context_length: T, gradient_accumulation_steps } = shape;
  const config = base?.config ?? configOf(shape);
  const model = dimensions(config);
  const { hidden_size: D, intermediate_size: F, num_hidden_layers: L, num_attention_heads: H, vocab_size: V } = model;
  const layer = B * T * (KEPT.width * D + KEPT.intermediate * F) + KEPT.attention * B * H * T * T;
  const layers = base?.recomputes ? layer + L * B * T * D : L * layer;
  const logits = base ? Math.min(MOST_LOGITS, B * T * V) : B * T * V;
  const activations = FLOAT * (layers + KEPT.logits * logits);
  // With its gradient, and the sum of the micro-batches' gradients so far.
  const perParameter = checkpointBytesPerParameter(extent) + (gradient_accumulation_steps > 1 ? 2 : 1) * FLOAT;
  const factor = engine === 'tensorflow' || engine === 'onnxruntime' ? 1 : EAGER_FACTOR;
  const frozen = base && base.trained < countParameters(config) ? BYTES_PER_FROZEN * countParameters(config) : 0;
  return ENGINE_BYTES[engine] + perParameter * trainedOf(extent) + frozen + factor * activations;
}

/** What a run needs beyond its steps: a checkpoint on its way to the disk, and the token ids. */
export const memoryBesideSteps = (extent: Extent, tokens: number): number =>
  checkpointBytesPerParameter(extent) * trainedOf(extent) + CORPUS_BYTES_PER_TOKEN * tokens;

/** Disk that a run takes: its newest checkpoints (what compressing an adapter's saves depends on its numbers), the model, and the token ids. */
export function diskBytes(extent: Extent, tokens: number): number {
  const perParameter = CHECKPOINTS * checkpointBytesPerParameter(extent) + FLOAT;
  const copy = extent.base?.copies ? FLOAT * countParameters(extent.base.config) : 0;
  return perParameter * trainedOf(extent) + copy + CORPUS_BYTES_PER_TOKEN * tokens;
}

/** What is left to a run of the memory that is available: the studio and the system need some, too. */
export function usableMemory(available: number, engine: EngineName): number {
  const usable = Math.max(0, available - Math.min(512e6, available / 8));
  return engine === 'wasm' ? Math.min(usable, WASM_BYTES) : usable;
}
