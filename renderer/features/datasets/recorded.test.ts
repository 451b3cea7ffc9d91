import { expect, test } from 'vitest';
import { columnsOf, taskOf, writesTexts } from '../../../shared/domain/tasks/index.ts';
import { SAMPLE_TASKS, TASK_IDS } from '../../../shared/domain/tasks/sampleTask.ts';
import { recordedOf } from './recorded.ts';

test.each(TASK_IDS)('what is shown of %s was recorded of the task as it is', (task) => {
  const recorded = recordedOf(task);
  expect(recorded, `record it again: node main/setup/recordGallery.ts ${task}`).not.toBeNull();
  if (!recorded) return;
  const { recipe } = SAMPLE_TASKS[task];
  const inputs = recipe.kind === 'continue' ? 0 : columnsOf(recipe).length - 1;
  expect(recorded.written.given).toHaveLength(inputs);
  expect(recorded.written.output).not.toBe('');
  if (writesTexts(taskOf(recipe).kind)) {
    expect(recorded.report.texts).toBe(100);
    expect(recorded.report.metrics.bitsPerByte?.value).toBeGreaterThan(0);
  } else {
    // One answer for each row that it never trained on.
    expect(recorded.report.texts).toBeGreaterThanOrEqual(60);
    expect(recorded.report.baselines.commonestMatch).toBeGreaterThan(0);
  }
  expect(recorded.elapsedMs).toBeGreaterThan(0);
});
