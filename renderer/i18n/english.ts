import { datasetPageEnglish } from './datasetPageEnglish.ts';
import { firstEnglish } from './firstEnglish.ts';
import { runPagesEnglish, runsEnglish } from './runPagesEnglish.ts';

/** The namespaces of the interface in English, by which the other languages are typed. */
export const english = {
  ...firstEnglish,
  ...datasetPageEnglish,
  ...runPagesEnglish,
  runs: { ...firstEnglish.runs, ...runsEnglish.runs },
};
