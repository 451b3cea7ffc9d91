import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contextOf, type ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { type LlamaConfig, llamaConfig, llamaPreset } from '../../../shared/domain/architectures/llama.ts';
import { generationConfig } from '../../formats/huggingface/generationConfig.ts';
import { encodeSafetensors } from '../../formats/huggingface/safetensors.ts';
import { initialWeights } from '../../ml/architectures/model.ts';
import type { Weights } from '../../ml/architectures/parameters.ts';
import { tokenizerConfig, tokenizerJson } from '../../ml/tokenizer/tokenizerFile.ts';

/** A whole model that fits on a page: 300 tokens, of which the first 258 are special ones and bytes. */
export const TINY_MODEL: LlamaConfig = {
  ...llamaConfig({ ...llamaPreset('nano'), vocab_size: 300, hidden_size: 16, intermediate_size: 32 }, 64),
  num_hidden_layers: 2,
  // Wide enough that its texts differ from prompt to prompt.
  initializer_range: 0.5,
};

/** Writes the model as a Hugging Face folder; `stored` replaces what its `config.json` says, not its weights. */
export const writeTinyModel = (folder: string, stored: object = TINY_MODEL): void =>
  writeModelFolder(folder, TINY_MODEL, initialWeights(TINY_MODEL, 7), stored);

/** Writes a model whose tokens are special ones and bytes, at least 258. */
export function writeModelFolder(folder: string, config: ModelConfig, weights: Weights, stored: object = config): void {
  mkdirSync(folder, { recursive: true });
  const json = (name: string, value: object) => writeFileSync(join(folder, name), JSON.stringify(value));
  json('config.json', stored);
  json('generation_config.json', generationConfig(config));
  json('tokenizer.json', tokenizerJson([], config.vocab_size));
  json('tokenizer_config.json', tokenizerConfig(contextOf(config)));
  writeFileSync(join(folder, 'model.safetensors'), Buffer.concat(encodeSafetensors(weights)));
}
