import app from './en/app.ts';
import common from './en/common.ts';
import datasets from './en/datasets.ts';
import runs from './en/runs.ts';
import trash from './en/trash.ts';
import values from './en/values.ts';

/** The namespaces in English that the first screen may need: they are part of what it waits for. */
export const firstEnglish = {
  app,
  common,
  datasets,
  runs,
  trash,
  values,
};
