import { unusedPositions, XlmRobertaConfig } from '../../../shared/domain/architectures/xlm-roberta.ts';
import { encoder } from './encoder.ts';

/** XLM-RoBERTa (Conneau et al. 2019), so that the weights are a plain `XLMRobertaModel`. */
export const xlmRoberta = encoder<XlmRobertaConfig>({
  prefix: 'roberta',
  firstPosition: unusedPositions,
  schema: XlmRobertaConfig.superRefine((config, context) => {
    const first = unusedPositions(config);
    if (config.max_position_embeddings > first) return;
    const message = `its first token stands at position ${first}, but there are ${config.max_position_embeddings}`;
    context.addIssue({ code: 'custom', path: ['max_position_embeddings'], message });
  }),
  className: 'XLMRobertaModel',
  absent: { bos_token_id: 0, eos_token_id: 2, pad_token_id: 1 },
});
