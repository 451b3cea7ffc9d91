import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FINAL_TEXTS, MeasureReport } from '../../../shared/domain/models/measures.ts';
import { recordWith } from '../../../shared/domain/models/together.ts';
import type { TrainedModel } from '../../../shared/domain/models/trainedModel.ts';
import { definitionOfTask, keptRivals, TASK_KINDS, taskOf } from '../../../shared/domain/tasks/index.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { JoinEvent, JoinWords } from '../../../shared/ipc/contract.ts';
import { removeFolder, writeWholeFile } from '../../files/fileSink.ts';
import { MEASURES_FILE } from '../../formats/huggingface/measuresFile.ts';
import { joinedWords, setWordsAside, takeWordsBack, WORDS_FOLDER } from '../../formats/linear/wordsFolder.ts';
import { prepareContract } from '../../workers/contracts.ts';
import { startWorker } from '../../workers/process/workerHandle.ts';
import { announce, type HostContext } from '../services/context.ts';
import { streamAlone } from '../services/workerCalls.ts';
import { measuredTexts, measureModel } from './measureModel.ts';

/** Whether a model predicts together with words. @throws AppError `not_found`, `model_other_task` */
export const wordsOf = (context: HostContext, id: string): { joined: boolean } => ({
  joined: joinedWords(context.paths.modelFolder(classifier(context, id).id)) === true,
});

/**
 * From now on a model predicts together with words and a straight line, or alone again. Words that it has not yet are learned from the rows that its run
 * was trained on, which takes seconds; its figures are then those of what it predicts.
 *
 * @throws AppError `not_found`, `in_trash` also where the run is not there any more, `model_other_task`, `dataset_missing`, `disk_full`, `write_failed`, `cancelled`
 */
export async function* joinWords(
  context: HostContext,
  { id, on }: JoinWords,
  signal: AbortSignal,
): AsyncGenerator<JoinEvent> {
  const model = classifier(context, id);
  const folder = context.paths.modelFolder(id);
  const before = joinedWords(folder);
  const isChange = on !== (before === true);
  if (isChange && !on) await setWordsAside(folder);
  else if (isChange && before === false) await takeWordsBack(folder);
  else if (isChange) yield* learnWords(context, model, signal);
  if (isChange) {
    announce(context, 'models');
    yield* tellFigures(context, id, on, signal);
  }
  yield { event: 'done', model: context.stores.models.get(id), joined: on, changed: isChange };
}

/** A model that words can join in with. */
function classifier({ stores }: HostContext, id: string): TrainedModel {
  const model = stores.models.get(id);
  const task = taskOf(model.recipe);
  if (task.joinsWords && !model.baseline) return model;
  const asked = TASK_KINDS.filter((kind) => definitionOfTask(kind).joinsWords).join(', ');
  // A baseline is the words themselves.
  throw new AppError('model_other_task', { task: model.baseline ? model.baseline.name : task.kind, asked });
}

async function* learnWords(
  { stores, paths, spawn }: HostContext,
  model: TrainedModel,
  signal: AbortSignal,
): AsyncGenerator<JoinEvent> {
  const { recipe, split, settings, datasetId, datasetVersion } = stores.runs.get(model.runId);
  const dataset = paths.datasetFile(datasetId, datasetVersion);
  if (!existsSync(dataset)) throw new AppError('dataset_missing', { file: dataset });
  const output = join(paths.modelFolder(model.id), WORDS_FOLDER);
  const [words] = keptRivals(recipe);
  const request = { dataset, recipe, split, seed: settings.seed, name: words?.name ?? '', output };
  const start = () => startWorker(spawn, 'prepare', prepareContract);
  let isDone = false;
  try {
    for await (const event of streamAlone(start, signal, ({ client }) => client.prepare.keepRival(request))) {
      if (event.event === 'progress') {
        const { done, total } = event.preparation;
        yield { event: 'progress', stage: 'words', done, total };
      } else isDone = true;
    }
  } finally {
    if (!isDone) await removeFolder(output).catch(() => {});
  }
}

/** Where both were measured the other figures are taken, of the same rows; else it is measured anew, and where nothing is held out it has none. */
async function* tellFigures(
  context: HostContext,
  id: string,
  on: boolean,
  signal: AbortSignal,
): AsyncGenerator<JoinEvent> {
  const { stores, paths } = context;
  const record = await measuredTexts(context, id);
  const known = record && recordWith(record, on);
  if (known) {
    await writeWholeFile(join(paths.modelFolder(id), MEASURES_FILE), `${JSON.stringify(known, null, 2)}\n`);
    const measures = MeasureReport.parse(known);
    const model = stores.models.get(id);
    stores.models.put({ ...model, measures });
    announce(context, 'models');
    if (stores.runs.list().find((run) => run.id === model.runId)?.modelId !== id) return;
    stores.runs.update(model.runId, { measures });
    announce(context, 'runs');
    return;
  }
  try {
    for await (const event of measureModel(context, { id, texts: FINAL_TEXTS, seed: SEED }, signal)) {
      if (event.event === 'progress')
        yield { event: 'progress', stage: 'measure', done: event.done, total: event.total };
    }
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'no_held_out_rows')) throw error;
  }
}

/** Of the intervals. */
const SEED = 1;
