import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { type LstmConfig, lstmConfig } from '../../../../shared/domain/architectures/lstm.ts';
import { languageModelHead } from '../../heads/languageModel.ts';
import type { Program, ProgramDefinition } from '../../program/program.ts';
import { takeStep } from '../../train/takeStep.ts';
import type { Batch } from '../../train/task.ts';
import { trainingProgram } from '../../train/trainingProgram.ts';
import { hiddenStates, logits, parameterShapes, tablesOf } from '../model.ts';

/** What `lstm_reference.py` wrote. */
interface Steps {
  losses: number[];
  logits: number[];
}
type Sizes = Pick<LstmConfig, 'vocab_size' | 'hidden_size' | 'num_hidden_layers' | 'max_position_embeddings'>;
const reference: { config: Sizes; rate: number; tied: Steps; own: Steps } = JSON.parse(
  readFileSync(join(import.meta.dirname, 'lstmSteps.json'), 'utf8'),
);
const [BATCH, CONTEXT] = [4, 12];

/** The script's weights: whole numbers are exact everywhere. */
const filled = (size: number, seed: number): Float32Array =>
  Float32Array.from({ length: size }, (_, index) => {
    const mixed = (index * 7919 + index * index * 31 + seed * 104729) % 10007;
    return (mixed / 10007 - 0.5) * 2 * 0.3;
  });

/** The script's texts of a step. */
function batchOf(step: number): Batch & { values: { ids: Int32Array } } {
  const text = (row: number, place: number) =>
    (row * 17 + place * place * 7 + place * 3 + (step % 2) * 13) % reference.config.vocab_size;
  const tokens = (shift: number) =>
    Int32Array.from({ length: BATCH * CONTEXT }, (_, at) => text(Math.floor(at / CONTEXT), (at % CONTEXT) + shift));
  return { values: { ids: tokens(0), targets: tokens(1) }, weights: new Float32Array(BATCH * CONTEXT).fill(1) };
}

/**
 * Ten steps of `torch.nn.LSTM` from the same weights, and logits after them.
 *
 * @param make a way to run a program
 */
export async function testLstmSteps(
  kind: 'tied' | 'own',
  make: (definition: ProgramDefinition) => Program,
): Promise<void> {
  const own: LstmConfig = {
    ...lstmConfig(reference.config, CONTEXT),
    tie_word_embeddings: kind === 'tied',
  };
  const shape = { config: own, batchSize: BATCH, contextLength: CONTEXT, gradientAccumulationSteps: 1 };
  const program = make(trainingProgram({ ...shape, weightDecay: 0.1, maxGradNorm: 1 }, languageModelHead));
  const names = [...parameterShapes(own).keys()].sort();
  program.write(
    new Map(
      Array.from(parameterShapes(own), ([name, sides]) => [
        name,
        filled(tf.util.sizeFromShape([...sides]), names.indexOf(name)),
      ]),
    ),
  );
  const { losses, logits: expected } = reference[kind];
  for (const [index, loss] of losses.entries()) {
    const request = { step: index + 1, learningRate: reference.rate, microBatches: 1 };
    const found = await takeStep(program, [batchOf(index)].values(), request);
    expect(Math.abs(found.loss - loss), `step ${index + 1}`).toBeLessThan(1e-4);
  }
  const trained = await program.read(names);
  const parameters = new Map(
    Array.from(parameterShapes(own), ([name, sides]) => [name, tf.tensor(trained.get(name) as Float32Array, sides)]),
  );
  const ids = tf.tensor2d(batchOf(losses.length).values.ids.slice(0, CONTEXT), [1, CONTEXT], 'int32');
  const { hidden } = hiddenStates(own, parameters, tablesOf(own), ids);
  const found = logits(own, parameters, hidden).dataSync().slice(-own.vocab_size);
  for (const [token, logit] of expected.entries()) {
    expect(Math.abs((found[token] as number) - logit), `logit ${token}`).toBeLessThan(1e-3);
  }
  program.dispose();
}
