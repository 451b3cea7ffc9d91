import { serve } from '../../shared/ipc/server.ts';
import type { Ending } from '../ml/train/trainModel.ts';
import { trainContract } from './contracts.ts';
import { processPort } from './processPort.ts';
import { trainRun } from './train/trainRun.ts';

/** Entry of the training process: one run, then it ends. */
let ending: Ending | null = null;

serve(
  processPort(),
  trainContract,
  {
    train: {
      run: (job, { signal }) => trainRun(job, () => (signal.aborted ? 'pause' : ending)),
      end: (request) => {
        ending = request.ending;
        return {};
      },
    },
  },
  null,
  (error) => console.error(error),
);
