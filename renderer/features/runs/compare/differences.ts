import type { Run } from '../../../../shared/domain/runs/run.ts';
import { SETTING_NAMES, type SettingName } from '../../../../shared/domain/runs/settings.ts';

/** What runs were started with, in the order of the table. */
const FACTS = [
  'dataset',
  'recipe',
  'inputs',
  'output',
  'template',
  'size',
  'budget',
  'engine',
  'execution',
  ...SETTING_NAMES,
] as const;
export type Fact = (typeof FACTS)[number];

export const isSetting = (fact: Fact): fact is SettingName => (SETTING_NAMES as readonly string[]).includes(fact);

/** What is compared of a fact; `null` where a run has none. */
function factOf(run: Run, fact: Fact): unknown {
  if (isSetting(fact)) return run.settings[fact];
  const { recipe } = run;
  switch (fact) {
    case 'dataset':
      return [run.datasetId, run.datasetVersion];
    case 'recipe':
      return recipe.kind;
    case 'inputs':
      return recipe.kind === 'complete' ? recipe.inputs : null;
    case 'output':
      return recipe.kind === 'complete' ? recipe.output : null;
    case 'template':
      return recipe.template;
    case 'size':
      return run.size;
    case 'budget':
      return run.budget;
    case 'engine':
      return run.engine && [run.engine.name, run.engine.version, run.engine.device, run.engine.deviceName];
    case 'execution':
      return run.execution && [run.execution.mode, run.execution.precision];
    default:
      throw fact satisfies never;
  }
}

/** The facts in which runs differ. */
export function differences(runs: readonly Run[]): Fact[] {
  return FACTS.filter((fact) => new Set(runs.map((run) => JSON.stringify(factOf(run, fact) ?? null))).size > 1);
}
