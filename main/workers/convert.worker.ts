import { serve } from '../../shared/ipc/server.ts';
import { loadEngine } from '../engine/backends/load.ts';
import { selectionFromEnvironment } from '../engine/choose/select.ts';
import { readJson } from '../files/jsonFile.ts';
import { Reference } from '../formats/reference.ts';
import { convertContract } from './contracts.ts';
import { convertModel } from './convert/convertModel.ts';
import { engineDiffer } from './convert/engineDiffer.ts';
import { processPort } from './process/processPort.ts';

/** Entry of the export process: writes one model in one format, then it ends. */
serve(
  processPort(),
  convertContract,
  {
    convert: {
      run: (job) =>
        convertModel(job, async (format, { output, reference }) => {
          await loadEngine(await selectionFromEnvironment());
          return format.compare(output, await readJson(reference, Reference), engineDiffer);
        }),
    },
  },
  null,
  (error) => console.error(error),
);
