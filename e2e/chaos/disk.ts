import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '../../main/db/open.ts';
import { CheckpointFolder } from '../../main/workers/train/checkpoints.ts';
import { ModelConfig } from '../../shared/domain/architectures/index.ts';
import { AppError } from '../../shared/errors/errors.ts';
import { type StudioProcess, startStudio } from '../helpers/studioProcess.ts';
import type { Findings } from './findings.ts';
import { holdingAt, whileHeld } from './heldWorker.ts';
import { checkFinished, compareLines, importProducts, makeReference, type Reference, toldRuns } from './reference.ts';
import { connectStudio } from './studioClient.ts';
import { type SmallDisk, withSmallDisk } from './tmpfs.ts';
import { newRun, type RunShape, TrainingProcess } from './trainingProcess.ts';

/** Lets the disk of the home run full while a run trains: it is set aside and goes on when there is room, and nothing is lost. */
export interface DiskOptions {
  rows: number;
  shape: RunShape;
  /** Of these rows and this shape, if there is one already. */
  reference?: Reference;
  /** Room that the filler leaves, in bytes: with none the database is hit first, with some it is a checkpoint. */
  leave: readonly number[];
  /** Whether it is done in a running studio, too, and not by the command line alone. */
  studio: boolean;
}

const DISK_MEGABYTES = 64;

export function disk(options: DiskOptions, findings: Findings, note: (text: string) => void): Promise<void> {
  return withSmallDisk(DISK_MEGABYTES, async (smallDisk) => {
    const reference = options.reference ?? (await makeReference(options.rows, options.shape));
    findings.figures.engine = `${reference.engine}, ${reference.precision}`;
    const trial = new Trial(smallDisk, reference, findings);
    for (const leave of options.leave) {
      note(`disk: full but for ${leave} bytes`);
      await trial.commandLine(options.rows, leave);
    }
    if (!options.studio) return;
    note('disk: full under a studio');
    await trial.studio(options.rows);
  });
}

class Trial {
  readonly #disk: SmallDisk;
  readonly #reference: Reference;
  readonly #findings: Findings;
  #homes = 0;

  constructor(disk: SmallDisk, reference: Reference, findings: Findings) {
    this.#disk = disk;
    this.#reference = reference;
    this.#findings = findings;
  }

