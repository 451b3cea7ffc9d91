import type { Bundle } from './bundle.ts';
import type { english } from './english.ts';
import type { Translation } from './translation.ts';
import advice from './zh-CN/advice.ts';
import app from './zh-CN/app.ts';
import bases from './zh-CN/bases.ts';
import common from './zh-CN/common.ts';
import compare from './zh-CN/compare.ts';
import conversations from './zh-CN/conversations.ts';
import datasets from './zh-CN/datasets.ts';
import doctor from './zh-CN/doctor.ts';
import { ENGINE_REASONS_ZH } from './zh-CN/engineReasons.ts';
import { ERRORS_ZH } from './zh-CN/errors.ts';
import hub from './zh-CN/hub.ts';
import insights from './zh-CN/insights.ts';
import labelling from './zh-CN/labelling.ts';
import measures from './zh-CN/measures.ts';
import metrics from './zh-CN/metrics.ts';
import models from './zh-CN/models.ts';
import playground from './zh-CN/playground.ts';
import rows from './zh-CN/rows.ts';
import runs from './zh-CN/runs.ts';
import search from './zh-CN/search.ts';
import server from './zh-CN/server.ts';
import settings from './zh-CN/settings.ts';
import training from './zh-CN/training.ts';
import trash from './zh-CN/trash.ts';
import values from './zh-CN/values.ts';

/** The namespaces of the interface in Chinese. */
export const chinese: { [N in keyof typeof english]: Translation<(typeof english)[N]> } = {
  advice,
  app,
  bases,
  conversations,
  common,
  compare,
  datasets,
  doctor,
  hub,
  insights,
  labelling,
  measures,
  metrics,
  models,
  playground,
  rows,
  runs,
  search,
  server,
  settings,
  training,
  trash,
  values,
};

export const CHINESE: Bundle = {
  namespaces: chinese,
  errors: ERRORS_ZH,
  engineReasons: ENGINE_REASONS_ZH,
  separator: '；',
};
