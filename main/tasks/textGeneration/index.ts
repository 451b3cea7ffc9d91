import { join } from 'node:path';
import { readHeldOut } from '../../formats/huggingface/heldOutFile.ts';
import type { MainTask } from '../task.ts';
import { prepareRun } from './prepare/prepareRun.ts';
import { readCorpus, readRunTokenizer, readTestCorpus } from './readCorpus.ts';
import { textGenerationTask } from './trainingTask.ts';

/** Writes texts: the model says of every token which comes next. */
export const textGeneration: MainTask = {
  prepare: prepareRun,
  async training({ folder, config, settings, samplePrompts, promptLimit, fidelityFields }) {
    const [train, validation, test, tokenizer] = await Promise.all([
      readCorpus(folder, 'train', config.vocab_size),
      readCorpus(folder, 'validation', config.vocab_size),
      readTestCorpus(folder, config.vocab_size),
      readRunTokenizer(folder),
    ]);
    const rows = (await readHeldOut(join(folder, 'data'))) ?? [];
    return textGenerationTask({
      ...{ config, settings, train, validation, test, tokenizer, samplePrompts, promptLimit },
      measuring: { rows, fields: fidelityFields },
    });
  },
};
