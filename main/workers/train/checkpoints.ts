import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { Precision } from '../../../shared/domain/engines/execution.ts';
import type { Checkpoint } from '../../../shared/domain/runs/run.ts';
import type { OptimizerName } from '../../../shared/domain/runs/settings.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { asWriteError, removeFolder, writeFolder, writeWholeFile } from '../../files/fileSink.ts';
import {
  CONFIG_FILE,
  TOKENIZER_CONFIG_FILE,
  TOKENIZER_FILE,
  WEIGHTS_FILE,
  writeJson,
} from '../../formats/huggingface/modelFiles.ts';
import { encodeSafetensors, parseSafetensors, readF32 } from '../../formats/huggingface/safetensors.ts';
import { parameterShapes } from '../../ml/architectures/model.ts';
import type { Weights } from '../../ml/architectures/parameters.ts';
import { notFinite } from '../../ml/train/finite.ts';
import { DEFAULT_OPTIMIZER, optimizerState } from '../../ml/train/optimizers/index.ts';
import type { Snapshot, TrainerState } from '../../ml/train/trainerState.ts';
import type { CheckpointKeeper } from '../../ml/train/training.ts';
import { ADAPTER_CONFIG_FILE, ADAPTER_WEIGHTS_FILE } from '../../ml/tuning/peft.ts';
import { COMPRESSED, compressed, decompressed } from './compressedPart.ts';

/*
 * A checkpoint is a folder `checkpoint-<step>` of the run's folder: the model as a Hugging Face folder, or what is trained of a base as an
 * adapter in PEFT's files, what the optimizer keeps under the names
 * that it gives it (AdamW: `first.<parameter>` and `second.<parameter>`), and all else in `state.json`, with the SHA-256 of each of the others and of itself. An
 * adapter and what the optimizer keeps of it are compressed, but for those of earlier versions. The
 * folder is whole or absent (`writeFolder`); the hashes tell what a disk has done to it since. Only checkpoints that are known to be whole
 * are ever removed: one that is damaged, of another model or of another version is passed over, and set aside once it is in the way.
 */
const OPTIMIZER_FILE = 'optimizer.safetensors';
const STATE_FILE = 'state.json';
const FORMAT = 1;
const NAME = /^checkpoint-(\d+)$/;
const ASIDE = 'set-aside-';
/** What a process left that was killed while it wrote or removed one. */
const UNFINISHED = /^\.checkpoint-\d+\.(partial|replaced|removed)$/;
/** Besides the best one. One more than the newest, in case that one cannot be read. */
const KEPT = 2;

const uint32 = z.number().int().min(0).max(0xffffffff);
const natural = z.number().int().nonnegative();
const StepLossSchema = z.object({ step: natural, validationLoss: z.number() });
const TrainerStateSchema = z.object({
  step: natural,
  elapsedMs: z.number().nonnegative(),
  stepsMs: z.number().nonnegative(),
  timedSteps: natural.nullable().default(null),
  timedTokens: natural.nullable().default(null),
  batches: z.object({
    random: z.tuple([uint32, uint32, uint32, uint32]),
    epoch: natural,
    document: natural,
    token: natural,
  }),
  evaluationBatches: natural.nullable(),
  lastEvaluation: StepLossSchema.nullable(),
  best: StepLossSchema.extend({ measured: z.number().optional() }).nullable(),
  evaluationsSinceBest: natural,
}) satisfies z.ZodType<TrainerState>;

const StateContent = z.object({
  format: z.literal(FORMAT),
  trainer: TrainerStateSchema,
  /** Of the matrix products. It is measured at each start, and another one would give other losses. */
  precision: Precision,
  createdAt: z.string(),
  /** SHA-256 of each other file. */
  files: z.record(z.string(), z.string()),
  /** Of a run that started from a model: which one, and the SHA-256 of the run's tokenizer, of which there is no copy. */
  base: z.object({ sha256: z.string(), tokenizer: z.string() }).optional(),
});
type StateContent = z.infer<typeof StateContent>;
const StateFile = z.object({ sha256: z.string(), content: StateContent });

/** A run that started from a model: its checkpoints hold what is trained, and say of which model. */
export interface Tuned {
  /** `BaseWeights.sha256`. */
  baseSha256: string;
  /** `adapterConfig`, where what is trained is an adapter and no whole model. */
  adapter: Record<string, unknown> | null;
}

export interface LoadedCheckpoint {
  snapshot: Snapshot;
  precision: Precision;
}

/** The folder of a run's checkpoints. One process writes there at a time. */
export class CheckpointFolder implements CheckpointKeeper {
  readonly #run: string;
  readonly #config: ModelConfig;
  readonly #precision: () => Precision;
  readonly #shapes: ReadonlyMap<string, readonly number[]>;
  /** Of what the optimizer keeps. */
  readonly #optimizer: ReadonlyMap<string, readonly number[]>;
  readonly #tuned: Tuned | null;
  /** Steps of those that this process has written, or read as a whole. */
  readonly #whole = new Set<number>();

