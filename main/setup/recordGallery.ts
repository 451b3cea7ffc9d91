import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MeasuredText, MeasureReport } from '../../shared/domain/models/measures.ts';
import { type RecipeRequest, taskOf, writesTexts } from '../../shared/domain/tasks/index.ts';
import { SAMPLE_TASKS, SAMPLES, type SampleTask, TASK_IDS, type TaskId } from '../../shared/domain/tasks/sampleTask.ts';

/**
 * Records what small models write or tell for the tasks of the first page: trains one for each with the studio's own command line, measures it on rows
 * that it never trained on, and keeps the figures and the first text, whatever it is. Run by hand after a change to the samples, to a task's
 * recipe or to training; a test compares recipes and rows. `node main/setup/recordGallery.ts [TASK…]`: two minutes a task on two quiet cores.
 */
const SIZE = 'nano';
/** Of models that write, and of those that tell: a label is learned sooner than a text. */
const STEPS = { writes: 1500, tells: 300 };
const SEED = 1;

const root = join(import.meta.dirname, '..', '..');
const file = join(root, 'renderer', 'features', 'datasets', 'gallery.json');
const asked = process.argv.slice(2);
const unknown = asked.find((task) => !TASK_IDS.some((id) => id === task));
if (unknown !== undefined) throw new Error(`no task is called ${unknown}: ${TASK_IDS.join(', ')}`);
const home = mkdtempSync(join(tmpdir(), 'kindling-gallery-'));

interface Event {
  event?: string;
  dataset: { id: string };
  run: string;
  model: string;
  steps: number;
  runs: { id: string; elapsedMs: number }[];
}

/** The last of the JSON lines that a command prints. */
async function kindling<T = Event>(...options: (string | number)[]): Promise<T> {
  const command = ['run', '-s', 'kindling', '--', ...options.map(String), '--home', home, '--json'];
  const child = spawn('npm', command, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  for await (const part of child.stdout.setEncoding('utf8')) printed += part;
  return JSON.parse(printed.trim().split('\n').at(-1) ?? '');
}

const recipeOptions = (recipe: RecipeRequest): string[] => {
  if (recipe.kind === 'chat') return ['--recipe', recipe.kind, '--input', recipe.messages];
  if (recipe.kind !== 'continue' && !('inputs' in recipe)) throw new Error(`no sample is for ${recipe.kind}`);
  return recipe.kind === 'continue'
    ? ['--recipe', recipe.kind, '--template', recipe.template ?? '']
    : ['--recipe', recipe.kind, '--input', recipe.inputs.join(','), '--output', recipe.output];
};

async function record({ sample, recipe }: SampleTask) {
  const { dataset } = await kindling('import', join(root, 'resources', SAMPLES[sample].file));
  const steps = STEPS[writesTexts(taskOf(recipe).kind) ? 'writes' : 'tells'];
  const budget = ['--size', SIZE, '--steps', steps, '--seed', SEED];
  const done = await kindling('train', '--dataset', dataset.id, ...recipeOptions(recipe), ...budget);
  if (done.event !== 'done') throw new Error(JSON.stringify(done));
  const run = (await kindling('runs')).runs.find(({ id }) => id === done.run);
  const measured = await kindling<Omit<MeasureReport, 'texts'> & { texts: MeasuredText[] }>(
    ...['evaluate', '--model', done.model, '--seed', SEED],
  );
  const { fields, metrics, baselines, texts } = measured;
  const [first] = texts;
  return {
    ...{ recipe, steps: done.steps, elapsedMs: run?.elapsedMs ?? 0 },
    report: { texts: texts.length, fields, metrics, baselines },
    written: { given: first?.inputs.map(({ value }) => value) ?? [], output: first?.output.trim() ?? '' },
  };
}

const recorded: Partial<Record<TaskId, unknown>> = asked.length > 0 ? JSON.parse(readFileSync(file, 'utf8')) : {};
try {
  for (const task of TASK_IDS) {
    if (asked.length === 0 || asked.includes(task)) recorded[task] = await record(SAMPLE_TASKS[task]);
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}
writeFileSync(file, `${JSON.stringify(recorded, null, 2)}\n`);
