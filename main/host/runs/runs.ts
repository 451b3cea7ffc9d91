import type { ArchitectureDefinition } from '../../../shared/domain/architectures/architecture.ts';
import { frozenBody } from '../../../shared/domain/architectures/frozenBody.ts';
import {
  ARCHITECTURES,
  bodyOf,
  contextOf,
  countParameters,
  isFor,
  type ModelType,
} from '../../../shared/domain/architectures/index.ts';
import { newRunModel, runModelOn } from '../../../shared/domain/architectures/runModel.ts';
import type { SizeName } from '../../../shared/domain/architectures/sizes.ts';
import { AUTO_SPLIT } from '../../../shared/domain/datasets/split.ts';
import { newId } from '../../../shared/domain/ids.ts';
import { type BaseModel, referenceOf } from '../../../shared/domain/models/base.ts';
import { defaultSettingsOn } from '../../../shared/domain/runs/baseSettings.ts';
import { freeName, runName } from '../../../shared/domain/runs/names.ts';
import { isGoing, type Run, type RunEvent, UNSTARTED } from '../../../shared/domain/runs/run.ts';
import type { TrainingSettings } from '../../../shared/domain/runs/training.ts';
import {
  decidingMetric,
  definitionOfTask,
  meantSplit,
  resolveRecipe,
  TASK_KINDS,
  type TaskKind,
  taskOf,
  taskSettings,
} from '../../../shared/domain/tasks/index.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { StartRun, StudioContract } from '../../../shared/ipc/contract.ts';
import type { Handlers } from '../../../shared/ipc/rpc.ts';
import { keepBaseline } from '../models/keepBaseline.ts';
import { checkedFields, checkSplitColumn } from '../recipes/recipes.ts';
import { announce, type HostContext, type StudioPeer } from '../services/context.ts';
import { chartHandlers } from './charts/charts.ts';
import { dataCurve } from './dataCurve.ts';
import type { Preflights } from './preflight/preflight.ts';
import type { TrainingQueue } from './trainingQueue.ts';

export function runHandlers(
  context: HostContext,
  queue: TrainingQueue,
  preflights: Preflights,
): Handlers<StudioContract, StudioPeer>['runs'] {
  const { stores } = context;

  return {
    ...chartHandlers(context, queue),

    list: () => stores.runs.list(),
    get: ({ id }) => stores.runs.get(id),

    preflight: ({ datasetId, size, base: baseId, settings: asked, task = TASK_KINDS[0] }, { signal }) => {
      const dataset = datasetId === undefined ? null : stores.datasets.get(datasetId);
      const { base, settings } = beginningOf(context, task, size, baseId, asked);
      return preflights.check({ dataset, size, settings, task, base: base && planned(base) }, signal);
    },

    start: async (request) => {
      const dataset = stores.datasets.get(request.datasetId);
      const recipe = resolveRecipe(request.recipe, dataset.columns);
      const split = meantSplit(recipe, request.split ?? AUTO_SPLIT);
      checkSplitColumn(split, dataset.columns);
      const { size } = request;
      const task = taskOf(recipe).kind;
      const { base, settings } = beginningOf(context, task, size, request.base, request.settings);
      const plan = { dataset, size, settings, task, base: base && planned(base) };
      await preflights.refuseWhatCannotFit(plan);
      await preflights.cancel();
      const model = base ? runModelOn(size, base) : newRunModel(size, settings.context_length, settings.architecture);
      const run: Run = {
        ...UNSTARTED,
        id: newId(),
        name:
          request.name ??
          freeName(
            runName(dataset.name, base?.name ?? size),
            stores.runs.list().map(({ name }) => name),
          ),
        datasetId: dataset.id,
        datasetVersion: dataset.version,
        datasetName: dataset.name,
        recipe,
        split,
        size: request.size,
        model,
        budget: request.budget,
        settings,
        fidelityFields: checkedFields(request.fidelityFields, recipe),
        parameters: countParameters(model.config),
        createdAt: new Date().toISOString(),
      };
      stores.runs.insert(run);
      queue.add(run.id);
      return stores.runs.get(run.id);
    },

    async *watch({ id, fromStep }, { signal }): AsyncGenerator<RunEvent> {
      const run = stores.runs.get(id);
      // Both in one tick, and events are stored before they are announced: nothing falls in between or comes twice.
      const live = !isGoing(run.state) ? null : queue.subscribe(id, signal);
      const history = fromStep === null ? stores.runs.newest(id) : stores.runs.history(id, fromStep);
      for (const metric of history.steps) yield { event: 'step', metric };
      for (const evaluation of history.evaluations) yield { event: 'evaluation', evaluation };
      for (const sample of history.samples) yield { event: 'sample', sample };
      for (const resources of history.resources) yield { event: 'resources', resources };
      yield { event: 'run', run };
      if (!live) return;
      for await (const event of live) {
        yield event;
        if (event.event === 'run' && !isGoing(event.run.state)) return;
      }
    },

    curves: ({ ids }) => ids.map((id) => stores.runs.curve(stores.runs.get(id).id)),

    stop: async ({ id }) => {
      const run = stores.runs.get(id);
      if (!isGoing(run.state)) throw new AppError('run_not_active', { name: run.name });
      await queue.stop(id);
      return {};
    },

    pause: async ({ id }) => {
      const run = stores.runs.get(id);
      if (!isGoing(run.state)) throw new AppError('run_not_active', { name: run.name });
      await queue.pause(id);
      return {};
    },

    resume: ({ id, learning_rate, fromStep }) => {
      queue.resume(id, { learning_rate, fromStep });
      return stores.runs.get(id);
    },

    again: async ({ id }) => {
      const first = stores.runs.get(id);
      const dataset = stores.datasets.get(first.datasetId);
      const { name, datasetId, datasetVersion, datasetName, recipe, split, size, model, budget, parameters } = first;
      const settings = { ...first.settings };
      const base = model.base && { reference: model.base, config: model.config };
      await preflights.refuseWhatCannotFit({ dataset, size, settings, task: taskOf(recipe).kind, base });
      await preflights.cancel();
      const run: Run = {
        ...UNSTARTED,
        ...{ name, datasetId, datasetVersion, datasetName, recipe, split, size, model, budget, settings, parameters },
        id: newId(),
        createdAt: new Date().toISOString(),
      };
      stores.runs.insert(run);
      queue.add(run.id);
      return stores.runs.get(run.id);
    },

    extend: ({ id, add }) => {
      queue.extend(id, add);
      return stores.runs.get(id);
    },

    async *keepBaseline(request, { signal }) {
      yield* context.jobs.run(signal, (ended) => keepBaseline(context, request, ended));
    },

    async *dataCurve({ id }, { signal }) {
      yield* dataCurve(context, id, signal);
    },

    move: ({ id, before }) => {
      queue.move(id, before);
      return {};
    },

    setTags: ({ id, tags }) => {
      stores.runs.update(id, { tags: [...new Set(tags)] });
      announce(context, 'runs');
      return stores.runs.get(id);
    },

    rename: ({ id, name }) => {
      stores.runs.get(id);
      stores.runs.update(id, { name });
      announce(context, 'runs');
      return stores.runs.get(id);
    },

    remove: ({ id, forGood }) => {
      const run = stores.runs.get(id);
      if (isGoing(run.state)) throw new AppError('run_active', { name: run.name });
      return context.trash.remove('run', run, forGood);
    },
  };
}