  /**
   * @param run the run's folder, with its tokenizer
   * @param shapes of all that is trained; those of a body with its own head where they are left out
   * @param tuned `null` for a run that started from nothing
   * @param optim the run's; a checkpoint of another one is not whole to it
   */
  constructor(
    run: string,
    config: ModelConfig,
    precision: () => Precision,
    shapes: ReadonlyMap<string, readonly number[]> = parameterShapes(config),
    tuned: Tuned | null = null,
    optim: OptimizerName = DEFAULT_OPTIMIZER,
  ) {
    this.#tuned = tuned;
    this.#run = run;
    this.#config = config;
    this.#precision = precision;
    this.#shapes = shapes;
    this.#optimizer = optimizerState(optim, shapes);
  }

  /**
   * Keeps the two newest and the best one. Those of later steps are of a training that went on from an earlier one instead.
   *
   * @throws AppError `disk_full`, `write_failed`, and `file_unreadable` when the disk does not give it back; the others stay
   */
  async save(snapshot: Snapshot): Promise<Checkpoint[]> {
    const { step, best } = snapshot.state;
    if (existsSync(this.#folderOf(step)) && !(await this.#isWhole(step))) await this.#setAside(step);
    await writeFolder(this.#folderOf(step), (folder) => this.#write(folder, snapshot));
    this.#whole.add(step);
    const steps = await checkpointSteps(this.#run);
    const earlier = steps.filter((one) => one <= step);
    const kept = earlier.filter((one, index) => index >= earlier.length - KEPT || one === best?.step);
    for (const one of steps) if (!kept.includes(one)) await this.#drop(one);
    const listed = await this.list(best?.step ?? null);
    // What is not read now will not be when it is needed.
    if (!listed.some((checkpoint) => checkpoint.step === step)) await this.#readState(this.#folderOf(step));
    return listed;
  }

  async parameters(step: number): Promise<Weights | null> {
    const read = await this.#read(step, 'parameters').catch((error: unknown) => {
      if (!isInvalid(error)) throw error;
      console.error(error.message);
      return null;
    });
    if (!read) return null;
    const { values } = read;
    return new Map(
      Array.from(this.#shapes, ([name, shape]) => [
        name,
        { shape: [...shape], data: values.get(name) as Float32Array },
      ]),
    );
  }

  get #weightsFile(): string {
    return this.#tuned?.adapter ? ADAPTER_WEIGHTS_FILE : WEIGHTS_FILE;
  }

