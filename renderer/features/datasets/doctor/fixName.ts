import { type CleaningStep, type DatasetStep, isByHand } from '../../../../shared/domain/datasets/datasetStep.ts';

/** The name of a step that the doctor offers. */
export const fixName = (step: DatasetStep): CleaningStep['kind'] | null =>
  isByHand(step) ? null : (step as CleaningStep).kind;
