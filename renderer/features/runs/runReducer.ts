import {
  type Evaluation,
  isGoing,
  type Preparation,
  type Run,
  type RunEvent,
  type Sample,
  type StepMetric,
} from '../../../shared/domain/run.ts';

/** All that a run's page shows. Steps and evaluations ascend; samples are in the order of their making. */
export interface RunView {
  run: Run | null;
  preparation: Preparation | null;
  steps: readonly StepMetric[];
  evaluations: readonly Evaluation[];
  samples: readonly Sample[];
}

export const EMPTY_VIEW: RunView = { run: null, preparation: null, steps: [], evaluations: [], samples: [] };

/**
 * Takes over a batch of events. What is known already is dropped, so that a watch that starts again, at whatever step,
 * neither doubles nor tears the curve.
 */
export function applyEvents(view: RunView, events: readonly RunEvent[]): RunView {
  if (events.length === 0) return view;
  let { run, preparation } = view;
  const steps = [...view.steps];
  const evaluations = [...view.evaluations];
  const samples = [...view.samples];
  const knownSamples = new Set(samples.map(sampleKey));

  for (const event of events) {
    switch (event.event) {
      case 'run':
        run = event.run;
        break;
      case 'preparation':
        preparation = event.preparation;
        break;
      case 'step':
        if (event.metric.step > (steps.at(-1)?.step ?? 0)) steps.push(event.metric);
        break;
      case 'evaluation':
        if (event.evaluation.step > (evaluations.at(-1)?.step ?? -1)) evaluations.push(event.evaluation);
        break;
      case 'sample': {
        const key = sampleKey(event.sample);
        if (!knownSamples.has(key)) {
          knownSamples.add(key);
          samples.push(event.sample);
        }
        break;
      }
      case 'resources':
        break;
      case 'rewound':
        dropAfter(event.step, steps, evaluations, samples);
        break;
      default:
        throw event satisfies never;
    }
  }
  if (run && run.state !== 'preparing' && run.state !== 'queued') preparation = null;
  return { run, preparation, steps, evaluations, samples };
}

/**
 * The step after which a broken watch goes on. One before the last that is known, because the evaluation and the
 * samples of that step come after it.
 */
export function resumeStep(view: RunView): number {
  return Math.max(0, (view.steps.at(-1)?.step ?? 0) - 1);
}

/** Removes what a run that goes on from an earlier step will report again. */
function dropAfter(step: number, ...lists: { step: number }[][]): void {
  for (const list of lists) {
    while ((list.at(-1)?.step ?? 0) > step) list.pop();
  }
}

export function isOver(view: RunView): boolean {
  return view.run !== null && !isGoing(view.run.state);
}

export interface SampleGroup {
  step: number;
  samples: readonly Sample[];
}

/** Samples by step, the newest first. */
export function groupSamples(samples: readonly Sample[]): SampleGroup[] {
  const groups = new Map<number, Sample[]>();
  for (const sample of samples) {
    const group = groups.get(sample.step);
    if (group) group.push(sample);
    else groups.set(sample.step, [sample]);
  }
  return [...groups].map(([step, group]) => ({ step, samples: group })).sort((a, b) => b.step - a.step);
}

const sampleKey = (sample: Sample) => `${sample.step}\n${sample.prompt}`;
