import app from './en/app.ts';
import common from './en/common.ts';
import compare from './en/compare.ts';
import datasets from './en/datasets.ts';
import doctor from './en/doctor.ts';
import insights from './en/insights.ts';
import models from './en/models.ts';
import playground from './en/playground.ts';
import rows from './en/rows.ts';
import runs from './en/runs.ts';
import settings from './en/settings.ts';
import values from './en/values.ts';
import type { Language, Translation } from './translation.ts';
import appZh from './zh-CN/app.ts';
import commonZh from './zh-CN/common.ts';
import compareZh from './zh-CN/compare.ts';
import datasetsZh from './zh-CN/datasets.ts';
import doctorZh from './zh-CN/doctor.ts';
import insightsZh from './zh-CN/insights.ts';
import modelsZh from './zh-CN/models.ts';
import playgroundZh from './zh-CN/playground.ts';
import rowsZh from './zh-CN/rows.ts';
import runsZh from './zh-CN/runs.ts';
import settingsZh from './zh-CN/settings.ts';
import valuesZh from './zh-CN/values.ts';

export const english = {
  app,
  common,
  compare,
  datasets,
  doctor,
  insights,
  models,
  playground,
  rows,
  runs,
  settings,
  values,
};
export const chinese: { [N in keyof typeof english]: Translation<(typeof english)[N]> } = {
  app: appZh,
  common: commonZh,
  compare: compareZh,
  datasets: datasetsZh,
  doctor: doctorZh,
  insights: insightsZh,
  models: modelsZh,
  playground: playgroundZh,
  rows: rowsZh,
  runs: runsZh,
  settings: settingsZh,
  values: valuesZh,
};
export const RESOURCES = { en: english, 'zh-CN': chinese } satisfies Record<Language, unknown>;
