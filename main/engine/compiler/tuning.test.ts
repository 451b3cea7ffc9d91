import { expect, test } from 'vitest';
import { llamaConfig } from '../../../shared/domain/architectures/llama.ts';
import type { OptimizerName } from '../../../shared/domain/runs/settings.ts';
import { defaultSettings, type TrainingSettings } from '../../../shared/domain/runs/training.ts';
import { initialWeights } from '../../ml/architectures/model.ts';
import { languageModelHead } from '../../ml/heads/languageModel.ts';
import { eagerProgram } from '../../ml/program/eagerProgram.ts';
import type { Program, ProgramDefinition } from '../../ml/program/program.ts';
import { Random } from '../../ml/random.ts';
import { writeBeginning, writeConstants } from '../../ml/train/beginning.ts';
import { takeStep } from '../../ml/train/takeStep.ts';
import { trainedState, trainingProgram, trainingShape } from '../../ml/train/trainingProgram.ts';
import { type LoraOptions, loraTuning } from '../../ml/tuning/lora.ts';
import { peftSteps, takePeftSteps } from '../../ml/tuning/testing/peftSteps.ts';
import { fullTuning, type Tuning } from '../../ml/tuning/tuning.ts';
import { againBut, takesLong } from '../../setup/leftOut.ts';
import { programMaker } from '../programs/programs.ts';
import { useCompilingEngine } from '../testing.ts';

const { engine, describe } = await useCompilingEngine();
/** ONNX Runtime computes in float32 on every processor. */
const roundingTest = engine?.name === 'onnxruntime' ? test.skip : test;

const config = llamaConfig(
  { vocab_size: 96, hidden_size: 32, intermediate_size: 48, num_hidden_layers: 2, num_attention_heads: 4 },
  24,
);
const settings: TrainingSettings = {
  ...defaultSettings('nano'),
  ...{ per_device_train_batch_size: 4, context_length: 24, seed: 5 },
};
const options: LoraOptions = { rank: 4, alpha: 8, dropout: 0, targetModules: ['all-linear'] };
const weights = initialWeights(config, 3);
const base = { sha256: 'a', read: async (name: string) => weights.get(name)?.data.slice() ?? new Float32Array() };

function compiled(definition: ProgramDefinition, precision: 'fp32' | 'bf16'): Program {
  const { program, execution } = programMaker(precision, (problem) => {
    throw new Error(`not compiled: ${problem}`);
  })(definition);
  expect(execution().mode).toBe('compiled');
  return program;
}

interface Way {
  optim?: OptimizerName;
  tuning?: Tuning;
  checkpointing?: boolean;
  how?: 'eager' | 'fp32' | 'bf16';
  micro?: number;
}

const trained = new Map<string, ReturnType<typeof trainOnce>>();

/** Once for each way: compiling takes most of it. */
function train(way: Way) {
  const key = JSON.stringify([way, way.tuning?.key]);
  const known = trained.get(key) ?? trainOnce(way);
  trained.set(key, known);
  return known;
}

/** @param broken after how many steps the state is read, and another program goes on from there */
async function trainOnce(
  { tuning = fullTuning, checkpointing = false, how = 'fp32', micro = 1, optim = 'adamw' }: Way,
  steps = 5,
  broken = 0,
) {
  const own = { ...settings, gradient_checkpointing: checkpointing, gradient_accumulation_steps: micro, optim };
  const definition = trainingProgram(trainingShape(config, own), languageModelHead, tuning);
  const make = () => (how === 'eager' ? eagerProgram(definition) : compiled(definition, how));
  let program = make();
  const beginning = { config, settings: own, head: languageModelHead, base, tuning };
  await writeConstants(program, definition, beginning);
  await writeBeginning(program, beginning);
  const random = new Random(9);
  const batches = {
    next: () => ({
      done: false as const,
      value: languageModelHead.randomBatch(config, trainingShape(config, own), random),
    }),
  };
  const losses: number[] = [];
  for (let step = 1; step <= steps; step++) {
    const draws = (microBatch: number) => tuning.drawsOf(own.seed, microBatch);
    const { loss } = await takeStep(program, batches, { step, learningRate: 1e-2, microBatches: micro, draws, optim });
    losses.push(loss);
    if (step !== broken) continue;
    const state = trainedState(tuning.trained(config, languageModelHead.shapes(config)), optim);
    const kept = await program.read(state.keys());
    program.dispose();
    program = make();
    await writeConstants(program, definition, beginning);
    program.write(kept);
  }
  const trained = await program.read([...tuning.trained(config, languageModelHead.shapes(config)).keys()]);
  const frozen = await program.read(definition.constants?.keys() ?? []);
  program.dispose();
  return { losses, trained, frozen };
}

const close = (some: readonly number[], others: readonly number[], digits: number) => {
  for (const [index, value] of some.entries()) expect(value).toBeCloseTo(others[index] as number, digits);
};

