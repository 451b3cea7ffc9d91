import details from './en/datasetDetails.ts';
import doctor from './en/doctor.ts';
import labelling from './en/labelling.ts';
import rows from './en/rows.ts';
import search from './en/search.ts';
import sizes from './en/sizes.ts';

/** What only the page of a data set says: it comes with it. */
export const datasetPageEnglish = { doctor, labelling, rows, search };

/** What the wizard of an import, and the page, say beside it in the namespaces of data sets and of runs. */
export const datasetsEnglish = { datasets: details, runs: sizes };