  /**
   * The newest checkpoint that is whole; newer ones, which are not, stay where they are. `null` when there never was one.
   *
   * @throws AppError `file_unreadable` when the disk does not let it be read: it may be whole; `checkpoints_unusable` when there are
   *   some and none is whole
   */
  async newest(): Promise<LoadedCheckpoint | null> {
    await this.#removeUnfinished();
    const steps = await checkpointSteps(this.#run);
    const problems: AppError[] = [];
    for (const step of steps.toReversed()) {
      try {
        return await this.at(step);
      } catch (error) {
        if (!isInvalid(error)) throw error;
        console.error(error.message);
        problems.push(error);
      }
    }
    const [newest] = problems;
    if (newest) throw unusable(this.#run, steps, String(newest.details.problem));
    return null;
  }

  /**
   * The checkpoint that a run goes on from; `null` where it begins.
   *
   * @param from its step, where that was chosen; `null` is the newest one
   * @param hasTrained it does not begin again where nothing is to go on from: that would overwrite what was trained
   * @throws AppError as `newest` and `at`
   */
  async resume(from: number | null, hasTrained: boolean): Promise<LoadedCheckpoint | null> {
    const found = from === null ? await this.newest() : await this.at(from);
    if (!found && hasTrained) throw unusable(this.#run, [], 'there is none in its folder');
    return found;
  }

  /**
   * The checkpoint of a step.
   *
   * @throws AppError `checkpoint_invalid`, `model_invalid`; `run_data_damaged` when the run's folder has another tokenizer;
   *   `file_unreadable` as `newest`
   */
  async at(step: number): Promise<LoadedCheckpoint> {
    if (!(await checkpointSteps(this.#run)).includes(step)) throw invalid(this.#folderOf(step), 'it is not there');
    const { content, values } = await this.#read(step);
    await this.#checkTokenizer(content);
    return { snapshot: { state: content.trainer, values }, precision: content.precision };
  }

  /** The corpus is read with the run's tokenizer, and the weights know that of their checkpoint. */
  async #checkTokenizer({ files, base }: StateContent): Promise<void> {
    const own = await readPart(this.#run, TOKENIZER_FILE).catch((error: unknown) => {
      if (isInvalid(error)) return null;
      throw error;
    });
    if (own && sha256(own) === (base?.tokenizer ?? files[TOKENIZER_FILE])) return;
    const problem = own ? 'it is not the one that the checkpoint was trained with' : 'it is missing';
    throw new AppError('run_data_damaged', { file: join(this.#run, TOKENIZER_FILE), problem });
  }

  /** What is there, ascending. */
  async list(best: number | null): Promise<Checkpoint[]> {
    const steps = await checkpointSteps(this.#run);
    const described = await Promise.all(steps.map((step) => this.#describe(step, best)));
    return described.filter((checkpoint) => checkpoint !== null);
  }

  async #write(folder: string, { state, values }: Snapshot): Promise<void> {
    const files: Record<string, string> = {};
    const write = async (file: string, shapes: ReadonlyMap<string, readonly number[]>) => {
      const chunks = encodeSafetensors(tensors(shapes));
      // All weights stay as they are: it is a folder that others load a model from, and gigabytes would take seconds at each checkpoint.
      const [name, content] = this.#tuned?.adapter ? [file + COMPRESSED, [await compressed(chunks)]] : [file, chunks];
      const hash = createHash('sha256');
      for (const chunk of content) hash.update(chunk);
      await writeWholeFile(join(folder, name), content);
      files[name] = hash.digest('hex');
    };
    const tensors = (shapes: ReadonlyMap<string, readonly number[]>) =>
      new Map(
        Array.from(shapes, ([name, shape]) => [name, { shape: [...shape], data: values.get(name) as Float32Array }]),
      );
    const tuned = this.#tuned;
    await write(this.#weightsFile, this.#shapes);
    await write(OPTIMIZER_FILE, this.#optimizer);
    await writeJson(join(folder, CONFIG_FILE), this.#config);
    if (tuned?.adapter) await writeJson(join(folder, ADAPTER_CONFIG_FILE), tuned.adapter);
    // A base's tokenizer is as large as what is trained of it; it is the run's.
    const copied = tuned ? [] : [TOKENIZER_FILE, TOKENIZER_CONFIG_FILE];
    for (const file of copied) await copyFile(join(this.#run, file), join(folder, file));
    for (const file of [CONFIG_FILE, ...(tuned?.adapter ? [ADAPTER_CONFIG_FILE] : []), ...copied]) {
      files[file] = sha256(await readFile(join(folder, file)));
    }
    const content: StateContent = {
      format: FORMAT,
      trainer: state as StateContent['trainer'],
      precision: this.#precision(),
      createdAt: new Date().toISOString(),
      files,
      ...(tuned && {
        base: { sha256: tuned.baseSha256, tokenizer: sha256(await readFile(join(this.#run, TOKENIZER_FILE))) },
      }),
    };
    await writeJson(join(folder, STATE_FILE), { sha256: sha256(JSON.stringify(content)), content });
  }

  /** @throws AppError `checkpoint_invalid`, `base_changed` */
  async #read(
    step: number,
    wanted: 'all' | 'parameters' = 'all',
  ): Promise<{ content: StateContent; values: Map<string, Float32Array> }> {
    const folder = this.#folderOf(step);
    const content = await this.#readState(folder);
    this.#checkBase(folder, content);
    const parts = new Map<string, Buffer>();
    for (const [file, expected] of Object.entries(content.files)) {
      // Of all weights of a model it is twice as large as these: nobody looks at it who wants them alone.
      if (wanted === 'parameters' && [OPTIMIZER_FILE, OPTIMIZER_FILE + COMPRESSED].includes(file)) continue;
      const part = await readPart(folder, file);
      if (sha256(part) !== expected) throw invalid(folder, `${file} was changed`);
      parts.set(file, part);
    }
    const values = new Map<string, Float32Array>();
    const take = async (file: string, shapes: ReadonlyMap<string, readonly number[]>) => {
      const path = join(folder, file);
      const packed = parts.get(file + COMPRESSED);
      const content = packed ? await unpack(folder, file + COMPRESSED, packed, shapes) : parts.get(file);
      const { tensors } = parseSafetensors(content ?? Buffer.alloc(0), path);
      for (const [name, shape] of shapes) {
        const stored = tensors.get(name);
        if (stored?.shape.join() !== shape.join()) throw invalid(folder, `${file} has no ${name}`);
        values.set(name, readF32(stored, name, path));
      }
    };
    await take(this.#weightsFile, this.#shapes);
    if (wanted === 'all') await take(OPTIMIZER_FILE, this.#optimizer);
    const broken = notFinite(values);
    // Nothing can be learned from there, whatever the learning rate.
    if (broken !== null) throw invalid(folder, `${broken} has values that are not finite`);
    if (wanted === 'all') this.#whole.add(step);
    return { content, values };
  }

  /** What was trained beside one model says nothing beside another. @throws AppError `base_changed` */
  #checkBase(path: string, { base }: StateContent): void {
    const [trained, given] = [base?.sha256, this.#tuned?.baseSha256];
    if (trained !== given) throw new AppError('base_changed', { path, trained: trained ?? null, given: given ?? null });
  }

  async #readState(folder: string): Promise<StateContent> {
    const text = (await readPart(folder, STATE_FILE)).toString();
    try {
      const raw = JSON.parse(text);
      const { sha256: expected, content } = StateFile.parse(raw);
      if (sha256(JSON.stringify(raw.content)) !== expected) throw new Error('it was changed');
      return content;
    } catch (error) {
      throw invalid(folder, `${STATE_FILE}: ${error instanceof z.ZodError ? z.prettifyError(error) : error}`);
    }
  }

  /** `null` for what a process that was killed while removing it has left. */
  async #describe(step: number, best: number | null): Promise<Checkpoint | null> {
    const folder = this.#folderOf(step);
    const state = await this.#readState(folder).catch((error: unknown) => {
      if (isInvalid(error)) return null;
      throw error;
    });
    if (!state) return null;
    const { trainer, createdAt } = state;
    const { elapsedMs, lastEvaluation } = trainer;
    return {
      step,
      elapsedMs,
      validationLoss: lastEvaluation?.step === step ? lastEvaluation.validationLoss : null,
      best: step === best,
      bytes: await readable(folder, () => folderBytes(folder)),
      createdAt,
    };
  }

  async #isWhole(step: number): Promise<boolean> {
    if (this.#whole.has(step)) return true;
    try {
      await this.#read(step);
      return true;
    } catch (error) {
      if (isInvalid(error)) return false;
      throw error;
    }
  }

  /** Removes one that is not needed, or takes its name from one that is not understood: it is not this program's to remove. */
  async #drop(step: number): Promise<void> {
    try {
      if (await this.#isWhole(step)) await removeFolder(this.#folderOf(step));
      else await this.#setAside(step);
    } catch (error) {
      // One that stays costs room, and no more: it is tried again after the next checkpoint.
      console.error((error as Error).message);
    }
  }

  async #setAside(step: number): Promise<void> {
    const names = await readable(this.#run, () => readdir(this.#run));
    const name = `${ASIDE}checkpoint-${step}`;
    let free = name;
    for (let number = 2; names.includes(free); number++) free = `${name}-${number}`;
    await rename(this.#folderOf(step), join(this.#run, free)).catch((error) => {
      throw asWriteError(error, this.#folderOf(step));
    });
  }

  async #removeUnfinished(): Promise<void> {
    for (const name of await readable(this.#run, () => readdir(this.#run))) {
      if (!UNFINISHED.test(name)) continue;
      const folder = join(this.#run, name);
      await rm(folder, { recursive: true, force: true }).catch((error) => console.error(error.message));
    }
  }

  #folderOf(step: number): string {
    return join(this.#run, `checkpoint-${step}`);
  }
}

/** Steps of the checkpoints in a run's folder, ascending; their content is not looked at. */
export async function checkpointSteps(run: string): Promise<number[]> {
  const names = await readable(run, () => readdir(run));
  return names
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

async function readPart(folder: string, file: string): Promise<Buffer> {
  const path = join(folder, file);
  return readable(path, async () => {
    try {
      return await readFile(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw invalid(folder, `${file} is missing`);
      throw error;
    }
  });
}

/** @throws AppError `checkpoint_invalid` */
async function unpack(folder: string, file: string, ...[frame, shapes]: Parameters<typeof decompressed>) {
  return decompressed(frame, shapes).catch((error: unknown) => {
    throw invalid(folder, `${file}: ${(error as Error).message}`);
  });
}

async function folderBytes(folder: string): Promise<number> {
  const sizes = await Promise.all((await readdir(folder)).map(async (file) => (await stat(join(folder, file))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function readable<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('file_unreadable', { file: path, problem: (error as Error).message }, { cause: error });
  }
}

const unusable = (run: string, steps: readonly number[], problem: string) =>
  new AppError('checkpoints_unusable', { path: run, steps: [...steps], problem });

const isInvalid = (error: unknown): error is AppError =>
  error instanceof AppError && (error.code === 'checkpoint_invalid' || error.code === 'model_invalid');

const invalid = (path: string, problem: string) => new AppError('checkpoint_invalid', { path, problem });

const sha256 = (content: Uint8Array | string): string => createHash('sha256').update(content).digest('hex');
