import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { cpus, release } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { ExecutionProvider } from '../../../shared/domain/engines/engine.ts';
import { readRemembered, remember } from '../installed/remembered.ts';
import { type ProbeRequest, ProbeResult, probeScript, type RunProbe, runInChild } from './probe.ts';

const CachedProbe = z.object({ key: z.string(), at: z.number(), result: ProbeResult });
const cacheFile = (provider: ExecutionProvider) =>
  provider === 'cpu' ? 'onnxruntime.json' : `onnxruntime-${provider}.json`;
/** To be raised when an answer says more than before. */
const ANSWER_VERSION = 2;
/** A failure may have been an accident: it is believed for so long only. */
const FAILURE_LIFETIME_MS = 24 * 3600_000;

const require = createRequire(import.meta.url);

export const onnxruntimeVersion = (): string => require('onnxruntime-node/package.json').version;

interface OnnxruntimeProbeOptions {
  /** Where the answer is remembered. */
  enginesFolder: string;
  /** What trains; the processor unless another is asked for. */
  provider?: ExecutionProvider;
  runProbe?: RunProbe;
  signal?: AbortSignal;
}

/** What the last probe found on this machine as it is now; `null` when that is not known. Starts nothing. */
export async function rememberedOnnxruntime({
  enginesFolder,
  provider = 'cpu',
}: OnnxruntimeProbeOptions): Promise<ProbeResult | null> {
  const cached = await readRemembered(join(enginesFolder, cacheFile(provider)), CachedProbe);
  if (cached?.key !== machineKey()) return null;
  return cached.result.works || Date.now() - cached.at < FAILURE_LIFETIME_MS ? cached.result : null;
}

/**
 * Lets ONNX Runtime compute in a child process, which a library that does not fit this system cannot end this one by. The answer is
 * remembered.
 */
export async function probeOnnxruntime(options: OnnxruntimeProbeOptions): Promise<ProbeResult> {
  const known = await rememberedOnnxruntime(options);
  if (known) return known;
  const { provider = 'cpu', runProbe = runInChild(), signal } = options;
  const request: ProbeRequest = { engine: 'onnxruntime', binding: null, provider, task: 'probe' };
  const result = await runProbe(probeScript(), request, signal);
  if (signal?.aborted) return result;
  await remember(join(options.enginesFolder, cacheFile(provider)), { key: machineKey(), at: Date.now(), result });
  return result;
}

function machineKey(): string {
  const machine = [
    ANSWER_VERSION,
    onnxruntimeVersion(),
    process.version,
    process.platform,
    process.arch,
    release(),
    cpus()[0]?.model,
  ];
  return createHash('sha256').update(JSON.stringify(machine)).digest('hex');
}
