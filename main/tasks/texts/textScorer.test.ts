import { expect, test } from 'vitest';
import { createConfig } from '../../../shared/domain/architectures/index.ts';
import { programMaker } from '../../engine/programs/programs.ts';
import { useEngine } from '../../engine/testing.ts';
import { randomWeights } from '../../ml/architectures/testing/randomWeights.ts';
import { shallow } from '../../ml/architectures/testing/shallow.ts';
import { sequenceClassificationHead } from '../../ml/heads/sequenceClassification.ts';
import { Tokenizer } from '../../ml/tokenizer/tokenizer.ts';
import { tokenizerConfig, tokenizerJson } from '../../ml/tokenizer/tokenizerFile.ts';
import { networkScorer } from './textScorer.ts';

const { describe } = await useEngine('wasm');

const config = { ...shallow(createConfig('llama', 'nano', 64)), vocab_size: 300 };
const head = sequenceClassificationHead(3);
const weights = new Map([...randomWeights(config, 5), ...head.initial(config, 9)]);
const scorer = (said: object) => {
  const file = JSON.stringify({ ...tokenizerConfig(64), ...said });
  const tokenizer = new Tokenizer(JSON.stringify(tokenizerJson([], config.vocab_size)), file, 'test');
  return networkScorer({ config, weights, tokenizer }, head, programMaker('fp32'));
};

describe('a text', () => {
  test('is read up to what the tokenizer says that texts were cut to in training, however long the context is', async () => {
    const trained = scorer({ model_max_length: 8 });
    const { scores, tokens, cutTokens } = await trained.score('ABCDEFGHIJKL', null);
    // One of them is what stands before every text.
    expect({ tokens, cutTokens }).toEqual({ tokens: 8, cutTokens: 5 });
    expect(scores).toEqual((await trained.score('ABCDEFG', null)).scores);
    // Where beginnings were cut, its end is read.
    expect((await trained.score('ABCDEFGHIJKL', 8)).scores).toEqual((await trained.score('FGHIJKL', null)).scores);
    trained.dispose();
  });

  test.each([{ model_max_length: 1e30 }, { model_max_length: null }, { model_max_length: 512 }])(
    'is read up to the context where %j is told',
    async (said) => {
      const trained = scorer(said);
      expect(await trained.score('x'.repeat(70), null)).toMatchObject({ tokens: 64, cutTokens: 7 });
      trained.dispose();
    },
  );
});
