import type { MainTask } from './task.ts';
import { textGeneration } from './textGeneration/index.ts';

export type { MainTask, PreparedRun } from './task.ts';

/** All tasks, by Hugging Face's names of pipelines. */
export const MAIN_TASKS = { 'text-generation': textGeneration } as const satisfies Record<string, MainTask>;
