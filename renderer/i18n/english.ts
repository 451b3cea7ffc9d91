import { datasetPageEnglish } from './datasetPageEnglish.ts';
import { firstEnglish } from './firstEnglish.ts';
import { runPagesEnglish } from './runPagesEnglish.ts';

/** The namespaces of the interface in English, by which the other languages are typed. */
export const english = { ...firstEnglish, ...datasetPageEnglish, ...runPagesEnglish };
