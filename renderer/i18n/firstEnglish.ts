import app from './en/app.ts';
import common from './en/common.ts';
import datasets from './en/datasets.ts';
import doctor from './en/doctor.ts';
import models from './en/models.ts';
import playground from './en/playground.ts';
import rows from './en/rows.ts';
import runs from './en/runs.ts';
import settings from './en/settings.ts';
import trash from './en/trash.ts';
import values from './en/values.ts';

/** The namespaces in English that the first screen may need: they are part of what it waits for. */
export const firstEnglish = {
  app,
  common,
  datasets,
  doctor,
  models,
  playground,
  rows,
  runs,
  settings,
  trash,
  values,
};
