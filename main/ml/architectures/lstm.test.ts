import { describe, it } from 'vitest';
import { type LstmConfig, lstmConfig } from '../../../shared/domain/architectures/lstm.ts';
import { eagerProgram } from '../program/eagerProgram.ts';
import { testArchitecture } from './testing/architectureTests.ts';
import { testLstmSteps } from './testing/lstmSteps.ts';

const config: LstmConfig = lstmConfig({ vocab_size: 50, hidden_size: 12, num_hidden_layers: 2 }, 12);

testArchitecture([
  ['tied embeddings', config],
  ['three layers and an output projection of its own', { ...config, num_hidden_layers: 3, tie_word_embeddings: false }],
]);

describe('ten steps of torch.nn.LSTM from the same weights, and logits after them', () => {
  it.each(['tied', 'own'] as const)('%s projection', (kind) => testLstmSteps(kind, eagerProgram));
});
