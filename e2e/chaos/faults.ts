import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { tinySnapshot } from '../../main/workers/train/testing/tinyRun.ts';
import type { Findings } from './findings.ts';
import type { SaveLine } from './saveCheckpoints.ts';
import { assertStrace, type Fault, type Injection, trace } from './strace.ts';
import { withFolder } from './temporary.ts';
import { TinyCheckpoints } from './tinyCheckpoints.ts';

/**
 * Saves a checkpoint again and again, and each time another one of the system calls that touch it fails, or is the last thing that the
 * process does. Whatever that does: there is a whole checkpoint, the last acknowledged one or a newer one, and saving goes on working.
 */
export interface FaultOptions {
  /** 1 takes every call, n every n-th one. */
  stride: number;
}

/** The checkpoint that faults are injected into; that of step 10 is removed for it. */
const [LAST_BEFORE, HIT] = [20, 30];
/** These look into the run's folder, too, and can be hit there in its place. */
const AFTER = [40, 50];
const FILES = [
  ...['config.json', 'model.safetensors', 'optimizer.safetensors', 'state.json'],
  ...['tokenizer.json', 'tokenizer_config.json'],
];

/** What can happen to a call. Reading and looking do not fail for want of room. */
const FAULTS: Record<string, readonly Fault[]> = {
  ...Object.fromEntries(
    [
      'write',
      'pwrite64',
      'writev',
      'copy_file_range',
      'sendfile',
      'fsync',
      'fdatasync',
      'mkdir',
      'openat',
      'rename',
    ].map((syscall) => [syscall, ['KILL', 'ENOSPC', 'EIO']]),
  ),
  ...Object.fromEntries(['unlink', 'unlinkat', 'rmdir', 'ftruncate'].map((syscall) => [syscall, ['KILL', 'EIO']])),
  ...Object.fromEntries(['close', 'read', 'statx', 'getdents64'].map((syscall) => [syscall, ['EIO']])),
};
const CODES: Record<Exclude<Fault, 'KILL'>, readonly string[]> = {
  // What was just written and cannot be read is told as such.
  ENOSPC: ['disk_full', 'file_unreadable'],
  EIO: ['write_failed', 'file_unreadable'],
};

export function faults(options: FaultOptions, findings: Findings, note: (text: string) => void): Promise<void> {
  assertStrace();
  return withFolder('faults', async (folder) => {
    const checkpoints = await TinyCheckpoints.make(folder);
    const experiment = new Experiment(checkpoints, join(folder, 'strace.log'), await bundled(folder), findings);
    const calls = experiment.countCalls();
    for (const [syscall, kinds] of Object.entries(FAULTS)) {
      const count = calls.get(syscall) ?? 0;
      for (const [index, fault] of kinds.entries()) {
        // Until one call after the last: that one must find nothing to hit.
        for (let when = 1 + (index % options.stride); when <= count; when += options.stride) {
          await experiment.inject({ syscall, fault, when });
        }
        if (count > 0 && options.stride === 1) await experiment.inject({ syscall, fault, when: count + 1 });
      }
      if (count > 0) note(`faults: ${syscall}, ${count} calls`);
    }
  });
}

/** What saves, as one file: under strace, reading some hundred sources takes twice as long as all else. */
async function bundled(folder: string): Promise<string> {
  const outfile = join(folder, 'saveCheckpoints.mjs');
  await build({
    ...{ entryPoints: [join(import.meta.dirname, 'saveCheckpoints.ts')], outfile, logLevel: 'error' },
    ...{ bundle: true, platform: 'node', format: 'esm', target: 'node24' },
    // Some packages are CommonJS.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return outfile;
}

class Experiment {
  readonly #checkpoints: TinyCheckpoints;
  readonly #log: string;
  readonly #script: string;
  readonly #findings: Findings;

  constructor(checkpoints: TinyCheckpoints, log: string, script: string, findings: Findings) {
    this.#checkpoints = checkpoints;
    this.#log = log;
    this.#script = script;
    this.#findings = findings;
  }

  countCalls(): Map<string, number> {
    const { calls, stdout, stderr } = this.#save();
    if (stdout.trim().split('\n').length !== 3) throw new Error(`checkpoints cannot be saved under strace: ${stderr}`);
    for (const [name, count] of calls) if (name in FAULTS) this.#findings.figures[`calls: ${name}`] = count;
    return calls;
  }

  async inject(injection: Injection): Promise<void> {
    const { syscall, fault, when } = injection;
    const promise = (text: string) => `${syscall} ${when} ${fault}: ${text}`;
    const { stdout, stderr, injected } = this.#save(injection);
    if (!injected) {
      this.#findings.count('runs in which there was nothing to hit');
      return;
    }
    this.#findings.count(`injected: ${fault}`);
    const lines = stdout.split('\n').flatMap((line): SaveLine[] => (line === '' ? [] : [JSON.parse(line)]));
    const saved = lines.flatMap((line) => ('saved' in line ? line.saved : []));
    const acknowledged = saved.at(-1) ?? LAST_BEFORE;
    for (const line of lines) if ('failed' in line) this.#checkFailure(line, fault, promise);
    if (fault !== 'KILL') {
      this.#findings.check(saved.length >= AFTER.length, promise(`all others are saved: ${stdout} ${stderr}`));
    }
    await this.#checkFolder(acknowledged, promise);
  }

  #checkFailure(
    { failed, code, newest }: Extract<SaveLine, { failed: number }>,
    fault: Fault,
    promise: (text: string) => string,
  ) {
    const before = [LAST_BEFORE, HIT, ...AFTER].findLast((step) => step < failed);
    this.#findings.count(`told as ${code}`);
    this.#findings.check(
      fault !== 'KILL' && CODES[fault].includes(code),
      promise(`it is told as such, not as ${code}`),
    );
    this.#findings.check(
      newest === before || newest === failed,
      promise(`the newest is the one before or this one, not ${newest}`),
    );
  }

  async #checkFolder(acknowledged: number, promise: (text: string) => string): Promise<void> {
    const findings = this.#findings;
    const { step, isRight, told } = await this.#checkpoints.newest();
    findings.check(
      step !== null && step >= acknowledged,
      promise(`${acknowledged} was acknowledged, ${step} is there`),
    );
    findings.check(isRight, promise(`the checkpoint of step ${step} has what was saved`));
    findings.check(told === '', promise(`nothing that looks like a checkpoint is none: ${told}`));
    const leftovers = readdirSync(this.#checkpoints.run).filter((name) => name.startsWith('.'));
    findings.check(leftovers.length === 0, promise(`nothing lies about: ${leftovers}`));
    const listed = await this.#checkpoints.open().save(tinySnapshot(60));
    findings.check(listed.at(-1)?.step === 60 && listed.length === 2, promise('the next process can save'));
  }

  #save(inject?: Injection) {
    const { run } = this.#checkpoints;
    this.#checkpoints.reset();
    const folders = [`checkpoint-${HIT}`, `.checkpoint-${HIT}.partial`, `.checkpoint-${HIT}.replaced`];
    folders.push('checkpoint-10', '.checkpoint-10.partial', '.checkpoint-10.removed');
    const paths = [run];
    for (const folder of folders) {
      const files = FILES.flatMap((file) => [join(run, folder, file), join(run, folder, `.${file}.partial`)]);
      paths.push(join(run, folder), ...files);
    }
    const command = [process.execPath, '--no-warnings', this.#script, run, ...[HIT, ...AFTER].map(String)];
    return trace(command, { paths, log: this.#log, ...(inject ? { inject } : {}) });
  }
}
