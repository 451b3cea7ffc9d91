import { join } from 'node:path';
import { z } from 'zod';
import type { Dimensions } from '../../../shared/domain/architectures/architecture.ts';
import {
  contextOf,
  countParameters,
  createConfig,
  DEFAULT_ARCHITECTURE,
  definitionOf,
  dimensions,
  type ModelConfig,
  ModelType,
} from '../../../shared/domain/architectures/index.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { asInvalid, readJson } from '../../files/jsonFile.ts';
import { architectureOf } from '../../ml/architectures/index.ts';
import { memoryBytes } from '../../ml/architectures/model.ts';
import { CONFIG_FILE } from './names.ts';

export { CONFIG_FILE };

/** The largest models that are published have 126 layers, a context of 10 million and a vocabulary of 262,144. */
const MOST = { num_hidden_layers: 1024, max_position_embeddings: 2 ** 24, vocab_size: 2 ** 22 } as const;
/** Positions that are used of a longer context: every token goes over all of them, and what is trained here has 4,096 at most. */
const MOST_USED = 8192;
/** Memory that the positions of a text may take: the keys and values of all layers. */
const MOST_POSITION_BYTES = 2 ** 30;
const FLOAT_BYTES = 4;

/**
 * A `config.json` as any version of transformers writes it: since 5, `torch_dtype` is called `dtype`. It is that of the file, not of
 * computing. Sizes are bounded before anything is made of them.
 */
const ForeignConfig = z
  .looseObject({
    model_type: ModelType.default(DEFAULT_ARCHITECTURE),
    dtype: z.string().nullish(),
    torch_dtype: z.string().nullish(),
  })
  .transform(({ dtype, torch_dtype, ...config }, context): ModelConfig => {
    const stored = { ...config, torch_dtype: loadsAsFloat(dtype ?? torch_dtype) ? 'float32' : (dtype ?? torch_dtype) };
    const { data, error } = architectureOf(config).huggingface.config.safeParse(stored, { reportInput: true });
    if (data) return data;
    for (const issue of error.issues) {
      const { path, message, input } = issue;
      const known = issue.code === 'invalid_value' && input !== undefined ? issue.values : null;
      context.addIssue({ code: 'custom', path, message, params: { known, value: input } });
    }
    return z.NEVER;
  })
  .superRefine(checkSizes);

const loadsAsFloat = (dtype: string | null | undefined): boolean =>
  // Early versions say nothing; each tensor says it itself.
  dtype == null || dtype === 'float32' || dtype === 'float16' || dtype === 'bfloat16';

function checkSizes(config: ModelConfig, context: z.RefinementCtx): void {
  const { attributeMap } = definitionOf(config);
  const found = dimensions(config);
  const refuse = (name: keyof Dimensions, message: string) =>
    context.addIssue({ code: 'custom', path: [attributeMap[name] ?? name], message });
  for (const name of Object.keys(MOST) as (keyof typeof MOST)[]) {
    const [value, most] = [found[name], MOST[name]];
    if (value > most) refuse(name, `${value} is more than the ${most} that can be loaded`);
  }
  if (!Number.isSafeInteger(countParameters(config) * FLOAT_BYTES)) refuse('hidden_size', 'the model has no end');
}

/**
 * Reads the configuration of a model: with a context that can be held here, and the length of its own.
 *
 * @param classSuffix how the name of its class ends where it has another head than the body's own
 * @throws AppError `file_not_regular`, `model_architecture_unsupported`; `model_invalid` with the file and the problem
 */
export async function readStoredConfig(
  folder: string,
  classSuffix?: string,
): Promise<{ config: ModelConfig; contextLength: number }> {
  const path = join(folder, CONFIG_FILE);
  const stored = await readJson(path, z.looseObject({}));
  try {
    const config = parseStoredConfig(classSuffix === undefined ? stored : withoutHead(stored, classSuffix), path);
    return { config: heldHere(config, path), contextLength: contextOf(config) };
  } catch (error) {
    throw asInvalid(error, path);
  }
}

/** The configuration of the body alone: with another head its class has another name, too. @throws ZodError where it has not that head */
function withoutHead(stored: object, classSuffix: string): object {
  const { model_type } = WithClass.extend({ architectures: z.tuple([z.string().endsWith(classSuffix)]) }).parse(stored);
  const known = ModelType.safeParse(model_type);
  return known.success ? { ...stored, architectures: createConfig(known.data, 'nano', 8).architectures } : stored;
}

const WithClass = z.looseObject({ model_type: z.string().default(DEFAULT_ARCHITECTURE) });

/**
 * A configuration in Hugging Face's words, as somebody else wrote it.
 *
 * @param path names the file in errors
 * @throws AppError `model_architecture_unsupported`, `model_setting_unsupported`; ZodError
 */
export function parseStoredConfig(stored: object, path: string): ModelConfig {
  const { model_type: architecture = DEFAULT_ARCHITECTURE } = stored as { model_type?: unknown };
  if (!ModelType.safeParse(architecture).success) {
    const known = ModelType.options.join(', ');
    throw new AppError('model_architecture_unsupported', { path, architecture: String(architecture), known });
  }
  const { quantization_config: quantised } = stored as { quantization_config?: { quant_method?: unknown } | null };
  if (quantised) {
    const value = String(quantised.quant_method);
    throw notSupported(path, 'quantization_config.quant_method', value, ['F32', 'F16', 'BF16', 'GGUF']);
  }
  const { data, error } = ForeignConfig.safeParse(stored);
  if (data) return data;
  for (const issue of error.issues) {
    const { known, value } = ((issue.code === 'custom' ? issue.params : null) ?? {}) as {
      known?: unknown;
      value?: unknown;
    };
    if (Array.isArray(known)) throw notSupported(path, issue.path.join('.'), asText(value), known);
  }
  throw error;
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing'));

/** A value that says what the model does, and that is not among those that are computed here. */
const notSupported = (path: string, setting: string, value: string, known: readonly unknown[]) =>
  new AppError('model_setting_unsupported', { path, setting, value, known: known.map(asText).join(', ') });

/**
 * The model with a context of which the memory can be held here.
 *
 * @throws AppError `model_invalid` where it has none
 */
export function heldHere(config: ModelConfig, path: string): ModelConfig {
  const positionBytes = bytesPerPosition(config);
  const longest = Math.floor(MOST_POSITION_BYTES / positionBytes);
  const refuse = (problem: string) => new AppError('model_invalid', { path, problem });
  if (longest < 1)
    throw refuse(`one position of a text takes ${positionBytes} bytes; at most ${MOST_POSITION_BYTES} can be held`);
  const most = Math.min(MOST_USED, longest);
  if (contextOf(config) <= most) return config;
  const shortened = architectureOf(config).huggingface.shortened(config, most);
  if (!shortened) throw refuse(`it has a context of ${contextOf(config)} tokens; at most ${most} can be held`);
  return shortened;
}

/** What is remembered of it: as a rule far more than its angles, where there are any. */
const bytesPerPosition = (config: ModelConfig): number => memoryBytes(config) / contextOf(config);
