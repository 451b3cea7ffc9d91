import { expect, test } from 'vitest';
import { createConfig, ModelType } from '../../../shared/domain/architectures/index.ts';
import { useEngine } from '../../engine/testing.ts';
import { inTwo } from '../../setup/leftOut.ts';
import { randomWeights } from '../architectures/testing/randomWeights.ts';
import { sequenceClassificationHead } from '../heads/sequenceClassification.ts';
import { scoreShapes } from '../heads/textScores.ts';
import { Random } from '../random.ts';
import { loadScores } from './textScores.ts';

const { describe } = await useEngine('wasm');

const LABELS = 3;
/** Tokens 7 and 9 come once, 5 twice. */
const IDS = [5, 7, 9, 5];
const STEP = 1e-2;

for (const [some, options] of inTwo(ModelType.options, 'llama', 'bert', 'lstm'))
  describe.each(some)('gradient × input of %s', options, (architecture) => {
    test('is how the odds of a label change with a token’s embedding', async () => {
      const config = { ...createConfig(architecture, 'nano', 16), vocab_size: 40 };
      const head = sequenceClassificationHead(LABELS);
      const random = new Random(3);
      const body = randomWeights({ ...config, tie_word_embeddings: true } as typeof config, 5, 0.05);
      const weights = new Map([...body]);
      for (const [name, shape] of scoreShapes(config, LABELS)) {
        const size = shape.reduce((product, side) => product * side, 1);
        weights.set(name, { shape, data: Float32Array.from({ length: size }, () => 0.2 * random.normal()) });
      }
      const [embedding = ''] = Array.from(weights).find(([, { shape }]) => shape[0] === 40) ?? [];
      /** Log-odds of the second label, where a token's embedding is so many times as long. */
      const oddsWith = async (id: number, factor: number): Promise<number> => {
        const { shape, data } = weights.get(embedding) as { shape: number[]; data: Float32Array };
        const [, D = 0] = shape;
        const changed = data.map((value, at) => (Math.floor(at / D) === id ? factor * value : value));
        const model = loadScores(head, {
          config,
          weights: new Map([...weights, [embedding, { shape, data: changed }]]),
        });
        const [one = 0, own = 0, other = 0] = await model.scores(IDS);
        model.dispose();
        return own - Math.log(Math.exp(one) + Math.exp(other));
      };
      const slope = async (id: number) =>
        ((await oddsWith(id, 1 + STEP)) - (await oddsWith(id, 1 - STEP))) / (2 * STEP);
      const model = loadScores(head, { config, weights });
      const found = Array.from(await model.gradients(IDS, 1));
      model.dispose();
      const [first = 0, second = 0, third = 0, fourth = 0] = found;
      const expected = [await slope(7), await slope(9), await slope(5)];
      const size = Math.max(...expected.map(Math.abs));
      for (const [place, value] of [second, third, first + fourth].entries())
        expect(Math.abs(value - (expected[place] as number))).toBeLessThan(0.02 * size + 1e-4);
    });
  });
