import {
  isGoing,
  type Preparation,
  type Run,
  type RunEvent,
  type StepMetric,
} from '../../../../shared/domain/runs/run.ts';

/** Where a run is now. What it has been through is for its charts (`Chart`). */
export interface RunView {
  run: Run | null;
  preparation: Preparation | null;
  /** The newest step. */
  last: StepMetric | null;
}

export const EMPTY_VIEW: RunView = { run: null, preparation: null, last: null };

/** Takes over a batch of events. */
export function applyEvents(view: RunView, events: readonly RunEvent[]): RunView {
  if (events.length === 0) return view;
  let { run, preparation, last } = view;
  for (const event of events) {
    switch (event.event) {
      case 'run':
        // What preparing told is over when training begins; what training tells comes after that.
        if (event.run.state !== run?.state) preparation = null;
        run = event.run;
        break;
      case 'preparation':
        preparation = event.preparation;
        break;
      case 'step':
        last = event.metric;
        preparation = null;
        break;
      case 'evaluation':
      case 'sample':
      case 'resources':
        break;
      case 'rewound':
        if ((last?.step ?? 0) > event.step) last = null;
        break;
      default:
        throw event satisfies never;
    }
  }
  return { run, preparation, last };
}

export function isOver(view: RunView): boolean {
  return view.run !== null && !isGoing(view.run.state);
}
