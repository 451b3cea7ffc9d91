import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LlamaConfig, llamaConfig, llamaPreset } from '../../../shared/domain/architectures/llama.ts';
import { generationConfig } from '../../formats/huggingface/generationConfig.ts';
import { encodeSafetensors } from '../../formats/huggingface/safetensors.ts';
import { initialWeights } from '../../ml/architectures/model.ts';
import { tokenizerConfig, tokenizerJson } from '../../ml/tokenizer/tokenizerFile.ts';

/** A whole model that fits on a page: 300 tokens, of which the first 258 are special ones and bytes. */
export const TINY_MODEL: LlamaConfig = {
  ...llamaConfig({ ...llamaPreset('nano'), vocab_size: 300, hidden_size: 16, intermediate_size: 32 }, 64),
  num_hidden_layers: 2,
  // Wide enough that its texts differ from prompt to prompt.
  initializer_range: 0.5,
};

/** Writes the model as a Hugging Face folder; `config` replaces what its `config.json` says, not its weights. */
export function writeTinyModel(folder: string, config: object = TINY_MODEL): void {
  mkdirSync(folder, { recursive: true });
  const json = (name: string, value: object) => writeFileSync(join(folder, name), JSON.stringify(value));
  json('config.json', config);
  json('generation_config.json', generationConfig(TINY_MODEL));
  json('tokenizer.json', tokenizerJson([], TINY_MODEL.vocab_size));
  json('tokenizer_config.json', tokenizerConfig(TINY_MODEL.max_position_embeddings));
  const weights = encodeSafetensors(initialWeights(TINY_MODEL, 7));
  writeFileSync(join(folder, 'model.safetensors'), Buffer.concat(weights));
}
