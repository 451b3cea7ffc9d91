import advice from './en/advice.ts';
import app from './en/app.ts';
import common from './en/common.ts';
import compare from './en/compare.ts';
import datasets from './en/datasets.ts';
import doctor from './en/doctor.ts';
import insights from './en/insights.ts';
import measures from './en/measures.ts';
import models from './en/models.ts';
import playground from './en/playground.ts';
import rows from './en/rows.ts';
import runs from './en/runs.ts';
import settings from './en/settings.ts';
import trash from './en/trash.ts';
import values from './en/values.ts';

/** The namespaces of the interface in English, by which the other languages are typed. */
export const english = {
  advice,
  app,
  common,
  compare,
  datasets,
  doctor,
  insights,
  measures,
  models,
  playground,
  rows,
  runs,
  settings,
  trash,
  values,
};
