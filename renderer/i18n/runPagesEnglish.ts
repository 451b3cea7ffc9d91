import advice from './en/advice.ts';
import bases from './en/bases.ts';
import compare from './en/compare.ts';
import conversations from './en/conversations.ts';
import hub from './en/hub.ts';
import insights from './en/insights.ts';
import measures from './en/measures.ts';
import metrics from './en/metrics.ts';
import models from './en/models.ts';
import playground from './en/playground.ts';
import runForm from './en/runForm.ts';
import runPages from './en/runPages.ts';
import settings from './en/settings.ts';
import sizes from './en/sizes.ts';
import training from './en/training.ts';

/** What only the pages of trainings, models, the playground and settings say: it comes with them. */
export const runPagesEnglish = {
  advice,
  bases,
  conversations,
  compare,
  hub,
  insights,
  measures,
  metrics,
  models,
  playground,
  settings,
  training,
};

/** What these pages say beside it in the namespace of runs. */
export const runsEnglish = { runs: { ...runForm, ...runPages, ...sizes } };
