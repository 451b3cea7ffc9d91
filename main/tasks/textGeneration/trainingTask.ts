import { languageModelHead } from '../../ml/heads/languageModel.ts';
import type { TrainingTask } from '../../ml/train/task.ts';
import { evaluationBatches, trainingBatches } from './batches.ts';
import { TextMeter } from './measures/textMeter.ts';
import type { TextGenerationRun } from './textGenerationRun.ts';

/** Learning to say of every token of a text which comes next. */
export function textGenerationTask(run: TextGenerationRun): TrainingTask {
  const { settings, train, validation, test } = run;
  const [B, T] = [settings.per_device_train_batch_size, settings.context_length];
  return {
    head: languageModelHead,
    batches: (from) => trainingBatches(train, B, T, from),
    validation: [...evaluationBatches(validation, B, T)],
    test: test && { size: Math.ceil(test.ids.length / (B * T)), batches: () => evaluationBatches(test, B, T) },
    meter: (program, isPaused) => new TextMeter(run, program, isPaused),
  };
}
