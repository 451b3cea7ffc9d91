import { serve } from '../../shared/ipc/server.ts';
import { trainContract } from './contracts.ts';
import { processPort } from './processPort.ts';
import { preflight } from './train/preflight.ts';
import { trainRun } from './train/trainRun.ts';

/** Entry of the training process: one run or one preflight, then it ends. */
let stopRequested = false;

serve(
  processPort(),
  trainContract,
  {
    train: {
      run: (job, { signal }) => trainRun(job, () => stopRequested || signal.aborted),
      preflight,
      stop: () => {
        stopRequested = true;
        return {};
      },
    },
  },
  null,
  (error) => console.error(error),
);
