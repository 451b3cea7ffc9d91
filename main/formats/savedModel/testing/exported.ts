import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createConfig, type ModelConfig } from '../../../../shared/domain/architectures/index.ts';
import { tablesOf } from '../../../ml/architectures/model.ts';
import { toParameters, type Weights } from '../../../ml/architectures/parameters.ts';
import { randomWeights } from '../../../ml/architectures/testing/randomWeights.ts';
import { shallow } from '../../../ml/architectures/testing/shallow.ts';
import type { Head } from '../../../ml/train/task.ts';
import { type TextScores, textScores } from '../../../ml/train/textScores.ts';
import { writeModelFolder } from '../../../workers/testing/tinyModel.ts';
import { readModel } from '../../huggingface/modelFiles.ts';
import { type Reference, referenceLogits } from '../../reference.ts';
import { savedModel } from '../index.ts';

export interface Exported {
  written: { folder: string; source: string; options: { card: boolean } };
  files: readonly string[];
  reference: Reference;
  /** What the model that was exported makes of a text. */
  scores: TextScores;
}

/** Writes a model with wild weights into `FOLDER/model`, and as a SavedModel into `FOLDER/out`. */
export async function exportedModel(config: ModelConfig, head: Head, folder: string): Promise<Exported> {
  const [source, output] = [join(folder, 'model'), join(folder, 'out')];
  const architectures = head.classSuffix ? { architectures: [`X${head.classSuffix}`] } : {};
  writeModelFolder(source, config, headWeights(config, head), { ...config, ...architectures });
  mkdirSync(output);
  const { tokenizer, weights } = await readModel(source, head);
  const scores = textScores(head, config, toParameters(weights), tablesOf(config));
  const reference = await referenceLogits({ config, tokenizer, scores }, ['a lamp', 'the chair is']);
  const model = { recipe: { kind: 'continue', template: '{{name}}' } } as never;
  const options = { card: false };
  const steps = savedModel.write({ model, run: null, folder: source, head: async () => head }, options, output);
  let step = await steps.next();
  while (!step.done) step = await steps.next();
  return { written: { folder: output, source, options }, files: step.value.files, reference, scores };
}

function headWeights(config: ModelConfig, head: Head): Weights {
  const body = randomWeights(config, 5, 0.2);
  const all = head.initial(config, 9);
  return new Map(
    Array.from(head.shapes(config), ([name, shape]) => [
      name,
      body.get(name) ?? all.get(name) ?? { shape, data: new Float32Array() },
    ]),
  );
}

export const smallModel = (architecture: Parameters<typeof createConfig>[0]): ModelConfig => ({
  ...shallow(createConfig(architecture, 'nano', 64)),
  vocab_size: 300,
});
