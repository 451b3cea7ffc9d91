import { z } from 'zod';
import type { ArchitectureDefinition } from './architecture.ts';
import { encoderDefinition, encoderDimensions, encoderFields, freshEncoder } from './encoderConfig.ts';

/**
 * Configuration of an XLM-RoBERTa in the words of Hugging Face's `XLMRobertaConfig`: the multilingual e5 and bge are one. Its first token
 * stands at the position after that of padding.
 * Source: https://github.com/huggingface/transformers/blob/main/src/transformers/models/xlm_roberta/configuration_xlm_roberta.py
 */
export const XlmRobertaConfig = z.object({
  architectures: z.tuple([z.literal('XLMRobertaModel')]),
  model_type: z.literal('xlm-roberta'),
  ...encoderFields,
});
export type XlmRobertaConfig = z.infer<typeof XlmRobertaConfig>;

/** Rows of the table of positions before that of a text's first token. */
export const unusedPositions = ({ pad_token_id }: Pick<XlmRobertaConfig, 'pad_token_id'>): number => pad_token_id + 1;

const TOKENS = { bos_token_id: 0, eos_token_id: 2, pad_token_id: 1 } as const;

export const xlmRoberta: ArchitectureDefinition<XlmRobertaConfig> = {
  ...encoderDefinition,
  name: 'XLM-RoBERTa',
  config: XlmRobertaConfig,
  create: (size, contextLength) => ({
    architectures: ['XLMRobertaModel'],
    model_type: 'xlm-roberta',
    ...freshEncoder(size, contextLength + unusedPositions(TOKENS)),
    type_vocab_size: 1,
    layer_norm_eps: 1e-5,
    ...TOKENS,
  }),
  dimensions: (config) => encoderDimensions(config, unusedPositions(config)),
};
