import { datasetPageEnglish, datasetsEnglish } from './datasetPageEnglish.ts';
import { firstEnglish } from './firstEnglish.ts';
import { runPagesEnglish, runsEnglish } from './runPagesEnglish.ts';

/** The namespaces of the interface in English, by which the other languages are typed. */
export const english = {
  ...firstEnglish,
  ...datasetPageEnglish,
  ...runPagesEnglish,
  datasets: { ...firstEnglish.datasets, ...datasetsEnglish.datasets },
  runs: { ...firstEnglish.runs, ...runsEnglish.runs },
};
