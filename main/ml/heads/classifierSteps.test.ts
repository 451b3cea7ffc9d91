import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { createConfig, type ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { type LlamaConfig, llamaConfig } from '../../../shared/domain/architectures/llama.ts';
import { defaultSettings } from '../../../shared/domain/runs/training.ts';
import { useEngine } from '../../engine/testing.ts';
import { eagerProgram } from '../program/eagerProgram.ts';
import { writeBeginning, writeConstants } from '../train/beginning.ts';
import { takeStep } from '../train/takeStep.ts';
import { type Batch, batchInputs } from '../train/task.ts';
import { trainingProgram, trainingShape } from '../train/trainingProgram.ts';
import { loraTuning } from '../tuning/lora.ts';
import { fullTuning } from '../tuning/tuning.ts';
import { sequenceClassificationHead } from './sequenceClassification.ts';
import { sequenceTaggingHead } from './sequenceTagging.ts';

/** What `classifier_reference.py` wrote. */
interface Steps {
  rate: number;
  losses: number[];
  logits: number[];
}
type Kind = 'lora' | 'full' | 'bert' | 'xlm-roberta' | 'several' | 'weighted';
const reference: Record<Kind, Steps> & { config: LlamaConfig; encoder: object; labels: number } = JSON.parse(
  readFileSync(join(import.meta.dirname, 'testing/classifierSteps.json'), 'utf8'),
);
const { labels: LABELS } = reference;
const [BATCH, CONTEXT] = [4, 12];
/** The script's. */
const CLASS_WEIGHTS = [0.5, 1, 4];

beforeAll(() => useEngine('wasm'));

/** The script's weights: whole numbers are exact everywhere. */
function filled(name: string, shape: readonly number[], seed: number): Float32Array {
  const size = shape.reduce((product, side) => product * side, 1);
  if (name.endsWith('norm.weight')) return new Float32Array(size).fill(1);
  if (name.includes('.lora_B.')) return new Float32Array(size);
  const at = (index: number) => (index * 7919 + index * index * 31 + seed * 104729) % 10007;
  return Float32Array.from({ length: size }, (_, index) => (at(index) / 10007 - 0.5) * 2 * 0.15);
}

/** The script's texts of a step. */
function batchOf(step: number, kind: Kind): Batch {
  const ids = new Int32Array(BATCH * CONTEXT).fill(1);
  const last = new Int32Array(BATCH);
  for (let row = 0; row < BATCH; row++) {
    const length = 3 + ((row * 5 + step * 3) % (CONTEXT - 2));
    for (let place = 0; place < length; place++) {
      ids[row * CONTEXT + place] = 2 + ((row * 17 + place * place * 7 + place * 3 + step * 13) % 94);
    }
    last[row] = row * CONTEXT + length - 1;
  }
  const weights = new Float32Array(BATCH).fill(1);
  if (kind === 'several') {
    const has = (at: number) => (Math.floor(at / LABELS) + (at % LABELS) + step) % 2;
    return {
      values: { ids, last, targets: Float32Array.from({ length: BATCH * LABELS }, (_, at) => has(at)) },
      weights,
    };
  }
  const labels = Int32Array.from({ length: BATCH }, (_, row) => (row + step) % LABELS);
  if (kind === 'weighted') for (const [row, label] of labels.entries()) weights[row] = CLASS_WEIGHTS[label] as number;
  return { values: { ids, last, labels }, weights };
}

const KINDS: readonly Kind[] = ['full', 'lora', 'bert', 'xlm-roberta', 'several', 'weighted'];

function configOf(kind: Kind): ModelConfig {
  if (kind === 'bert' || kind === 'xlm-roberta')
    return { ...createConfig(kind, 'nano', 20), ...reference.encoder } as ModelConfig;
  const config = { ...llamaConfig(reference.config, 16), ...reference.config };
  return { ...config, head_dim: config.hidden_size / config.num_attention_heads };
}

test.each(KINDS)('ten steps on a base, and logits, are those of transformers: %s', async (kind) => {
  const config = configOf(kind);
  const settings = {
    ...defaultSettings('nano'),
    ...{ per_device_train_batch_size: BATCH, context_length: CONTEXT, weight_decay: 0.1, max_grad_norm: 1 },
  };
  const head = kind === 'several' ? sequenceTaggingHead(LABELS) : sequenceClassificationHead(LABELS);
  const shapes = head.shapes(config);
  const numbered = [...shapes.keys()].sort();
  const read = async (name: string) => filled(name, shapes.get(name) ?? [], numbered.indexOf(name));
  const tuning =
    kind === 'lora' ? loraTuning({ rank: 4, alpha: 16, dropout: 0, targetModules: ['all-linear'] }) : fullTuning;
  const definition = trainingProgram(trainingShape(config, settings), head, tuning);
  const program = eagerProgram(definition);
  const beginning = { config, settings, head, base: { sha256: '', read }, tuning };
  await writeConstants(program, definition, beginning);
  await writeBeginning(program, beginning);
  const trained = tuning.trained(config, shapes);
  const added = [...trained.keys()].filter((name) => !shapes.has(name)).sort();
  for (const [name, shape] of trained) {
    const seed = shapes.has(name) ? numbered.indexOf(name) : added.indexOf(name);
    program.write(new Map([[name, filled(name, shape, seed)]]));
  }
  const { rate: learningRate, losses, logits } = reference[kind];
  for (const [index, expected] of losses.entries()) {
    const batches = [batchOf(index, kind)].values();
    const { loss } = await takeStep(program, batches, { step: index + 1, learningRate, microBatches: 1 });
    expect(Math.abs(loss - expected), `step ${index + 1}`).toBeLessThan(1e-4);
  }
  const { scores } = await program.run('evaluate', batchInputs(batchOf(losses.length, kind), BATCH));
  for (const [index, expected] of logits.entries()) {
    expect(Math.abs((scores?.[index] as number) - expected), `logit ${index}`).toBeLessThan(1e-3);
  }
  program.dispose();
});
