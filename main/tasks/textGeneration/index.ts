import { join } from 'node:path';
import { wantedFields } from '../../../shared/domain/tasks/index.ts';
import { generationConfig } from '../../formats/huggingface/generationConfig.ts';
import { readHeldOut } from '../../formats/huggingface/heldOutFile.ts';
import { CONFIG_FILE, GENERATION_CONFIG_FILE } from '../../formats/huggingface/modelFiles.ts';
import { languageModelHead } from '../../ml/heads/languageModel.ts';
import type { MainTask } from '../task.ts';
import { elsewhere } from './elsewhere.ts';
import { TextModel } from './predict/textModel.ts';
import { conversationGiven } from './prepare/conversations.ts';
import { examineTexts } from './prepare/examineTexts.ts';
import { prepareRun } from './prepare/prepareRun.ts';
import { readCorpus, readRunTokenizer, readTestCorpus } from './readCorpus.ts';
import { textGenerationTask } from './trainingTask.ts';

/** Writes texts: the model says of every token which comes next. */
export const textGeneration: MainTask<'text-generation'> = {
  prepare: prepareRun,
  examine: examineTexts,
  given: async (recipe, model) => (recipe.kind === 'chat' ? await conversationGiven(recipe, model) : undefined),
  async training({ folder, recipe, config, settings, samplePrompts, promptLimit, fidelityFields }) {
    const [train, validation, test, tokenizer] = await Promise.all([
      readCorpus(folder, 'train', config.vocab_size),
      readCorpus(folder, 'validation', config.vocab_size),
      readTestCorpus(folder, config.vocab_size),
      readRunTokenizer(folder),
    ]);
    const rows = (await readHeldOut(join(folder, 'data'))) ?? [];
    const task = textGenerationTask({
      ...{ config, settings, train, validation, test, tokenizer, samplePrompts, promptLimit },
      measuring: { rows, fields: fidelityFields, wanted: wantedFields(recipe) },
    });
    return { ...task, files: { [CONFIG_FILE]: config, [GENERATION_CONFIG_FILE]: generationConfig(config) } };
  },
  trialHead: languageModelHead,
  head: async () => languageModelHead,
  open: TextModel.open,
  elsewhere,
};
