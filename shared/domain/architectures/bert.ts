import { z } from 'zod';
import type { ArchitectureDefinition } from './architecture.ts';
import { encoderDefinition, encoderDimensions, encoderFields, freshEncoder } from './encoderConfig.ts';

/**
 * Configuration of a BERT in the words of Hugging Face's `BertConfig`: MiniLM, bge and many e5 are one.
 * Source: https://github.com/huggingface/transformers/blob/main/src/transformers/models/bert/configuration_bert.py
 */
export const BertConfig = z.object({
  architectures: z.tuple([z.literal('BertModel')]),
  model_type: z.literal('bert'),
  ...encoderFields,
});
export type BertConfig = z.infer<typeof BertConfig>;

export const bert: ArchitectureDefinition<BertConfig> = {
  ...encoderDefinition,
  name: 'BERT',
  config: BertConfig,
  create: (size, contextLength) => ({
    architectures: ['BertModel'],
    model_type: 'bert',
    ...freshEncoder(size, contextLength),
  }),
  makesVectorsIn: ['llama.cpp'],
  dimensions: (config) => encoderDimensions(config, 0),
};