/** What a run starts from, and its settings. A context that is longer than the model's is refused. */
function beginningOf(
  { stores }: HostContext,
  task: TaskKind,
  size: SizeName,
  baseId: string | undefined,
  asked: StartRun['settings'],
): { base: BaseModel | null; settings: TrainingSettings } {
  const given = dropUndefined(asked);
  if (given.tuning === 'frozen' && (baseId === undefined || !definitionOfTask(task).freezes)) {
    const problem =
      baseId === undefined ? 'a frozen body is that of a base: say which' : `${task} trains its body, too`;
    throw new AppError('bad_input', { path: 'settings.tuning', problem });
  }
  if (given.metric_for_best_model === 'task' && decidingMetric(task) === null) {
    const problem = `${task} has no figure that every evaluation measures: its best model is that of the lowest loss`;
    throw new AppError('bad_input', { path: 'settings.metric_for_best_model', problem });
  }
  if (baseId === undefined) {
    const settings = { ...taskSettings(task, size), ...given };
    checkArchitecture(settings, settings.architecture, task, false);
    return { base: null, settings };
  }
  const { takesBase, bodies, settingsOnBase } = definitionOfTask(task);
  if (!takesBase) throw new AppError('bad_input', { path: 'base', problem: `${task} is trained from nothing, as yet` });
  const base = stores.bases.get(baseId);
  if (!bodies.includes(bodyOf(base.config)))
    throw new AppError('model_is_encoder', { name: base.name, architecture: base.architecture });
  const settings = { ...defaultSettingsOn(base, size, given.tuning, settingsOnBase), ...given };
  checkArchitecture(settings, base.architecture, task, true);
  const most = contextOf(base.config);
  if (settings.context_length > most) {
    const problem = `must be at most ${most}, the context of ${base.name}`;
    throw new AppError('bad_input', { path: 'settings.context_length', problem });
  }
  const config = settings.tuning === 'frozen' ? frozenBody(base.config) : base.config;
  return { base: { ...base, config }, settings };
}

/** @throws AppError `bad_input` where an architecture is not for a task, or not for what is asked of it */
function checkArchitecture(
  settings: TrainingSettings,
  architecture: ModelType,
  task: TaskKind,
  hasBase: boolean,
): void {
  const definition = ARCHITECTURES[architecture] as ArchitectureDefinition<never>;
  const { name, tasks, tunings } = definition;
  const refuse = (setting: keyof TrainingSettings, problem: string): never => {
    throw new AppError('bad_input', { path: `settings.${setting}`, problem });
  };
  if (!isFor(definition, task)) {
    refuse('architecture', `${name} can be trained for ${tasks?.join(', ')}, and not for ${task}`);
  }
  if (hasBase && tunings && !tunings.includes(settings.tuning)) {
    refuse('tuning', `${name} can be trained by ${tunings.join(', ')}, and not by ${settings.tuning}`);
  }
  if (settings.lstm_dropout > 0 && architecture !== 'lstm') {
    refuse('lstm_dropout', `is of an LSTM, and this is ${name}: leave it out, or ask for the architecture lstm`);
  }
  if (settings.hidden_dropout_prob > 0 && !(hasBase && definition.body === 'encoder' && settings.tuning === 'full')) {
    refuse(
      'hidden_dropout_prob',
      'is of an encoder all of whose weights are trained: leave it out, or choose the tuning full',
    );
  }
}

const planned = (base: BaseModel) => ({ reference: referenceOf(base), config: base.config });

/** What was left out and what is explicitly `undefined` both take the default. */
function dropUndefined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as never;
}
