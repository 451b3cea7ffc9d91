import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStores } from '../../main/db/stores.ts';
import type { Run, Sample } from '../../shared/domain/runs/run.ts';
import { productRows } from '../helpers/sourceData.ts';
import { kindling } from '../helpers/studioProcess.ts';
import type { Findings } from './findings.ts';
import { withFolder } from './temporary.ts';
import { newRun, type RunShape, TrainingProcess, type TrainLine } from './trainingProcess.ts';

/** What a run gives that nothing comes in the way of: what every other run is held against. */
export interface Reference {
  shape: RunShape;
  engine: string;
  precision: string;
  seconds: number;
  weightsSha256: string;
  losses: ReadonlyMap<number, number>;
  evaluations: ReadonlyMap<number, number>;
  samples: readonly Sample[];
}

/** Imports the first rows of a real table; gives the data set's id. */
export function importProducts(home: string, rows: number): string {
  mkdirSync(home, { recursive: true });
  const file = join(home, '..', 'products.csv');
  writeFileSync(file, productRows(rows).text);
  const [imported] = kindling<{ dataset: { id: string } }>(home, ['import', file]);
  if (!imported) throw new Error('the import gave no data set');
  return imported.dataset.id;
}

/** In a home of its own, for others to be held against. */
export function makeReference(rows: number, shape: RunShape): Promise<Reference> {
  return withFolder('reference', (folder) => {
    const home = join(folder, 'home');
    return trainReference(home, importProducts(home, rows), shape);
  });
}

export async function trainReference(home: string, dataset: string, shape: RunShape): Promise<Reference> {
  const start = performance.now();
  const training = new TrainingProcess(home, newRun(dataset, shape));
  const exitCode = await training.ended();
  const [done, engine, execution] = [training.find('done'), training.find('engine'), training.find('execution')];
  if (!done || !engine || !execution) throw new Error(`the reference run ended with ${exitCode}: ${training.stderr}`);
  const { history } = storedRun(home, done.run);
  return {
    shape,
    engine: engine.name,
    precision: execution.precision,
    seconds: (performance.now() - start) / 1000,
    weightsSha256: done.weightsSha256,
    losses: new Map(training.all('step').map(({ step, loss }) => [step, loss])),
    evaluations: new Map(training.all('evaluation').map(({ step, validationLoss }) => [step, validationLoss])),
    samples: history.samples,
  };
}

/** Losses of a process's lines that are not the reference's, as exact doubles; and how many were held against it. */
export function compareLines({ losses, evaluations }: Reference, lines: readonly TrainLine[]) {
  const compared = { steps: 0, evaluations: 0, differing: 0 };
  for (const line of lines) {
    if (line.event === 'step') {
      compared.steps++;
      if (!Object.is(line.loss, losses.get(line.step))) compared.differing++;
    } else if (line.event === 'evaluation') {
      compared.evaluations++;
      if (!Object.is(line.validationLoss, evaluations.get(line.step))) compared.differing++;
    }
  }
  return compared;
}

/** A run as `kindling.db` has it. */
function storedRun(home: string, id: string) {
  const stores = openStores(join(home, 'kindling.db'));
  try {
    return { run: stores.runs.get(id), history: stores.runs.history(id, 0), models: stores.models.list() };
  } finally {
    stores.close();
  }
}

/** How many models there are. */
export function storedModels(home: string): number {
  const stores = openStores(join(home, 'kindling.db'));
  try {
    return stores.models.list().length;
  } finally {
    stores.close();
  }
}

/** A run as `kindling runs --json` tells it. */
export function toldRuns(home: string): (Run & { resumable: boolean })[] {
  return kindling<{ runs: (Run & { resumable: boolean })[] }>(home, ['runs'])[0]?.runs ?? [];
}

/** Holds what is stored of a finished run against the reference: each step once, the same losses, texts and weights. */
export function checkFinished(findings: Findings, home: string, id: string, reference: Reference): void {
  const { steps: count } = reference.shape;
  const { history, models } = storedRun(home, id);
  const told = toldRuns(home).find((run) => run.id === id);
  const steps = history.steps.map(({ step }) => step);
  const every = Array.from({ length: count }, (_, index) => index + 1);
  findings.check(
    steps.join() === every.join(),
    `run ${id}: its stored history has each of ${count} steps once, and not ${ranges(steps)}`,
  );
  const differing = history.steps.filter(({ step, loss }) => !Object.is(loss, reference.losses.get(step))).length;
  findings.check(differing === 0, `run ${id}: ${differing} stored losses differ`);
  const asText = (evaluations: Iterable<readonly [number, number]>) => JSON.stringify([...evaluations]);
  findings.check(
    asText(history.evaluations.map(({ step, validationLoss }) => [step, validationLoss])) ===
      asText(reference.evaluations),
    `run ${id}: its stored evaluations are the reference's`,
  );
  findings.check(
    JSON.stringify(history.samples) === JSON.stringify(reference.samples),
    `run ${id}: its stored texts are the reference's`,
  );
  findings.check(
    told?.state === 'done' && told.step === count && told.workerPid === null && told.error === null && !told.resumable,
    `run ${id}: \`runs\` tells that it is done, and not ${JSON.stringify(told)}`,
  );
  findings.check(
    told?.weightsSha256 === reference.weightsSha256,
    `run ${id}: its weights are the reference's, and not ${told?.weightsSha256}`,
  );
  findings.check(
    told?.checkpoints.at(-1)?.step === count && told.firstLoss === reference.losses.get(1),
    `run ${id}: \`runs\` tells its checkpoints and first loss, and not ${JSON.stringify(told)}`,
  );
  findings.check(
    models.filter(({ runId }) => runId === id).length === 1 && models.some((model) => model.id === told?.modelId),
    `run ${id}: it has one model`,
  );
}

/** `1–5, 8` */
function ranges(numbers: readonly number[]): string {
  const parts: [number, number][] = [];
  for (const number of numbers) {
    const last = parts.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else parts.push([number, number]);
  }
  return parts.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ') || 'none';
}
