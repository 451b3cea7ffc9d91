import type { Chart } from '../../../../shared/domain/runs/chart.ts';
import { learnedPerStep } from '../../../../shared/domain/runs/learnedPerStep.ts';
import { isGoing, type RunEvent } from '../../../../shared/domain/runs/run.ts';
import type { StudioContract } from '../../../../shared/ipc/contract.ts';
import type { Handlers } from '../../../../shared/ipc/rpc.ts';
import type { HostContext, StudioPeer } from '../../services/context.ts';
import type { TrainingQueue } from '../trainingQueue.ts';
import { ChartClock } from './chartClock.ts';
import { paced } from './paced.ts';
import { readChart } from './readChart.ts';

/** A chart is read anew so often: faster than that, nobody sees a difference. */
const REFRESH_MS = 250;

type RunHandlers = Handlers<StudioContract, StudioPeer>['runs'];

/** What a run has reported, for charts, texts and export. */
export function chartHandlers(
  { stores }: HostContext,
  queue: TrainingQueue,
): Pick<RunHandlers, 'chart' | 'samplesAt' | 'metrics'> {
  return {
    async *chart({ id, ...range }, { signal }): AsyncGenerator<Chart> {
      const run = stores.runs.get(id);
      const live = isGoing(run.state) ? queue.subscribe(id, signal) : null;
      const clock = new ChartClock(stores.charts, id);
      yield readChart(stores, run, range, clock);
      if (!live) return;
      for await (const _ of paced(changesOf(live, clock), REFRESH_MS)) {
        queue.flush();
        yield readChart(stores, stores.runs.get(id), range, clock);
      }
    },

    samplesAt: ({ id, step }) => {
      stores.runs.get(id);
      return stores.charts.samplesAt(id, step);
    },

    metrics: ({ id, after, limit }) => ({
      tokensPerStep: learnedPerStep(stores.runs.get(id)),
      ...stores.charts.metrics(id, after, limit),
    }),
  };
}

/** Those of a run's events that a chart shows, until the run is not going any more. */
async function* changesOf(events: AsyncIterable<RunEvent>, clock: ChartClock): AsyncGenerator<RunEvent> {
  for await (const event of events) {
    if (event.event === 'preparation') continue;
    if (event.event === 'rewound') clock.forget();
    yield event;
    if (event.event === 'run' && !isGoing(event.run.state)) return;
  }
}
