import { serve } from '../../shared/ipc/server.ts';
import { dataContract } from './contracts.ts';
import { diagnose } from './doctor/diagnose.ts';
import { importFile } from './import/importFile.ts';
import { previewFile } from './import/previewFile.ts';
import { processPort } from './processPort.ts';
import { deriveVersion } from './versions/deriveVersion.ts';
import { previewStep } from './versions/previewStep.ts';

/** Entry of the data process: reads files into data set versions, changes them and looks what is wrong with them. */
serve(
  processPort(),
  dataContract,
  {
    data: {
      import: (request, { signal }) => importFile(request, signal),
      preview: (request, { signal }) => previewFile(request, signal),
      derive: (request, { signal }) => deriveVersion(request, signal),
      diagnose: (request, { signal }) => diagnose(request, signal),
      preview: previewStep,
    },
  },
  null,
  (error) => console.error(error),
);
