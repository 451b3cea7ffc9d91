import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { EngineDevice, EngineName, ExecutionProvider } from '../../../shared/domain/engines/engine.ts';
import { EngineFailure } from '../../../shared/domain/engines/engineReason.ts';
import type { InstalledEngine } from '../installed/manifest.ts';
import { readRemembered, remember } from '../installed/remembered.ts';

/** What a probe process is asked to load, as JSON on its command line. */
export const ProbeRequest = z.object({
  engine: EngineName,
  binding: z.string().nullable(),
  /** Of ONNX Runtime: what computes training steps. */
  provider: ExecutionProvider.optional(),
  /** To see whether it works, or how long a training step takes. */
  task: z.enum(['probe', 'measure']),
});
export type ProbeRequest = z.infer<typeof ProbeRequest>;

export const ProbeResult = z.discriminatedUnion('works', [
  z.object({
    works: z.literal(true),
    /** Where it computed. */
    device: EngineDevice.optional(),
    /** Of WebGPU: the graphics processor, or the program that imitates one. */
    adapter: z.object({ name: z.string(), software: z.boolean() }).optional(),
    /** Of ONNX Runtime: what else could compute training steps. */
    providers: z.array(ExecutionProvider).optional(),
    /** Of a measurement: milliseconds of one training step. */
    stepMs: z.number().positive().optional(),
  }),
  z.object({ works: z.literal(false), failure: EngineFailure }),
]);
export type ProbeResult = z.infer<typeof ProbeResult>;

const CachedProbe = z.object({ key: z.string(), result: ProbeResult });
const CACHE_FILE = 'probe.json';
/** After so long a probe that had the machine to itself hangs. */
const TIME_LIMIT_MS = 60_000;
const LONGEST_LIMIT_MS = 10 * TIME_LIMIT_MS;

/** Runs a probe script in a process of its own; aborting ends it. Electron's fuses forbid `fork` there, so shells may bring theirs. */
export type RunProbe = (script: string, request: ProbeRequest, signal?: AbortSignal) => Promise<ProbeResult>;

/**
 * Loads an engine in a child process and lets it compute. A library that is missing, a CPU feature that is not there (SIGILL) or a
 * hang becomes a reason, never the end of this process. The answer is remembered for this engine on this CPU.
 */
export async function probeEngine(engine: InstalledEngine, run: RunProbe = runInChild()): Promise<ProbeResult> {
  const key = createHash('sha256')
    .update(JSON.stringify([engine.manifest, await fileTimes(engine), cpus()[0]?.model, process.version]))
    .digest('hex');
  const cacheFile = join(engine.directory, CACHE_FILE);
  const cached = await readRemembered(cacheFile, CachedProbe);
  if (cached?.key === key && cached.result.works) return cached.result;
  const answer = await run(probeScript(), {
    engine: 'tensorflow',
    binding: join(engine.directory, engine.manifest.binding),
    task: 'probe',
  });
  const noCuda = answer.works && engine.manifest.device === 'cuda' && answer.device === 'cpu';
  const result: ProbeResult = noCuda ? { works: false, failure: { code: 'no_cuda_device' } } : answer;
  await remember(cacheFile, { key, result });
  return result;
}

/** A file that was written again may be a damaged one. */
function fileTimes({ directory, manifest }: InstalledEngine): Promise<(number | null)[]> {
  const times = manifest.files.map(({ path }) =>
    stat(join(directory, path)).then(
      ({ mtimeMs }) => mtimeMs,
      () => null,
    ),
  );
  return Promise.all(times);
}

/** The probe's entry beside this module: TypeScript in a clone, the bundle in a build. */
export function probeScript(): string {
  const here = fileURLToPath(import.meta.url);
  const extension = extname(here);
  return extension === '.ts' ? join(dirname(here), 'probe.worker.ts') : join(dirname(here), 'probe.worker.mjs');
}

/** How many programs want each core; Windows does not say. */
const loadOfCores = () => (loadavg()[0] as number) / availableParallelism();

/**
 * Calls `expired` when a probe hangs. Beside other work it is given as many times the limit as programs share a core: a slow answer is no
 * reason to be without the engine for a day.
 *
 * @returns ends the wait
 */
export function afterProbeLimit(
  expired: (seconds: number) => void,
  limitMs = TIME_LIMIT_MS,
  load: () => number = loadOfCores,
): () => void {
  const start = performance.now();
  let timer: NodeJS.Timeout;
  const look = () => {
    const passed = performance.now() - start;
    const allowed = Math.min(limitMs * Math.max(1, load()), Math.max(limitMs, LONGEST_LIMIT_MS));
    if (passed >= allowed) expired(Math.round(passed / 100) / 10);
    // No timer fires early, but by less than a millisecond.
    else timer = setTimeout(look, Math.ceil(allowed - passed));
  };
  timer = setTimeout(look, limitMs);
  return () => clearTimeout(timer);
}

/** Runs probes in child processes of Node. */
export const runInChild =
  (timeLimitMs = TIME_LIMIT_MS, load?: () => number): RunProbe =>
  (script, request, abort) =>
    new Promise((resolve) => {
      const child = fork(script, [JSON.stringify(request)], {
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        execArgv: [],
      });
      let answer: ProbeResult | undefined;
      let stderr = '';
      const endWait = afterProbeLimit(
        (seconds) => {
          answer ??= { works: false, failure: { code: 'no_answer', seconds } };
          child.kill('SIGKILL');
        },
        timeLimitMs,
        load,
      );
      const kill = () => child.kill('SIGKILL');
      if (abort?.aborted) kill();
      abort?.addEventListener('abort', kill, { once: true });
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        stderr = (stderr + text).slice(-2000);
      });
      child.on('message', (message) => {
        const parsed = ProbeResult.safeParse(message);
        answer ??= parsed.data ?? { works: false, failure: { code: 'bad_answer', answer: JSON.stringify(message) } };
      });
      child.on('error', (error) => {
        answer ??= { works: false, failure: { code: 'error', message: error.message } };
      });
      child.on('close', (code, signal) => {
        endWait();
        abort?.removeEventListener('abort', kill);
        resolve(answer ?? { works: false, failure: crashFailure(code, signal, stderr) });
      });
    });

/** What is known of a process that ended without an answer: its exit code or signal, and the last line it wrote. */
export function crashFailure(code: number | null, signal: string | null, stderr: string): EngineFailure {
  if (signal === 'SIGILL') return { code: 'instruction_missing' };
  const said = stderr.trim().split('\n').at(-1) ?? '';
  const how = signal ?? `exit code ${code}`;
  return said ? { code: 'crashed_saying', how, said } : { code: 'crashed', how };
}
