import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LlamaConfig, llamaConfig } from '../../../../shared/domain/architectures/llama.ts';
import type { OptimizerName } from '../../../../shared/domain/runs/settings.ts';
import { defaultSettings } from '../../../../shared/domain/runs/training.ts';
import { languageModelHead } from '../../heads/languageModel.ts';
import type { Program, ProgramDefinition } from '../../program/program.ts';
import { writeBeginning, writeConstants } from '../../train/beginning.ts';
import { takeStep } from '../../train/takeStep.ts';
import type { Batch } from '../../train/task.ts';
import { trainingProgram, trainingShape } from '../../train/trainingProgram.ts';
import { loraTuning } from '../lora.ts';
import { fullTuning } from '../tuning.ts';

/** What `peft_reference.py` wrote. */
interface Steps {
  rate: number;
  losses: number[];
  trained: string[];
}
type Kinds = Record<'lora' | 'full', Steps>;
const reference: Kinds & { adafactor: Kinds; config: Partial<LlamaConfig> } = JSON.parse(
  readFileSync(join(import.meta.dirname, 'peftSteps.json'), 'utf8'),
);

export const peftSteps: Record<OptimizerName, Kinds> = { adamw: reference, adafactor: reference.adafactor };

const [BATCH, CONTEXT, RANK, ALPHA] = [4, 16, 4, 16];

/** The script's weights: whole numbers are exact everywhere. */
function numbers(size: number, seed: number): Float32Array {
  const at = (index: number) => (index * 7919 + index * index * 31 + seed * 104729) % 10007;
  return Float32Array.from({ length: size }, (_, index) => (at(index) / 10007 - 0.5) * 2 * 0.15);
}

function filled(name: string, shape: readonly number[], seed: number): Float32Array {
  const size = shape.reduce((product, side) => product * side, 1);
  if (name.endsWith('norm.weight')) return new Float32Array(size).fill(1);
  return name.includes('.lora_B.') ? new Float32Array(size) : numbers(size, seed);
}

/** The script's text of a step. */
function batchOf(step: number, vocabulary: number): Batch {
  const width = CONTEXT + 1;
  const tokens = Array.from(
    { length: BATCH * width },
    (_, index) => (index * index * 7 + index * 3 + step * 13) % vocabulary,
  );
  const rows = Array.from({ length: BATCH }, (_, row) => tokens.slice(row * width, (row + 1) * width));
  return {
    values: {
      ids: Int32Array.from(rows.flatMap((row) => row.slice(0, -1))),
      targets: Int32Array.from(rows.flatMap((row) => row.slice(1))),
    },
    weights: new Float32Array(BATCH * CONTEXT).fill(1),
  };
}

/** The script's steps with a program of ours: losses, and the names of what was trained. */
export async function takePeftSteps(
  kind: 'lora' | 'full',
  makeProgram: (definition: ProgramDefinition) => Program,
  { optim = 'adamw' as OptimizerName, gradientCheckpointing = false } = {},
): Promise<Omit<Steps, 'rate'>> {
  const config = {
    ...llamaConfig(reference.config as Parameters<typeof llamaConfig>[0], CONTEXT),
    ...reference.config,
  };
  config.head_dim = config.hidden_size / config.num_attention_heads;
  const settings = {
    ...defaultSettings('nano'),
    ...{ per_device_train_batch_size: BATCH, context_length: CONTEXT, weight_decay: 0.1, max_grad_norm: 1 },
    ...{ gradient_checkpointing: gradientCheckpointing, optim },
  };
  const head = languageModelHead;
  const shapes = head.shapes(config);
  const numbered = [...shapes.keys()].sort();
  const base = {
    sha256: '',
    read: async (name: string) => filled(name, shapes.get(name) ?? [], numbered.indexOf(name)),
  };
  const tuning =
    kind === 'full' ? fullTuning : loraTuning({ rank: RANK, alpha: ALPHA, dropout: 0, targetModules: ['all-linear'] });
  const trained = tuning.trained(config, shapes);
  const names = [...trained.keys()].sort();
  const definition = trainingProgram(trainingShape(config, settings), head, tuning);
  const program = makeProgram(definition);
  const beginning = { config, settings, head, base, tuning };
  await writeConstants(program, definition, beginning);
  await writeBeginning(program, beginning);
  if (kind === 'lora') {
    program.write(new Map(Array.from(trained, ([name, shape]) => [name, filled(name, shape, names.indexOf(name))])));
  }
  const losses: number[] = [];
  const { rate: learningRate, losses: expected } = peftSteps[optim][kind];
  for (const [index] of expected.entries()) {
    const batches = [batchOf(index, config.vocab_size)].values();
    losses.push((await takeStep(program, batches, { step: index + 1, learningRate, microBatches: 1, optim })).loss);
  }
  program.dispose();
  return { losses, trained: names };
}
