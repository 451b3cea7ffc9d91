import { actionsEnglish } from './actionsEnglish.ts';
import { datasetPageEnglish, datasetsEnglish } from './datasetPageEnglish.ts';
import { firstEnglish } from './firstEnglish.ts';
import { helpEnglish } from './helpEnglish.ts';
import { runPagesEnglish, runsEnglish } from './runPagesEnglish.ts';
import { serverEnglish } from './serverEnglish.ts';
import { trashEnglish } from './trashPageEnglish.ts';

/** The namespaces of the interface in English, by which the other languages are typed. */
export const english = {
  ...firstEnglish,
  ...datasetPageEnglish,
  ...runPagesEnglish,
  ...serverEnglish,
  app: { ...firstEnglish.app, ...helpEnglish.app, ...actionsEnglish.app },
  datasets: { ...firstEnglish.datasets, ...datasetsEnglish.datasets },
  trash: {
    ...firstEnglish.trash,
    ...trashEnglish.trash,
    problems: { ...firstEnglish.trash.problems, ...trashEnglish.trash.problems },
  },
  runs: { ...firstEnglish.runs, ...runsEnglish.runs },
};
