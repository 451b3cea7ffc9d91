import { expect, test } from 'vitest';
import { createConfig } from '../../../../shared/domain/architectures/index.ts';
import type { OptimizerName } from '../../../../shared/domain/runs/settings.ts';
import { valuesOf } from '../../../ml/architectures/parameters.ts';
import { randomWeights } from '../../../ml/architectures/testing/randomWeights.ts';
import { shallow } from '../../../ml/architectures/testing/shallow.ts';
import { languageModelHead } from '../../../ml/heads/languageModel.ts';
import type { Program } from '../../../ml/program/program.ts';
import { Random } from '../../../ml/random.ts';
import { takeStep } from '../../../ml/train/takeStep.ts';
import { takesLong } from '../../../setup/leftOut.ts';
import { useEngine } from '../../testing.ts';
import { smallDecoder, trainingOf } from '../testing/compiledDecoder.ts';
import { onnxProgram } from './onnxProgram.ts';
import { loadedOnnxRuntime, type OnnxRuntime } from './onnxRuntime.ts';

const { describe } = await useEngine('onnxruntime', 'webgpu');

const config = smallDecoder((context) => shallow(createConfig('llama', 'nano', context)));

/** The loss of step `step`, of two micro-batches: what they add up lies there, too. */
async function lossOf(program: Program, step: number, optim: OptimizerName): Promise<number> {
  const random = new Random(step);
  const batch = () => languageModelHead.randomBatch(config, { batchSize: 2, contextLength: 16 }, random);
  const { loss } = await takeStep(program, [batch(), batch()].values(), {
    ...{ step, learningRate: 3e-3, microBatches: 2, optim },
  });
  return loss;
}

/** On SwiftShader where there is no graphics processor. */
describe('state in a graphics processor’s memory', takesLong, () => {
  test.each(['adamw', 'adafactor'] as const)(
    'is read as it is after the last step, goes on elsewhere, and is what was written last: %s',
    async (optim) => {
      const definition = trainingOf(config, { gradientAccumulationSteps: 2, optim });
      const made = (provider: 'webgpu' | 'cpu') =>
        onnxProgram(loadedOnnxRuntime() as OnnxRuntime, definition, null, provider);
      const [gpu, cpu] = [made('webgpu'), made('cpu')];
      gpu.write(valuesOf(randomWeights(config, 1, 0.05)));
      const losses = [await lossOf(gpu, 1, optim), await lossOf(gpu, 2, optim)];

      const names = [...definition.state.keys()];
      const after = await gpu.read(definition.state.keys());
      expect([...after.keys()]).toEqual(names);
      cpu.write(after);
      const next = await lossOf(gpu, 3, optim);
      expect(Math.abs((await lossOf(cpu, 3, optim)) / next - 1)).toBeLessThan(1e-5);
      // What was read is not what later steps made of it.
      expect(await gpu.read(names)).not.toEqual(after);

      gpu.write(after);
      expect(await gpu.read(names)).toEqual(after);
      expect(Math.abs((await lossOf(gpu, 3, optim)) / next - 1)).toBeLessThan(1e-6);
      expect(next).toBeLessThan(losses[0] as number);
      gpu.dispose();
      cpu.dispose();
    },
  );
});
