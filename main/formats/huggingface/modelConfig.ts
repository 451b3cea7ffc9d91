import { join } from 'node:path';
import { z } from 'zod';
import { countParameters, LlamaConfig } from '../../../shared/domain/architectures/llama.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { readJson } from '../../files/jsonFile.ts';

export const CONFIG_FILE = 'config.json';

/** The largest models that are published have 126 layers, a context of 10 million and a vocabulary of 262,144. */
const MOST = { num_hidden_layers: 1024, max_position_embeddings: 2 ** 24, vocab_size: 2 ** 22 } as const;
/** Positions that are used of a longer context: every token goes over all of them, and what is trained here has 4,096 at most. */
const MOST_USED = 8192;
/** Memory that the positions of a text may take: their angles, and the keys and values of all layers. */
const MOST_POSITION_BYTES = 2 ** 30;
const FLOAT_BYTES = 4;

/** Positions are turned by plain angles here; a model that was trained with others would write nonsense. */
const PlainRope = z.looseObject({ rope_type: z.literal('default').optional(), type: z.literal('default').optional() });

/**
 * A `config.json` as any version of transformers writes it: since 5, `rope_theta` lies in `rope_parameters` and `torch_dtype` is called
 * `dtype`. Sizes are bounded before anything is made of them. The dtype is that of the file, not of computing.
 */
const ForeignConfig = z
  .looseObject({
    rope_parameters: PlainRope.extend({ rope_theta: z.number().positive().optional() }).nullish(),
    rope_scaling: PlainRope.nullish(),
    dtype: z.string().nullish(),
    torch_dtype: z.string().nullish(),
  })
  .transform(({ rope_parameters, dtype, torch_dtype, ...config }) => ({
    ...config,
    rope_theta: config.rope_theta ?? rope_parameters?.rope_theta,
    torch_dtype: loadsAsFloat(dtype ?? torch_dtype) ? 'float32' : (dtype ?? torch_dtype),
  }))
  .pipe(LlamaConfig.superRefine(checkSizes));

const loadsAsFloat = (dtype: string | null | undefined): boolean =>
  dtype === 'float32' || dtype === 'float16' || dtype === 'bfloat16';

function checkSizes(config: LlamaConfig, context: z.RefinementCtx): void {
  const refuse = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
  for (const [name, most] of Object.entries(MOST)) {
    const value = config[name as keyof typeof MOST];
    if (value > most) refuse(name, `${value} is more than the ${most} that can be loaded`);
  }
  if (config.head_dim % 2 !== 0) refuse('head_dim', `${config.head_dim} is odd`);
  const { num_attention_heads: heads, num_key_value_heads: shared } = config;
  if (heads % shared !== 0) refuse('num_key_value_heads', `${shared} does not divide the ${heads} attention heads`);
  if (!Number.isSafeInteger(countParameters(config) * FLOAT_BYTES)) refuse('hidden_size', 'the model has no end');
}

/**
 * Reads the configuration of a Llama model.
 *
 * @throws AppError `file_not_regular`, `model_invalid` with the file and the problem
 */
export async function readConfig(folder: string): Promise<LlamaConfig> {
  const path = join(folder, CONFIG_FILE);
  const config = await readJson(path, ForeignConfig);
  const longest = Math.floor(MOST_POSITION_BYTES / bytesPerPosition(config));
  if (longest < 1) {
    const problem = `one position of a text takes ${bytesPerPosition(config)} bytes; at most ${MOST_POSITION_BYTES} can be held`;
    throw new AppError('model_invalid', { path, problem });
  }
  return { ...config, max_position_embeddings: Math.min(config.max_position_embeddings, MOST_USED, longest) };
}

/** Angles of queries and keys, and a key and a value in each layer. */
function bytesPerPosition({ head_dim, num_hidden_layers, num_key_value_heads }: LlamaConfig): number {
  return FLOAT_BYTES * head_dim * (4 + 2 * num_hidden_layers * num_key_value_heads);
}
