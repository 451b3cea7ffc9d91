import { mkdirSync, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../main/ml/random.ts';
import { isResumable } from '../../shared/domain/runs/run.ts';
import type { Findings } from './findings.ts';
import { addBase } from './ownBase.ts';
import {
  checkFinished,
  compareLines,
  importProducts,
  type Reference,
  storedModels,
  toldRuns,
  trainReference,
} from './reference.ts';
import { withFolder } from './temporary.ts';
import { newRun, type RunShape, TrainingProcess } from './trainingProcess.ts';

/**
 * Kills training at random moments and goes on, until the run is done: it must be the run that nothing came in the way of, loss by loss and
 * bit by bit.
 */
export interface KillOptions {
  seed: number;
  kills: number;
  rows: number;
  shape: RunShape;
  /** Tunes a model of others instead of training a new one. */
  tuned?: boolean;
  /** Of these rows and this shape, if there is one already. */
  reference?: Reference;
  /** Kills in one run, after which it is let go on to its end. */
  killsPerRun: number;
  /** Of all kills, the share that is of the studio and not of its training process alone. */
  studioShare: number;
}

/** When: while the process starts, after a step, while a checkpoint is written, has just been written or is removed, while the model is saved. */
const MOMENTS = ['start', 'step', 'checkpoint', 'written', 'removal', 'saving'] as const;
type Moment = (typeof MOMENTS)[number];
/** Who: the training process; the studio, whose workers end by themselves; the studio and its workers at once. */
type Victim = 'worker' | 'studio' | 'all';

interface Kill {
  moment: Moment;
  victim: Victim;
  /** Steps to let go by before it. */
  afterSteps: number;
  delayMs: number;
}

/** A cold start of the native engine takes 2.5 s, a checkpoint 60 ms. */
const LONGEST_DELAY_MS: Record<Moment, number> = {
  ...{ start: 2500, step: 20, checkpoint: 60, written: 5, removal: 3, saving: 60 },
};

export function kills(options: KillOptions, findings: Findings, note: (text: string) => void): Promise<void> {
  return withFolder(options.tuned ? 'tuned' : 'kills', async (folder) => {
    const home = join(folder, 'home');
    const dataset = importProducts(home, options.rows);
    mkdirSync(join(home, 'models'), { recursive: true });
    const shape = options.tuned ? { ...options.shape, base: addBase(home) } : options.shape;
    const reference = options.reference ?? (await trainReference(home, dataset, shape));
    findings.figures.engine = `${reference.engine}, ${reference.precision}`;
    findings.figures['steps of a run'] = options.shape.steps;
    const random = new Random(options.seed);
    const tally = new Tally();
    while (tally.kills < options.kills) {
      const plan = planOf(random, Math.min(options.killsPerRun, options.kills - tally.kills), options);
      await torment({ home, dataset, reference, plan, findings, tally });
      note(`${options.tuned ? 'tuned' : 'kills'}: ${tally.kills} of ${options.kills}`);
    }
    tally.report(findings);
    const known = storedModels(home);
    findings.figures['model folders without a model'] = readdirSync(join(home, 'models')).length - known;
    findings.figures['weights SHA-256'] = reference.weightsSha256.slice(0, 16);
  });
}

/** The kills of a run; those while it saves its model come last, as nothing is left to train then. */
function planOf(random: Random, count: number, { shape, studioShare }: KillOptions): Kill[] {
  const order = random.shuffle(Array.from({ length: count }, (_, index) => index));
  const plan = order.map((place): Kill => {
    const studio: Victim = random.next() < 0.5 ? 'all' : 'studio';
    const victim = place < Math.round(studioShare * count) ? studio : 'worker';
    const moment = MOMENTS[random.integer(MOMENTS.length)] as Moment;
    return {
      ...{ moment, victim },
      afterSteps: 1 + random.integer(Math.ceil(shape.steps / Math.max(2, count / 2))),
      delayMs: random.next() * LONGEST_DELAY_MS[moment],
    };
  });
  return [...plan.filter(({ moment }) => moment !== 'saving'), ...plan.filter(({ moment }) => moment === 'saving')];
}

class Tally {
  kills = 0;
  runs = 0;
  resumes = 0;
  compared = 0;
  differing = 0;
  readonly lost: number[] = [];
  readonly byMoment = new Map<string, number>();

  killed({ moment, victim }: Kill): void {
    this.kills++;
    for (const kind of [`while: ${moment}`, `killed: ${victim}`]) {
      this.byMoment.set(kind, (this.byMoment.get(kind) ?? 0) + 1);
    }
  }

  report({ figures }: Findings): void {
    Object.assign(figures, { kills: this.kills, runs: this.runs, resumes: this.resumes });
    for (const [kind, count] of [...this.byMoment].sort()) figures[kind] = count;
    figures['losses compared'] = this.compared;
    figures['losses that differ'] = this.differing;
    figures['steps lost by a kill, at most'] = Math.max(0, ...this.lost);
    figures['steps lost by a kill, mean'] =
      this.lost.reduce((sum, one) => sum + one, 0) / Math.max(1, this.lost.length);
  }
}

interface Torment {
  home: string;
  dataset: string;
  reference: Reference;
  plan: readonly Kill[];
  findings: Findings;
  tally: Tally;
}

/** One run from its start over its kills to its end. */
async function torment({ home, dataset, reference, plan, findings, tally }: Torment): Promise<void> {
  const before = new Set(toldRuns(home).map(({ id }) => id));
  const ours = () => toldRuns(home).find(({ id }) => !before.has(id));
  const waiting = [...plan];
  let reached = 0;
  for (;;) {
    const run = ours();
    const training = new TrainingProcess(home, run ? ['--resume', run.id] : newRun(dataset, reference.shape));
    const kill = waiting.shift();
    const killed = kill !== undefined && (await strike(home, training, kill));
    await training.ended();
    if (killed && kill) tally.killed(kill);
    const compared = compareLines(reference, training.lines);
    tally.compared += compared.steps + compared.evaluations;
    tally.differing += compared.differing;
    findings.check(compared.differing === 0, `run ${run?.id}: ${compared.differing} reported losses differ`);
    const from = training.find('resumed')?.resumedFromStep;
    if (from !== undefined) {
      tally.resumes++;
      tally.lost.push(reached - from);
      findings.check(
        reached - from <= reference.shape.saveSteps,
        `run ${run?.id}: ${reached - from} steps were lost, more than are between two checkpoints`,
      );
    }
    const last = training.find('step')?.step;
    if (last !== undefined || from !== undefined) reached = last ?? from ?? 0;
    if (training.find('done')) break;
    const told = ours();
    if (!killed) {
      findings.check(false, `run ${run?.id}: nothing killed it, and it failed: ${training.stderr}`);
      return;
    }
    findings.check(
      told === undefined || (told.state === 'interrupted' && told.resumable && isResumable(told)),
      `run ${run?.id}: after a kill of ${kill?.victim} while ${kill?.moment} it can go on, and not ${JSON.stringify(told)}`,
    );
  }
  tally.runs++;
  checkFinished(findings, home, ours()?.id ?? '', reference);
}

/** Kills when the moment has come. `false` when the training came to its end before. */
async function strike(home: string, training: TrainingProcess, kill: Kill): Promise<boolean> {
  const { moment, victim, afterSteps, delayMs } = kill;
  let struck = false;
  const strikeNow = () => {
    if (training.find('done')) return;
    if (victim === 'worker') struck = training.killWorker() || struck;
    else struck = (victim === 'all' ? training.killAll() : training.killStudio()) || struck;
  };
  const timers: NodeJS.Timeout[] = [];
  const watchers: { close(): void }[] = [];
  let due = false;
  const strikeSoon = () => {
    if (due) return;
    due = true;
    timers.push(setTimeout(strikeNow, delayMs));
  };
  const strikeWhenSeen = (folder: string, pattern: RegExp, ready: () => boolean) => {
    watchers.push(watch(folder, (_, name) => pattern.test(name ?? '') && ready() && strikeSoon()));
  };
  let steps = 0;
  training.onLine((line) => {
    if (line.event === 'started' && line.workerPid !== null) {
      if (moment === 'start') strikeSoon();
      const ready = () => steps >= afterSteps;
      const runFolder = join(home, 'runs', line.run);
      if (moment === 'checkpoint') strikeWhenSeen(runFolder, /^\.checkpoint-\d+\.partial$/, ready);
      if (moment === 'written') strikeWhenSeen(runFolder, /^checkpoint-\d+$/, ready);
      if (moment === 'removal') strikeWhenSeen(runFolder, /^\.checkpoint-\d+\.removed$/, ready);
      if (moment === 'saving') strikeWhenSeen(join(home, 'models'), /^\..*\.partial$/, () => true);
    }
    if (line.event !== 'step') return;
    steps++;
    if (moment === 'step' && steps === afterSteps) strikeSoon();
  });
  await training.ended();
  for (const timer of timers) clearTimeout(timer);
  for (const watcher of watchers) watcher.close();
  return struck && !training.find('done');
}
