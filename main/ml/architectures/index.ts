import type { ModelConfig, ModelType } from '../../../shared/domain/architectures/index.ts';
import type { Architecture } from './architecture.ts';
import { bert } from './bert.ts';
import { gemma3_text } from './gemma3_text.ts';
import { gpt2 } from './gpt2.ts';
import { llama } from './llama.ts';
import { lstm } from './lstm.ts';
import { mistral } from './mistral.ts';
import { qwen2 } from './qwen2.ts';
import { qwen3 } from './qwen3.ts';
import { xlmRoberta } from './xlm-roberta.ts';

/** How each architecture of `shared/domain/architectures` computes. */
const ARCHITECTURES = {
  llama,
  gpt2,
  mistral,
  qwen2,
  qwen3,
  gemma3_text,
  bert,
  'xlm-roberta': xlmRoberta,
  lstm,
} satisfies {
  [T in ModelType]: Architecture<Extract<ModelConfig, { model_type: T }>>;
};

/** The architecture that a configuration is of. */
export const architectureOf = ({ model_type }: Pick<ModelConfig, 'model_type'>): Architecture<ModelConfig> =>
  ARCHITECTURES[model_type] as unknown as Architecture<ModelConfig>;

/** Architectures that llama.cpp's files can hold, by the name that they have there. */
export const GGUF_ARCHITECTURES: ReadonlyMap<string, ModelType> = new Map(
  (Object.keys(ARCHITECTURES) as ModelType[]).flatMap((type) => {
    const { gguf } = architectureOf({ model_type: type });
    return gguf ? [[gguf.architecture, type] as const] : [];
  }),
);
