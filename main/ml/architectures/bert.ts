import { BertConfig } from '../../../shared/domain/architectures/bert.ts';
import { encoder } from './encoder.ts';

/** BERT (Devlin et al. 2018), so that the weights are a plain `BertModel`. */
export const bert = encoder<BertConfig>({
  prefix: 'bert',
  firstPosition: () => 0,
  schema: BertConfig,
  className: 'BertModel',
});
