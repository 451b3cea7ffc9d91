import { writeFile } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import type { z } from 'zod';
import { withContext } from '../../../shared/domain/architectures/index.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { loadEngine } from '../../engine/backends/load.ts';
import { selectionFromEnvironment } from '../../engine/choose/select.ts';
import { keptGraphs } from '../../engine/programs/keptGraphs.ts';
import { isOutOfMemory } from '../../engine/programs/outOfMemory.ts';
import { programMaker } from '../../engine/programs/programs.ts';
import { openReference } from '../../formats/openReference.ts';
import { takeTrialSteps } from '../../ml/train/trial.ts';
import { tuningOf, wholeTuning } from '../../ml/tuning/index.ts';
import { mainTask } from '../../tasks/index.ts';
import type { TrialReport, trainContract } from '../contracts.ts';
import { peakRssBytes } from '../process/peakRss.ts';

type TrialJob = z.output<typeof trainContract.train.preflight.input>;

/**
 * Takes a few real steps of a run that is yet to be started, on the engine that the host chose, and says what they took.
 *
 * @throws AppError `out_of_memory`, `base_missing`, `base_not_same`, `target_modules_unknown`
 */
export async function preflight({ config: whole, settings, task, base: reference }: TrialJob): Promise<TrialReport> {
  await giveWay();
  const base = reference && { sha256: reference.sha256, read: (await openReference(reference)).read };
  const config = base ? withContext(whole, settings.context_length) : whole;
  const tuning = base ? tuningOf(config, settings) : wholeTuning(config, settings);
  await loadEngine(await selectionFromEnvironment());
  try {
    const makeProgram = programMaker(settings.precision, (problem) => console.error(problem), keptGraphs);
    const head = mainTask(task).trialHead;
    const trial = await takeTrialSteps({ config, settings, head, base, tuning, makeProgram });
    return { ...trial, peakRssBytes: peakRssBytes() };
  } catch (error) {
    if (error instanceof Error && isOutOfMemory(error.message)) {
      throw new AppError('out_of_memory', { worker: 'train' }, { cause: error });
    }
    throw error;
  }
}

/** What the user does comes first; and should Linux run out of memory after all, nothing is lost with this process. */
async function giveWay(): Promise<void> {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
    await writeFile('/proc/self/oom_score_adj', '1000');
  } catch {
    // Not every system allows it, or has it.
  }
}
