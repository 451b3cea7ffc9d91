import doctor from './en/doctor.ts';
import rows from './en/rows.ts';

/** What only the page of a data set says: it comes with it. */
export const datasetPageEnglish = { doctor, rows };
