import type { Recipe } from '../../shared/domain/tasks/index.ts';
import { serve } from '../../shared/ipc/server.ts';
import { loadEngine } from '../engine/backends/load.ts';
import { selectionFromEnvironment } from '../engine/choose/select.ts';
import { tensorflowLibrary } from '../engine/choose/tensorflowLibrary.ts';
import { onProcessor } from '../engine/installed/selection.ts';
import { keptGraphs } from '../engine/programs/keptGraphs.ts';
import { programMaker } from '../engine/programs/programs.ts';
import { readJson } from '../files/jsonFile.ts';
import { Reference } from '../formats/reference.ts';
import { mainTaskOf } from '../tasks/index.ts';
import type { Elsewhere } from '../tasks/task.ts';
import { type Compare, convertModel } from './convert/convertModel.ts';
import { engineDiffer } from './convert/engineDiffer.ts';
import { inspectBase } from './convert/inspectBase.ts';
import { judgeModel } from './convert/judgeModel.ts';
import { measureAgain } from './convert/measureAgain.ts';
import { convertContract } from './convertContract.ts';
import { alsoEndWithParent } from './process/endWithParent.ts';
import { processPort } from './process/processPort.ts';

let loading: ReturnType<typeof loadEngine> | undefined;
const engine = () => {
  loading ??= selectionFromEnvironment().then(onProcessor).then(loadEngine);
  return loading;
};
const makeProgram = programMaker('fp32', (problem) => console.error(`not compiled: ${problem}`), keptGraphs);

/** Entry of the export process: writes one model in one format, or looks at one, or at what was written, then it ends. */
serve(
  processPort(),
  convertContract,
  {
    convert: {
      inspect: ({ path }) => inspectBase(path),
      judge: judgeModel,
      async *writeHere({ recipe, ...exported }) {
        await engine();
        yield* elsewhereOf(recipe).write(exported, makeProgram);
      },
      measureThere: ({ recipe, source, rows, texts }) => elsewhereOf(recipe).measure(source, rows, texts),
      endWithHost({ pid }) {
        alsoEndWithParent(pid);
        return {};
      },
      run(job) {
        const task = mainTaskOf(job.model.recipe);
        const head = () => task.head(job.source);
        const compare: Compare = async (format, written, { reference }) => {
          if (format.compareFiles) return format.compareFiles(written);
          await engine();
          return format.compare(
            written,
            await readJson(reference, Reference),
            engineDiffer(await head(), tensorflowLibrary),
          );
        };
        return convertModel(job, head, compare, async function* (model, on) {
          await engine();
          yield* measureAgain(task, { model, source: job.source }, on, makeProgram);
        });
      },
    },
  },
  null,
  (error) => console.error(error),
);

function elsewhereOf(recipe: Recipe): Elsewhere {
  const { elsewhere } = mainTaskOf(recipe);
  if (!elsewhere) throw new Error(`nothing else writes for the task of ${recipe.kind}`);
  return elsewhere;
}
