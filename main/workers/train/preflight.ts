import { writeFile } from 'node:fs/promises';
import type { z } from 'zod';
import { keptGraphs } from '../../engine/keptGraphs.ts';
import { loadEngine, selectionFromEnvironment } from '../../engine/load.ts';
import { programMaker } from '../../engine/programs.ts';
import { takeTrialSteps } from '../../ml/train/trial.ts';
import type { TrialReport, trainContract } from '../contracts.ts';
import { codedOutOfMemory } from '../outOfMemory.ts';

type TrialJob = z.output<typeof trainContract.train.preflight.input>;

/**
 * Takes a few real steps of a run that is yet to be started, on the engine that the host chose, and says what they took.
 *
 * @throws AppError `out_of_memory`
 */
export async function preflight({ config, settings }: TrialJob): Promise<TrialReport> {
  await volunteerToBeKilled();
  await loadEngine(await selectionFromEnvironment());
  try {
    const makeProgram = programMaker(settings.precision, (problem) => console.error(problem), keptGraphs);
    const trial = await takeTrialSteps({ config, settings, makeProgram });
    return { ...trial, peakRssBytes: process.resourceUsage().maxRSS * 1024 };
  } catch (thrown) {
    throw codedOutOfMemory(thrown, 'train');
  }
}

/** Should Linux run out of memory after all, nothing is lost with this process: better it than whatever else goes on. */
async function volunteerToBeKilled(): Promise<void> {
  await writeFile('/proc/self/oom_score_adj', '1000').catch(() => {});
}