describe('LoRA, compiled', () => {
  for (const [kind, optim] of [
    ['lora', 'adamw'],
    ['lora', 'adafactor'],
    ['full', 'adamw'],
    ['full', 'adafactor'],
  ] as const)
    test(`takes the steps of PyTorch and PEFT: ${kind}, ${optim}`, againBut('lora')(kind), async () => {
      const { losses } = await takePeftSteps(kind, (definition) => compiled(definition, 'fp32'), { optim });
      for (const [index, expected] of peftSteps[optim][kind].losses.entries()) {
        expect(Math.abs((losses[index] as number) - expected), `step ${index + 1}`).toBeLessThan(1e-4);
      }
    });

  test('is what it is operation by operation, and changes nothing of the base', takesLong, async () => {
    const [eager, fp32] = [
      await train({ tuning: loraTuning(options), how: 'eager' }),
      await train({ tuning: loraTuning(options) }),
    ];
    close(fp32.losses, eager.losses, 4);
    expect(fp32.losses.at(-1)).not.toBe(fp32.losses[0]);
    expect(fp32.frozen.size).toBe(weights.size);
    for (const [name, data] of fp32.frozen) expect(data, name).toEqual(weights.get(name)?.data);
  });

  test('begins with the base’s loss', takesLong, async () => {
    const [full, lora] = [await train({ how: 'eager' }), await train({ tuning: loraTuning(options) })];
    expect(lora.losses[0]).toBeCloseTo(full.losses[0] as number, 5);
  });

  roundingTest('in bfloat16 keeps frozen matrices in it', takesLong, async () => {
    const [fp32, bf16] = [
      await train({ tuning: loraTuning(options) }),
      await train({ tuning: loraTuning(options), how: 'bf16' }),
    ];
    close(bf16.losses, fp32.losses, 2);
    const matrix = bf16.frozen.get('model.layers.0.mlp.up_proj.weight') as Float32Array;
    const given = weights.get('model.layers.0.mlp.up_proj.weight')?.data as Float32Array;
    expect(
      new Uint32Array(matrix.buffer, matrix.byteOffset, matrix.length).every((bits) => (bits & 0xffff) === 0),
    ).toBe(true);
    close([...matrix], [...given], 3);
    expect(bf16.frozen.get('model.norm.weight')).toEqual(weights.get('model.norm.weight')?.data);
  });

  test('drops other inputs in each step, and the same ones again', takesLong, async () => {
    const tuning = loraTuning({ ...options, dropout: 0.5 });
    const [first, second] = [await train({ tuning, micro: 2 }), await trainOnce({ tuning, micro: 2 })];
    expect(second).toEqual(first);
    const without = await train({ tuning: loraTuning(options), micro: 2, how: 'eager' });
    expect(first.losses[0]).toBeCloseTo(without.losses[0] as number, 5);
    expect(first.losses[4]).not.toBeCloseTo(without.losses[4] as number, 5);
  });
});

describe('Adafactor, compiled', () => {
  const lora = loraTuning(options);
  for (const [name, way] of [
    ['LoRA', { tuning: lora, micro: 2, optim: 'adafactor' }],
    ['all weights', { micro: 2, optim: 'adafactor' }],
  ] satisfies [string, Way][]) {
    test(`sums gradients up as operation by operation: ${name}`, againBut('LoRA')(name), async () => {
      const [eager, fp32] = [await train({ ...way, how: 'eager' }), await train(way)];
      close(fp32.losses, eager.losses, 4);
      expect(fp32.losses).not.toEqual((await train({ ...way, optim: 'adamw' })).losses);
    });

    test(`goes on from what was read of it, bit by bit: ${name}`, againBut('LoRA')(name), async () => {
      expect(await trainOnce(way, 5, 3)).toEqual(await train(way));
    });
  }

  roundingTest('in bfloat16 has about the losses of float32', takesLong, async () => {
    const way: Way = { tuning: lora, micro: 2, optim: 'adafactor' };
    close((await train({ ...way, how: 'bf16' })).losses, (await train(way)).losses, 2);
  });
});

describe('gradient checkpointing', () => {
  const ways: [string, Way][] = [
    ['full', {}],
    ['LoRA with dropout', { tuning: loraTuning({ ...options, dropout: 0.5 }), micro: 2 }],
    ['LoRA by Adafactor', { tuning: loraTuning(options), optim: 'adafactor' }],
    ['LoRA, operation by operation', { tuning: loraTuning(options), how: 'eager' }],
  ];
  for (const [name, way] of ways) {
    test(`changes no loss: ${name}`, againBut('LoRA, operation by operation')(name), async () => {
      const [without, with_] = [await train(way), await train({ ...way, checkpointing: true })];
      close(with_.losses, without.losses, 5);
    });
  }
});
