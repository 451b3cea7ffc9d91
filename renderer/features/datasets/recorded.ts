import type { MeasureReport } from '../../../shared/domain/models/measures.ts';
import { SAMPLE_TASKS, type TaskId } from '../../../shared/domain/tasks/sampleTask.ts';
import gallery from './gallery.json' with { type: 'json' };

/** What came of a model that was trained for a task of the gallery, as `main/setup/recordGallery.ts` wrote it down. */
export interface Recorded {
  /** Optimizer steps that it trained. */
  steps: number;
  elapsedMs: number;
  /** Of held-out rows. */
  report: Pick<MeasureReport, 'texts' | 'fields' | 'metrics' | 'baselines'>;
  /** The first text that was measured, with the row that it was written for: nobody chose it. */
  written: { given: string[]; output: string };
}

interface Entry extends Recorded {
  recipe: unknown;
}

/** `null` where nothing was recorded of the task as it is. */
export function recordedOf(task: TaskId): Recorded | null {
  const entry = (gallery as unknown as Partial<Record<TaskId, Entry>>)[task];
  return entry && JSON.stringify(entry.recipe) === JSON.stringify(SAMPLE_TASKS[task].recipe) ? entry : null;
}
