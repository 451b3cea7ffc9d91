import { expect, test } from 'vitest';
import { architecturesWith, createConfig } from '../../../shared/domain/architectures/index.ts';
import { programMaker } from '../../engine/programs/programs.ts';
import { useEngine } from '../../engine/testing.ts';
import { inTwo } from '../../setup/leftOut.ts';
import { isRecurrent, tablesOf } from '../architectures/model.ts';
import { toParameters } from '../architectures/parameters.ts';
import { randomWeights } from '../architectures/testing/randomWeights.ts';
import { shallow } from '../architectures/testing/shallow.ts';
import { languageModelHead } from '../heads/languageModel.ts';
import { sentencePairsHead } from '../heads/sentencePairs.ts';
import { sequenceClassificationHead } from '../heads/sequenceClassification.ts';
import { sequenceRegressionHead } from '../heads/sequenceRegression.ts';
import { Random } from '../random.ts';
import { compiledScores } from './scoresProgram.ts';
import { textScores } from './textScores.ts';

const { describe } = await useEngine('onnxruntime');

const POOLING = { from: 'mean', normalize: true } as const;
const HEADS = [
  sequenceClassificationHead(5),
  sequenceClassificationHead(3, Number.POSITIVE_INFINITY, POOLING),
  sequenceRegressionHead(),
  sentencePairsHead({ from: 'mean' }),
];
/** What cannot be compiled fails, and is not computed otherwise. */
const maker = programMaker('fp32', (problem) => {
  throw new Error(problem);
});

/** Shorter than the texts, where there is one. */
const WINDOW = 8;
const configOf = (architecture: Parameters<typeof createConfig>[0]) => {
  const config = { ...shallow(createConfig(architecture, 'nano', 64)), vocab_size: 300 };
  return 'sliding_window' in config && config.sliding_window ? { ...config, sliding_window: WINDOW } : config;
};
const names = [...architecturesWith('decoder'), ...architecturesWith('encoder')];
for (const [some, options] of inTwo(
  names.filter((name) => !isRecurrent(configOf(name))),
  'llama',
  'bert',
))
  describe.each(some)('texts of any length in %s', options, (architecture) => {
    test.each(HEADS)('have the scores that are computed operation by operation: $name', async (head) => {
      const config = configOf(architecture);
      const weights = new Map([...head.initial(config, 9), ...randomWeights(config, 5, 0.1)]);
      const compiled = compiledScores(head, { config, weights }, maker);
      const slow = textScores(head, config, toParameters(weights), tablesOf(config));
      const random = new Random(3);
      for (const length of [7, 1, 64, 30]) {
        const ids = Array.from({ length }, () => random.integer(config.vocab_size));
        const [fast, exact] = [await compiled?.scores(ids), await slow(ids)];
        expect(fast).toHaveLength(exact.length);
        for (const [place, score] of exact.entries()) expect(fast?.[place]).toBeCloseTo(score, 4);
      }
      compiled?.dispose();
    });
  });

describe('a head that continues texts', () => {
  test('is not one of whole texts', () => {
    const config = configOf('llama');
    expect(compiledScores(languageModelHead, { config, weights: randomWeights(config, 1) }, maker)).toBeNull();
  });
});
