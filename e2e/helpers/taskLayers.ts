import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DOMAIN, ERRORS, type LayerTable, NODE } from './layerTable.ts';

const TFJS = '@tensorflow/tfjs-core';

/** What is no task, but what several have in common. */
const SHARED_FOLDERS = ['answers', 'prepare', 'texts'];

const TASKS = readdirSync(join(import.meta.dirname, '../../main/tasks'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !SHARED_FOLDERS.includes(entry.name))
  .map(({ name }) => `main/tasks/${name}`);

/** Rows of the table that each task has, with its folders `measures`, `predict` and `prepare`. */
const rowsOf = (task: string): LayerTable => ({
  [task]: [
    ...NODE,
    'zod',
    'main/files',
    'main/formats',
    'main/formats/huggingface',
    'main/formats/linear',
    'main/ml',
    // A head on a frozen body is fitted on its vectors.
    'main/ml/baselines/fitLogistic.ts',
    'main/ml/embeddings/idsEmbedder.ts',
    'main/ml/heads',
    'main/ml/tokenizer',
    'main/ml/train/epochBatches.ts',
    'main/ml/train/epochs.ts',
    'main/ml/train/schedule.ts',
    'main/ml/train/task.ts',
    'type main/ml/train/training.ts',
    'type main/tasks/answers/answerReport.ts',
    'main/tasks/prepare',
    'main/tasks/texts',
    'type main/tasks/task.ts',
    `${task}/**`,
    DOMAIN,
    ERRORS,
  ],
  [`${task}/predict`]: [
    TFJS,
    'main/formats',
    'main/formats/huggingface',
    'main/ml',
    'main/ml/architectures',
    'type main/ml/constrain/callGrammar.ts',
    'main/ml/heads',
    'main/ml/program',
    'main/ml/sample',
    'main/ml/serve',
    'main/ml/tokenizer',
    'main/ml/train',
    'main/tasks/answers/sourceText.ts',
    'main/tasks/measureProgress.ts',
    'type main/tasks/task.ts',
    'main/tasks/texts/framed.ts',
    'main/tasks/texts/explainText.ts',
    'type main/tasks/texts/textScorer.ts',
    task,
    `${task}/measures`,
    DOMAIN,
    ERRORS,
    'shared/ipc/asyncQueue.ts',
  ],
  [`${task}/measures`]: [
    'main/ml',
    'main/ml/heads',
    'main/ml/measures',
    'main/ml/program',
    'main/ml/sample',
    'main/ml/tokenizer',
    'main/ml/train/task.ts',
    'main/tasks/answers',
    task,
    DOMAIN,
  ],
  [`${task}/prepare`]: [
    ...NODE,
    'tokenizers',
    'zod',
    'main/db/datasetFile.ts',
    'main/files',
    'main/formats',
    'main/formats/huggingface',
    'main/formats/linear',
    'main/ml',
    'main/ml/baselines',
    'main/ml/tokenizer',
    'main/tasks/prepare',
    'type main/tasks/task.ts',
    'main/tasks/texts',
    task,
    `${task}/measures`,
    DOMAIN,
    ERRORS,
  ],
});

export const TASK_LAYERS: LayerTable = {
  // What models of several tasks say of texts, and how it is measured.
  'main/tasks/answers': ['type main/ml/train/task.ts', DOMAIN, ERRORS],
  // Corpora of texts with an answer each: how they are prepared, read and cut into batches.
  'main/tasks/texts': [
    ...NODE,
    'zod',
    'main/db/datasetFile.ts',
    'main/files',
    'main/formats/huggingface',
    // A baseline that is kept is a model, and is used like one.
    'main/formats/linear',
    'main/ml',
    'main/ml/baselines',
    'main/ml/tokenizer',
    'type main/ml/program/program.ts',
    'main/ml/train/scoresProgram.ts',
    'type main/ml/train/task.ts',
    'main/ml/train/textScores.ts',
    'type main/tasks/task.ts',
    'type main/tasks/answers/answerReport.ts',
    'main/tasks/prepare',
    DOMAIN,
    ERRORS,
  ],
  'main/tasks': [
    'type main/ml/program',
    'type main/ml/train',
    'type main/tasks/prepare',
    ...TASKS.map((task) => `${task}/index.ts`),
    DOMAIN,
    ERRORS,
  ],
  ...Object.assign({}, ...TASKS.map(rowsOf)),
};
