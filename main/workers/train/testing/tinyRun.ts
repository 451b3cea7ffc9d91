import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LlamaConfig } from '../../../../shared/domain/architectures/llama.ts';
import { TOKENIZER_CONFIG_FILE, TOKENIZER_FILE } from '../../../formats/huggingface/modelFiles.ts';
import { parameterShapes } from '../../../ml/architectures/model.ts';
import { Random } from '../../../ml/random.ts';
import { DEFAULT_OPTIMIZER } from '../../../ml/train/optimizers/index.ts';
import type { Snapshot, StepLoss } from '../../../ml/train/trainerState.ts';
import { trainedState } from '../../../ml/train/trainingProgram.ts';

/** A run whose checkpoints are made up: small, and each one's content follows from its step. */

export const TINY: LlamaConfig = {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  vocab_size: 24,
  hidden_size: 8,
  intermediate_size: 16,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  num_key_value_heads: 2,
  head_dim: 4,
  max_position_embeddings: 16,
  rms_norm_eps: 1e-6,
  rope_theta: 10000,
  hidden_act: 'silu',
  initializer_range: 0.02,
  tie_word_embeddings: true,
  attention_bias: false,
  mlp_bias: false,
  bos_token_id: 0,
  eos_token_id: 0,
  pad_token_id: 1,
  torch_dtype: 'float32',
};

/** What preparation would have left of it; checkpoints copy it and do not look into it. */
export function makeRunFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const file of [TOKENIZER_FILE, TOKENIZER_CONFIG_FILE]) writeFileSync(join(folder, file), `{"file":"${file}"}\n`);
}

export function tinySnapshot(step: number, best: StepLoss | null = null, optim = DEFAULT_OPTIMIZER): Snapshot {
  const random = new Random(step);
  const values = new Map<string, Float32Array>();
  for (const [name, shape] of trainedState(parameterShapes(TINY), optim)) {
    const size = shape.reduce((product, side) => product * side, 1);
    values.set(
      name,
      Float32Array.from({ length: size }, () => random.normal()),
    );
  }
  return {
    state: {
      step,
      elapsedMs: step * 10.5,
      stepsMs: step * 9.25,
      timedSteps: step - 1,
      timedTokens: 128 * (step - 1),
      batches: { random: random.state, epoch: step % 3, document: step, token: 2 * step },
      evaluationBatches: 4,
      lastEvaluation: { step, validationLoss: 8 - step / 1000 },
      best,
      evaluationsSinceBest: 0,
    },
    values,
  };
}
