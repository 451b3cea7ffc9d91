import { serve } from '../../shared/ipc/server.ts';
import { loadEngine } from '../engine/backends/load.ts';
import { selectionFromEnvironment } from '../engine/choose/select.ts';
import { readJson } from '../files/jsonFile.ts';
import { Reference } from '../formats/reference.ts';
import { mainTaskOf } from '../tasks/index.ts';
import { convertContract } from './contracts.ts';
import { convertModel } from './convert/convertModel.ts';
import { engineDiffer } from './convert/engineDiffer.ts';
import { inspectBase } from './convert/inspectBase.ts';
import { judgeModel } from './convert/judgeModel.ts';
import { processPort } from './process/processPort.ts';

/** Entry of the export process: writes one model in one format, or looks at one, then it ends. */
serve(
  processPort(),
  convertContract,
  {
    convert: {
      inspect: ({ path }) => inspectBase(path),
      judge: judgeModel,
      run(job) {
        const head = () => mainTaskOf(job.model.recipe).head(job.source);
        return convertModel(job, head, async (format, written, { reference }) => {
          if (format.compareFiles) return format.compareFiles(written);
          await loadEngine(await selectionFromEnvironment());
          return format.compare(written, await readJson(reference, Reference), engineDiffer(await head()));
        });
      },
    },
  },
  null,
  (error) => console.error(error),
);
