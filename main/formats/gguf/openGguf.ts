import { stat } from 'node:fs/promises';
import { bodyOf, countParameters, type ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { asInvalid } from '../../files/jsonFile.ts';
import type { Gguf, GgufFacts } from '../../ml/architectures/architecture.ts';
import { architectureOf, GGUF_ARCHITECTURES } from '../../ml/architectures/index.ts';
import { parameterShapes } from '../../ml/architectures/model.ts';
import { type BaseSource, MOST_TEMPLATE_CHARACTERS } from '../baseSource.ts';
import { readNumbers } from '../fileSpans.ts';
import { heldHere, parseStoredConfig } from '../huggingface/modelConfig.ts';
import { BLOCK_TYPES, typeName } from './dequantize.ts';
import { type GgufHeader, type GgufTensor, readGgufHeader } from './header.ts';
import { type GgufTokenizer, ggufTokenizer, WORD_PIECES } from './tokenizerJson.ts';

/**
 * Opens a file of llama.cpp. Everything in it is checked before it is used; what its weights are is not read yet.
 *
 * @throws AppError `file_not_regular`, `model_architecture_unsupported`, `model_setting_unsupported`, `model_tensor_unsupported`,
 *   `model_tokenizer_unsupported`; `model_invalid` with the file and the problem
 */
export async function openGguf(path: string): Promise<BaseSource> {
  const header = await readGgufHeader(path);
  try {
    return await describe(header, path);
  } catch (error) {
    throw asInvalid(error, path);
  }
}

async function describe(header: GgufHeader, path: string): Promise<BaseSource> {
  const { metadata } = header;
  const type = modelTypeOf(header, path);
  const tokenizer = ggufTokenizer(metadata, path);
  const gguf = architectureOf({ model_type: type }).gguf as Gguf<ModelConfig>;
  const stored = {
    ...gguf.config(await factsOf(header, gguf, path)),
    model_type: type,
    torch_dtype: 'float32',
    ...endsOf(tokenizer, type, path),
  };
  const whole = parseStoredConfig(stored, path);
  const config = heldHere(whole, path);
  const found = parametersIn(header, gguf, config, path);
  const template = metadata.get('tokenizer.chat_template');
  const license = metadata.get('general.license');
  return {
    config,
    tensors: parameterShapes(config),
    read: async (name) => {
      const tensor = found.get(name);
      if (!tensor) throw new Error(`the model has no parameter ${name}`);
      const data = await readTensor(header, tensor);
      return gguf.restored?.(config, name, data) ?? data;
    },
    tokenizerJson: tokenizer.tokenizerJson,
    tokenizerConfigJson: tokenizer.tokenizerConfigJson,
    chatTemplate: typeof template === 'string' && template.length <= MOST_TEMPLATE_CHARACTERS ? template : null,
    eosTokenIds: tokenizer.eosTokenIds,
    bosTokenId: tokenizer.bosTokenId,
    addsBos: tokenizer.addsBos,
    license: typeof license === 'string' ? license.slice(0, 80) : null,
    parameters: countParameters(config),
    contextLength: Number(metadata.get(`${gguf.architecture}.context_length`)),
    files: [{ path, bytes: (await stat(path)).size }],
  };
}

/** Where texts begin and end, in the words of `config.json`: of an encoder, which reads word pieces, its padding. */
function endsOf(tokenizer: GgufTokenizer, type: ModelConfig['model_type'], path: string): Record<string, unknown> {
  const { model, bosTokenId: bos, eosTokenIds, padTokenId } = tokenizer;
  const [eos = 0] = eosTokenIds;
  const isEncoder = bodyOf({ model_type: type }) === 'encoder';
  if (isEncoder !== (model === WORD_PIECES)) {
    const known = isEncoder ? WORD_PIECES : 'gpt2, llama';
    throw new AppError('model_tokenizer_unsupported', { path, part: 'tokenizer.ggml.model', value: model, known });
  }
  if (isEncoder) return { pad_token_id: padTokenId ?? 0 };
  return { bos_token_id: bos ?? eos, eos_token_id: eosTokenIds.length > 1 ? eosTokenIds : eos };
}

function modelTypeOf({ metadata }: GgufHeader, path: string): ModelConfig['model_type'] {
  const architecture = String(metadata.get('general.architecture') ?? '');
  const type = GGUF_ARCHITECTURES.get(architecture);
  if (!type) {
    const known = [...GGUF_ARCHITECTURES.keys()].join(', ');
    throw new AppError('model_architecture_unsupported', { path, architecture, known });
  }
  const parts = metadata.get('split.count') ?? 1;
  if (parts !== 1) {
    const value = String(parts);
    throw new AppError('model_setting_unsupported', { path, setting: 'split.count', value, known: '1' });
  }
  return type;
}

const ROPE_FACTORS = 'rope_freqs.weight';

async function factsOf(header: GgufHeader, { architecture }: Gguf<ModelConfig>, path: string): Promise<GgufFacts> {
  const { metadata, tensors } = header;
  const factors = tensors.get(ROPE_FACTORS);
  const value = (key: string) => metadata.get(`${architecture}.${key}`);
  const [head, turned] = [value('attention.key_length'), value('rope.dimension_count')];
  const width = head ?? Number(value('embedding_length')) / Number(value('attention.head_count'));
  if (turned !== undefined && turned !== width) {
    const setting = `${architecture}.rope.dimension_count`;
    throw new AppError('model_setting_unsupported', { path, setting, value: String(turned), known: String(width) });
  }
  const isSmall = factors !== undefined && factors.shape.length === 1 && (factors.shape[0] as number) <= 4096;
  if (factors && isSmall) checkTensor(header, ROPE_FACTORS, factors, path);
  return {
    value,
    has: (tensor) => tensors.has(tensor),
    rows: (tensor) => tensors.get(tensor)?.shape[0] ?? 0,
    vocabSize: tensors.get('token_embd.weight')?.shape[0] ?? 0,
    ropeFactors: factors && isSmall ? await readTensor(header, factors) : null,
  };
}

/** The model's parameters among the tensors of a file; what else lies there is left alone. */
function parametersIn(
  header: GgufHeader,
  gguf: Gguf<ModelConfig>,
  config: ModelConfig,
  path: string,
): Map<string, GgufTensor> {
  const found = new Map<string, GgufTensor>();
  for (const [name, shape] of parameterShapes(config)) {
    const stored = gguf.tensor(name);
    const tensor = header.tensors.get(stored);
    if (!tensor) throw new AppError('model_invalid', { path, problem: `there is no tensor ${stored}` });
    const expected = gguf.shape?.(name, shape) ?? shape;
    if (tensor.shape.join() !== expected.join()) {
      const problem = `tensor ${stored} has the shape [${tensor.shape}], not [${expected}]`;
      throw new AppError('model_invalid', { path, problem });
    }
    checkTensor(header, stored, tensor, path);
    found.set(name, tensor);
  }
  return found;
}

const countOf = ({ shape }: GgufTensor): number => shape.reduce((product, side) => product * side, 1);

/** A tensor of a type that is read, whole blocks of it, within the file. */
function checkTensor({ file, dataStart }: GgufHeader, name: string, tensor: GgufTensor, path: string): void {
  const { type, shape, offset } = tensor;
  const block = BLOCK_TYPES[type];
  if (!block) {
    const known = Object.values(BLOCK_TYPES)
      .map((read) => read.name)
      .join(', ');
    const dtype = typeName(type);
    throw new AppError('model_tensor_unsupported', { path, tensor: name, dtype, shape: `[${shape}]`, known });
  }
  const invalid = (problem: string) => new AppError('model_invalid', { path, problem: `tensor ${name}: ${problem}` });
  if ((shape.at(-1) ?? 1) % block.numbers !== 0)
    throw invalid(`its rows of ${shape.at(-1)} numbers are no whole blocks of ${block.numbers}`);
  const bytes = (countOf(tensor) / block.numbers) * block.bytes;
  if (!Number.isSafeInteger(bytes) || dataStart + offset + bytes > file.bytes)
    throw invalid(`it ends at ${dataStart + offset + bytes}, after the file's end at ${file.bytes}`);
}

/** A tensor's numbers, row by row. */
export function readTensor({ file, dataStart }: GgufHeader, tensor: GgufTensor): Promise<Float32Array> {
  const block = BLOCK_TYPES[tensor.type];
  if (!block) throw new Error(`a tensor of ${typeName(tensor.type)} was not refused`);
  return readNumbers(file, { position: dataStart + tensor.offset, count: countOf(tensor), block }, block.widen);
}
