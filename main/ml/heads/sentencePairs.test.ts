import { expect, test } from 'vitest';
import { createConfig, type ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { defaultSettings } from '../../../shared/domain/runs/training.ts';
import { programMaker } from '../../engine/programs/programs.ts';
import { useCompilingEngine } from '../../engine/testing.ts';
import { againBut, takesLong } from '../../setup/leftOut.ts';
import { shallow } from '../architectures/testing/shallow.ts';
import { eagerProgram } from '../program/eagerProgram.ts';
import { Random } from '../random.ts';
import { writeBeginning } from '../train/beginning.ts';
import { takeStep } from '../train/takeStep.ts';
import { batchInputs } from '../train/task.ts';
import { trainingProgram, trainingShape } from '../train/trainingProgram.ts';
import { fullTuning } from '../tuning/tuning.ts';
import { NOT_WRONG, sentencePairsHead } from './sentencePairs.ts';

const { describe } = await useCompilingEngine();

const [B, T] = [4, 8];
const settings = { ...defaultSettings('nano'), per_device_train_batch_size: B, context_length: T };

/** Texts of several lengths; the second pair's second text is right for the first pair, too. */
function batchOf(config: ModelConfig) {
  const batch = sentencePairsHead({ from: 'mean' }, T).randomBatch(
    config,
    { batchSize: B, contextLength: T },
    new Random(3),
  );
  (batch.values.lengths as Int32Array).set([3, 8, 5, 2, 8, 8, 4, 7]);
  (batch.values.mask as Float32Array)[1] = NOT_WRONG;
  return batch;
}

for (const architecture of ['bert', 'llama'] as const) {
  describe(`pairs on ${architecture}`, againBut('bert')(architecture), () => {
    const config: ModelConfig = {
      ...shallow(createConfig(architecture, 'nano', T)),
      vocab_size: 40,
      initializer_range: 0.1,
    };
    const definitionOf = (from: 'mean' | 'first') =>
      trainingProgram(trainingShape(config, settings), sentencePairsHead({ from }, T));
    const beginning = {
      config,
      settings,
      head: sentencePairsHead({ from: 'mean' }, T),
      base: null,
      tuning: fullTuning,
    };

    test.each(['mean', 'first'] as const)('lose the cross-entropy over cosines of %s states', async (from) => {
      const program = eagerProgram(definitionOf(from));
      await writeBeginning(program, beginning);
      const { losses, vectors, loss } = await program.run('evaluate', batchInputs(batchOf(config), B));
      const width = (vectors as Float32Array).length / (2 * B);
      const at = (row: number) => Array.from((vectors as Float32Array).slice(row * width, (row + 1) * width));
      const dot = (one: number[], other: number[]) =>
        one.reduce((sum, value, place) => sum + value * (other[place] as number), 0);
      let total = 0;
      for (let row = 0; row < B; row++) {
        expect(dot(at(row), at(row))).toBeCloseTo(1, 4);
        const scores = Array.from({ length: B }, (_, other) => 20 * dot(at(row), at(B + other)));
        if (row === 0) scores[1] = Number.NEGATIVE_INFINITY;
        const expected = Math.log(scores.reduce((sum, score) => sum + Math.exp(score), 0)) - (scores[row] as number);
        expect((losses as Float32Array)[row]).toBeCloseTo(expected / B, 4);
        total += expected / B;
      }
      expect((loss as Float32Array)[0]).toBeCloseTo(total, 4);
      program.dispose();
    });

    test('take the same steps compiled as one by one, and get nearer', takesLong, async () => {
      const definition = definitionOf('mean');
      const compiled = programMaker('fp32', (problem) => {
        throw new Error(`not compiled: ${problem}`);
      })(definition).program;
      const found: number[][] = [];
      for (const program of [eagerProgram(definition), compiled]) {
        await writeBeginning(program, beginning);
        const batches = [batchOf(config)];
        const losses: number[] = [];
        for (let step = 1; step <= 5; step++) {
          const { loss } = await takeStep(program, batches.values(), { step, learningRate: 1e-3, microBatches: 1 });
          losses.push(loss);
        }
        found.push(losses);
        program.dispose();
      }
      const [one = [], other = []] = found;
      for (const [step, loss] of one.entries()) expect(other[step]).toBeCloseTo(loss, 3);
      expect(one.at(-1)).toBeLessThan(one[0] as number);
    });
  });
}
