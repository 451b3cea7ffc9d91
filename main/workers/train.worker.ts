import { serve } from '../../shared/ipc/server.ts';
import { trainContract } from './contracts.ts';
import { processPort } from './processPort.ts';
import { trainRun } from './train/trainRun.ts';

/** Entry of the training process: one run, then it ends. */
let stopRequested = false;

serve(
  processPort(),
  trainContract,
  {
    train: {
      run: (job, { signal }) => trainRun(job, () => stopRequested || signal.aborted),
      stop: () => {
        stopRequested = true;
        return {};
      },
    },
  },
  null,
  (error) => console.error(error),
);
