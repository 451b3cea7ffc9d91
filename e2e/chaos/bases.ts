import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../main/ml/random.ts';
import { atExit } from '../bench/processes.ts';
import { kindling } from '../helpers/studioProcess.ts';
import type { Findings } from './findings.ts';
import { addBase, BASE_FOLDER } from './ownBase.ts';
import { checkFinished, importProducts, toldRuns, trainReference } from './reference.ts';
import { withFolder } from './temporary.ts';
import { newRun, type RunShape, TrainingProcess } from './trainingProcess.ts';

/**
 * Models of others: the studio is killed while one is added and while what was trained on top of one is exported, and one goes or changes between a
 * pause and what follows it. What is listed is whole, what was trained is kept, and each refusal says why.
 */
export interface BasesOptions {
  seed: number;
  /** Of each kind. */
  kills: number;
  rows: number;
  shape: RunShape;
}

/** A start of the command line takes most of a second. */
const LONGEST_ADD_MS = 2500;
const LONGEST_EXPORT_MS = 6000;
const WEIGHTS = 'model.safetensors';
const CLI = join(import.meta.dirname, '..', '..', 'dist', 'main', 'cli.mjs');

export function bases(options: BasesOptions, findings: Findings, note: (text: string) => void): Promise<void> {
  return withFolder('bases', async (folder) => {
    const home = join(folder, 'home');
    const dataset = importProducts(home, options.rows);
    const random = new Random(options.seed);
    const base = await killAdding(home, random, options, findings);
    note('bases: added');
    const shape = { ...options.shape, base };
    const reference = await trainReference(home, dataset, shape);
    const id = await strand(home, dataset, shape, findings);
    checkFinished(findings, home, id, reference);
    note('bases: trained');
    await killExport(home, folder, random, options, findings);
  });
}

/** Is killed at once with its workers after a time; says whether it ended before. */
async function killAfter(home: string, args: readonly string[], ms: number): Promise<boolean> {
  const child = spawn(process.execPath, [CLI, ...args, '--home', home, '--json'], { detached: true, stdio: 'ignore' });
  const kill = () => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // It has ended.
    }
  };
  const ending = atExit(kill);
  const timer = setTimeout(kill, ms);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  ending.callOff();
  return code === 0;
}

interface Listed {
  models: { id: string; path: string; sha256?: string }[];
}

async function killAdding(home: string, random: Random, { kills }: BasesOptions, findings: Findings): Promise<string> {
  const id = addBase(home);
  const folder = join(home, '..', BASE_FOLDER);
  for (let round = 0; round < kills; round++) {
    // One that is listed is looked at again: what is known of it has to outlive that.
    if (await killAfter(home, ['model', 'add', folder], random.next() * LONGEST_ADD_MS)) findings.count('added before');
    else findings.count('killed while adding');
    const models = kindling<Listed>(home, ['model', 'list']).flatMap(({ models }) => models ?? []);
    findings.check(
      models.length === 1 && models[0]?.id === id,
      `a kill while a model is added leaves the list as it was, and not ${JSON.stringify(models)}`,
    );
  }
  return id;
}

/** A run that is killed, whose model is then gone, then another one, then back. Gives its id. */
async function strand(home: string, dataset: string, shape: RunShape, findings: Findings): Promise<string> {
  const before = new Set(toldRuns(home).map(({ id }) => id));
  const begun = new TrainingProcess(home, newRun(dataset, shape));
  begun.onLine((line) => {
    if (line.event === 'checkpoint' && line.step > 0) begun.killAll();
  });
  await begun.ended();
  const id = toldRuns(home).find((run) => !before.has(run.id))?.id ?? '';
  const weights = join(home, '..', BASE_FOLDER, WEIGHTS);
  const trained = contentOf(join(home, 'runs', id));
  const resume = async (code: string | null, when: string): Promise<void> => {
    const again = new TrainingProcess(home, ['--resume', id]);
    await again.ended();
    if (code === null) return;
    findings.check(again.error?.code === code, `${when}, going on ends with ${code}, and not ${again.error?.code}`);
    findings.check(contentOf(join(home, 'runs', id)) === trained, `${when}, nothing that was trained is lost`);
    const told = toldRuns(home).find((run) => run.id === id);
    findings.check(told?.resumable === true, `${when}, the run can go on later, and not ${JSON.stringify(told)}`);
    findings.count('refused');
  };
  renameSync(weights, `${weights}.away`);
  await resume('base_missing', 'without its model');
  renameSync(`${weights}.away`, weights);
  const { length } = readFileSync(weights);
  appendFileSync(weights, ' ');
  await resume('base_not_same', 'with another model in its place');
  truncateSync(weights, length);
  await resume(null, 'with its model back');
  return id;
}

/** Of the checkpoints of a run. */
function contentOf(run: string): string {
  const hash = createHash('sha256');
  for (const entry of readdirSync(run, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.parentPath.includes('checkpoint-')) continue;
    const path = join(entry.parentPath, entry.name);
    hash.update(path).update(readFileSync(path));
  }
  return hash.digest('hex');
}

async function killExport(
  home: string,
  folder: string,
  random: Random,
  { kills }: BasesOptions,
  findings: Findings,
): Promise<void> {
  const model = toldRuns(home)[0]?.modelId ?? '';
  const out = join(folder, 'exports');
  mkdirSync(out);
  const args = (name: string) => ['export', '--model', model, '--format', 'hf', '--out', join(out, name)];
  kindling(home, args('whole'));
  const whole = filesOf(join(out, 'whole'));
  for (let round = 0; round < kills; round++) {
    const name = `killed-${round}`;
    const ended = await killAfter(home, args(name), random.next() * LONGEST_EXPORT_MS);
    findings.count(ended ? 'exported before' : 'killed while exporting');
    const target = join(out, name);
    findings.check(
      !existsSync(target) || filesOf(target) === whole,
      `a kill while a model is exported leaves all of it or nothing, and not ${filesOf(target)}`,
    );
    if (!existsSync(target)) kindling(home, args(name));
    findings.check(filesOf(target) === whole, 'after it the same export is made');
  }
}

const filesOf = (folder: string): string =>
  existsSync(folder)
    ? readdirSync(folder)
        .sort()
        .map(
          (name) =>
            `${name} ${createHash('sha256')
              .update(readFileSync(join(folder, name)))
              .digest('hex')
              .slice(0, 8)}`,
        )
        .join(', ')
    : 'nothing';