  async commandLine(rows: number, leave: number): Promise<void> {
    const findings = this.#findings;
    const promise = (text: string) => `${leave} bytes left: ${text}`;
    await this.#inHome(async (home) => {
      const request = newRun(importProducts(home, rows), this.#reference.shape);
      const training = new TrainingProcess(home, request, this.#holding());
      this.#fillMidway(training, leave);
      const exitCode = await training.ended();
      const { error, stderr } = training;
      const run = training.find('started')?.run ?? '';
      findings.check(exitCode === 1 && error?.code === 'disk_full', promise(`it says so: ${exitCode} ${stderr}`));
      findings.check(stderr.includes('There is no room left on the disk'), promise(`it says so in words: ${stderr}`));
      findings.count('times that the disk ran full');
      await this.#checkStored(home, run, training, promise);
      // Room can be made by deleting something, and for that it has to be opened.
      this.#disk.fill(0);
      findings.check(toldRuns(home)[0]?.id === run, promise('the studio opens on the full disk'));

      this.#disk.makeRoom();
      const told = toldRuns(home)[0];
      // What could not be written any more is that it was set aside; that it can go on is known all the same.
      findings.check(
        (told?.state === 'paused' && told.error?.code === 'disk_full') || told?.state === 'interrupted',
        promise(`it is set aside, and not ${told?.state} with ${told?.error?.code}`),
      );
      findings.count(`told after the end of the process: ${told?.state}`);
      const resumed = new TrainingProcess(home, ['--resume', run]);
      await resumed.ended();
      findings.check(resumed.find('done') !== undefined, promise(`it goes on when there is room: ${resumed.stderr}`));
      const { differing } = compareLines(this.#reference, [...training.lines, ...resumed.lines]);
      findings.check(differing === 0, promise(`${differing} reported losses differ`));
      checkFinished(findings, home, run, this.#reference);
    });
  }

  async studio(rows: number): Promise<void> {
    const findings = this.#findings;
    const promise = (text: string) => `in a studio: ${text}`;
    await this.#inHome(async (home) => {
      const dataset = importProducts(home, rows);
      const studio = await this.#startHolding(home);
      const { client, close } = await connectStudio(home);
      try {
        const training = new TrainingProcess(home, newRun(dataset, this.#reference.shape));
        this.#fillMidway(training, 0);
        await training.ended();
        const id = training.find('started')?.run ?? '';
        const run = await client.runs.get({ id });
        findings.check(
          run.state === 'paused' && run.error?.code === 'disk_full',
          promise(`the run is paused, as the disk is full, and not ${run.state} with ${run.error?.code}`),
        );
        findings.count('times that the disk ran full');
        const info = await client.host.info({});
        findings.check(info.home === home, promise('the host answers'));
        const refused = await client.settings.set({ theme: 'dark' }).catch((error: unknown) => error);
        findings.check(
          !(refused instanceof AppError) || refused.code === 'disk_full',
          promise(`a setting that cannot be stored is refused as such: ${refused}`),
        );
        // A rename and a tag are shown at once, and stored when there is room.
        await client.runs.rename({ id, name: 'renamed' });
        this.#disk.makeRoom();
        await client.runs.resume({ id });
        for await (const _ of client.runs.watch({ id, fromStep: 0 }));
        await close();
        await studio.stop();
        checkFinished(findings, home, id, this.#reference);
        findings.check(toldRuns(home)[0]?.name === 'renamed', promise('what was changed meanwhile is stored'));
      } finally {
        await close();
        await studio.kill();
      }
    });
  }

  async #inHome<T>(work: (home: string) => Promise<T>): Promise<T> {
    try {
      return await work(join(this.#disk.folder, `${++this.#homes}`, 'home'));
    } finally {
      this.#disk.empty();
    }
  }

  /** The newest checkpoint of the first half of its steps. */
  get #holdStep(): number {
    const { steps, saveSteps } = this.#reference.shape;
    return Math.floor(steps / 2 / saveSteps) * saveSteps;
  }

  #holding(): Record<string, string> {
    return holdingAt(this.#holdStep, join(this.#disk.folder, '..'));
  }

  /** A studio whose training processes are held: they get its environment. */
  async #startHolding(home: string): Promise<StudioProcess> {
    const before = { ...process.env };
    Object.assign(process.env, this.#holding());
    try {
      return await startStudio(home);
    } finally {
      for (const name of Object.keys(this.#holding())) {
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      }
    }
  }

  /** With half of the steps to go: the training process waits until the disk is full. */
  #fillMidway(training: TrainingProcess, leave: number): void {
    training.onLine((line) => {
      if (line.event !== 'started') return;
      const held = whileHeld(line.workerPid, () => this.#disk.fill(leave));
      void held.then((was) => this.#findings.check(was, `the run was held at step ${this.#holdStep}`));
    });
  }

  /** On the full disk: the database is whole, and the newest checkpoint is the last one that was reported. */
  async #checkStored(home: string, run: string, training: TrainingProcess, promise: (text: string) => string) {
    const findings = this.#findings;
    const database = openDatabase(join(home, 'kindling.db'), { readonly: true });
    const integrity = database.pragma('integrity_check', { simple: true });
    database.close();
    findings.check(integrity === 'ok', promise(`the database is whole: ${integrity}`));
    const folder = join(home, 'runs', run);
    const reported = training.find('checkpoint')?.step ?? -1;
    const config = ModelConfig.parse(
      JSON.parse(readFileSync(join(folder, `checkpoint-${reported}`, 'config.json'), 'utf8')),
    );
    const newest = await new CheckpointFolder(folder, config, () => 'fp32').newest();
    const step = newest?.snapshot.state.step ?? -1;
    findings.check(step >= reported, promise(`the checkpoint of step ${reported} loads, and not that of ${step}`));
  }
}
