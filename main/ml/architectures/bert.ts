import { BertConfig } from '../../../shared/domain/architectures/bert.ts';
import type { Architecture } from './architecture.ts';
import { encoder } from './encoder.ts';
import { ggufEncoder, ggufEncoderWriting } from './ggufEncoder.ts';

/** BERT (Devlin et al. 2018), so that the weights are a plain `BertModel`. */
export const bert: Architecture<BertConfig> = {
  ...encoder<BertConfig>({
    prefix: 'bert',
    firstPosition: () => 0,
    schema: BertConfig,
    className: 'BertModel',
  }),
  gguf: ggufEncoder('bert', 'BertModel'),
  ggufWriting: ggufEncoderWriting('bert'),
};
