import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GgufValue } from '../../main/formats/gguf/header.ts';
import { ggufTokenizer } from '../../main/formats/gguf/tokenizerJson.ts';
import { encodeSafetensors } from '../../main/formats/huggingface/safetensors.ts';
import { halvesOfPairs } from '../../main/ml/architectures/ggufDecoder.ts';

/** A Llama of 260,000 weights that writes stories for children (MIT), in llama2.c's format; beside the repository where it is there. */
const SOURCE = join(dirname(fileURLToPath(import.meta.url)), '../../..', 'shared/models/stories260K');

/** Why tests that start from it are skipped; `null` where it is there. */
export const noStories: string | null = existsSync(join(SOURCE, 'stories260K.bin'))
  ? null
  : 'the model stories260K is not beside the repository';

/** Writes it as a Hugging Face folder. */
export function writeStories(folder: string): void {
  const bytes = readFileSync(join(SOURCE, 'stories260K.bin'));
  const [D = 0, F = 0, layers = 0, H = 0, K = 0, V = 0, S = 0] = new Int32Array(bytes.buffer, bytes.byteOffset, 7);
  const C = D / H;
  let at = 7 * 4;
  const take = (...shape: number[]) => {
    const count = shape.reduce((product, side) => product * side, 1);
    const data = new Float32Array(bytes.buffer.slice(bytes.byteOffset + at, bytes.byteOffset + at + 4 * count));
    at += 4 * count;
    return { shape, data };
  };
  const ofLayers = (...shape: number[]) => Array.from({ length: layers }, () => take(...shape));
  const embedding = take(V, D);
  const parts = [
    ['input_layernorm', ofLayers(D)],
    ['self_attn.q_proj', ofLayers(H * C, D).map(({ shape, data }) => ({ shape, data: halvesOfPairs(data, H, C) }))],
    ['self_attn.k_proj', ofLayers(K * C, D).map(({ shape, data }) => ({ shape, data: halvesOfPairs(data, K, C) }))],
    ['self_attn.v_proj', ofLayers(K * C, D)],
    ['self_attn.o_proj', ofLayers(D, H * C)],
    ['post_attention_layernorm', ofLayers(D)],
    ['mlp.gate_proj', ofLayers(F, D)],
    ['mlp.down_proj', ofLayers(D, F)],
    ['mlp.up_proj', ofLayers(F, D)],
  ] as const;
  const weights = new Map<string, { shape: number[]; data: Float32Array }>([['model.embed_tokens.weight', embedding]]);
  for (const [name, each] of parts) {
    for (const [layer, weight] of each.entries()) weights.set(`model.layers.${layer}.${name}.weight`, weight);
  }
  weights.set('model.norm.weight', take(D));
  const config = {
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    vocab_size: V,
    hidden_size: D,
    intermediate_size: F,
    num_hidden_layers: layers,
    num_attention_heads: H,
    num_key_value_heads: K,
    max_position_embeddings: S,
    rms_norm_eps: 1e-5,
    rope_theta: 10000,
    tie_word_embeddings: true,
    bos_token_id: 1,
    eos_token_id: 2,
    torch_dtype: 'float32',
  };
  const { tokenizerJson, tokenizerConfigJson } = ggufTokenizer(sentencePieces(join(SOURCE, 'tok512.model')), SOURCE);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  writeFileSync(join(folder, 'tokenizer.json'), tokenizerJson);
  writeFileSync(join(folder, 'tokenizer_config.json'), tokenizerConfigJson);
  writeFileSync(join(folder, 'README.md'), '---\nlicense: mit\n---\n');
  writeFileSync(join(folder, 'model.safetensors'), Buffer.concat(encodeSafetensors(weights)));
}

/**
 * A SentencePiece model's pieces in the words of a GGUF. A protobuf: field 1 of it is a piece; of that, 1 is its text, 2 its score, 3 its kind.
 * Source: https://github.com/google/sentencepiece/blob/master/src/sentencepiece_model.proto
 */
function sentencePieces(path: string): Map<string, GgufValue> {
  const [tokens, scores, types]: [string[], number[], number[]] = [[], [], []];
  for (const { field, bytes } of fieldsOf(readFileSync(path))) {
    if (field !== 1 || !bytes) continue;
    const inner = new Map(fieldsOf(bytes).map((one) => [one.field, one]));
    tokens.push(inner.get(1)?.bytes?.toString('utf8') ?? '');
    scores.push(inner.get(2)?.bytes?.readFloatLE(0) ?? 0);
    types.push(inner.get(3)?.number ?? 1);
  }
  return new Map<string, GgufValue>([
    ['tokenizer.ggml.model', 'llama'],
    ['tokenizer.ggml.tokens', tokens],
    ['tokenizer.ggml.scores', scores],
    ['tokenizer.ggml.token_type', types],
    ['tokenizer.ggml.bos_token_id', 1],
    ['tokenizer.ggml.eos_token_id', 2],
    ['tokenizer.ggml.unknown_token_id', 0],
  ]);
}

interface Field {
  field: number;
  number?: number;
  bytes?: Buffer;
}

function fieldsOf(buffer: Buffer): Field[] {
  const found: Field[] = [];
  let at = 0;
  const varint = () => {
    let [value, scale] = [0, 1];
    for (;;) {
      const byte = buffer[at++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  };
  while (at < buffer.length) {
    const tag = varint();
    const [field, wire] = [Math.floor(tag / 8), tag % 8];
    if (wire === 0) found.push({ field, number: varint() });
    else {
      const length = wire === 2 ? varint() : wire === 5 ? 4 : 8;
      found.push({ field, bytes: buffer.subarray(at, at + length) });
      at += length;
    }
  }
  return found;
}
