import { serve } from '../../shared/ipc/server.ts';
import type { Ending } from '../ml/train/training.ts';
import { trainContract } from './contracts.ts';
import { processPort } from './process/processPort.ts';
import { Milestone } from './train/milestone.ts';
import { preflight } from './train/preflight.ts';
import { trainRun } from './train/trainRun.ts';

/** Entry of the training process: one run or one preflight, then it ends. */
let ending: Ending | null = null;
const stored = new Milestone();

serve(
  processPort(),
  trainContract,
  {
    train: {
      run: (job, { signal }) =>
        trainRun(job, {
          ending: () => (signal.aborted ? 'pause' : ending),
          stored: (step) => stored.reached(step),
        }),
      preflight,
      end: (request) => {
        ending = request.ending;
        return {};
      },
      stored: ({ step }) => {
        stored.reach(step);
        return {};
      },
    },
  },
  null,
  (error) => console.error(error),
);
