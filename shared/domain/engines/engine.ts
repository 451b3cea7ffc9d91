import { z } from 'zod';
import { EngineReason, EngineReasons } from './engineReason.ts';

/**
 * The compute engines that can train and run a model. `tensorflow` and `onnxruntime` are native, one installed when it is asked for, the
 * other part of Kindling; `webgpu` takes any vendor's graphics processor, and `wasm` always works but is far slower.
 */
export const EngineName = z.enum(['tensorflow', 'onnxruntime', 'webgpu', 'wasm']);
export type EngineName = z.infer<typeof EngineName>;

/** `cuda` is TensorFlow on an NVIDIA GPU, `gpu` any graphics processor through WebGPU. */
export const EngineDevice = z.enum(['cpu', 'cuda', 'gpu']);
export type EngineDevice = z.infer<typeof EngineDevice>;

/**
 * ONNX Runtime's execution providers, by the names that `onnxruntime-node` has for them: the processor, and libraries that compute on a
 * graphics processor. https://onnxruntime.ai/docs/execution-providers
 */
export const ExecutionProvider = z.enum(['cpu', 'webgpu', 'dml', 'coreml', 'cuda']);
export type ExecutionProvider = z.infer<typeof ExecutionProvider>;

/** As their makers write them, in every language. */
export const PROVIDER_TITLES: Record<ExecutionProvider, string> = {
  cpu: 'CPU',
  webgpu: 'WebGPU',
  dml: 'DirectML',
  coreml: 'Core ML',
  cuda: 'CUDA',
};

/** An engine's title together with what it trains by, where that is not the processor. */
export const withProvider = (title: string, { provider }: { provider?: ExecutionProvider | undefined }): string =>
  provider ? `${title} (${PROVIDER_TITLES[provider]})` : title;

/** Where a provider computes. */
export const deviceOfProvider = (provider: ExecutionProvider): EngineDevice =>
  provider === 'cpu' || provider === 'cuda' ? provider : 'gpu';

/** What a training step of a fixed small model took on an engine of this machine. */
export const EngineMeasurement = z.object({
  name: EngineName,
  device: EngineDevice,
  provider: ExecutionProvider.optional(),
  stepMs: z.number().positive(),
});
export type EngineMeasurement = z.infer<typeof EngineMeasurement>;

/** The engine that does (or would do) the work, and why not a faster one. Kept with every run and model card. */
export const EngineInfo = z.object({
  name: EngineName,
  /** Version of the library that computes: TensorFlow's, or that of tfjs's backend. */
  version: z.string(),
  device: EngineDevice,
  /** Of ONNX Runtime, what training steps are computed with; left out by the processor's own, and by runs of before. */
  provider: ExecutionProvider.optional(),
  /** Human name of the device, for example the CPU model, or the adapter of a GPU. */
  deviceName: z.string(),
  /** Why a faster engine is not used; `null` when this is the best one there is. */
  reason: EngineReasons,
  /** Where the engine came from, for example `wheel tensorflow-cpu 2.21.0`. */
  source: z.string(),
  /** The engines that the choice was between, fastest first; only where there was a choice. */
  measured: z.array(EngineMeasurement).optional(),
});
export type EngineInfo = z.infer<typeof EngineInfo>;

/** Whether two engines compute the same, down to the last bit, as far as their names say. */
export const isSameEngine = (a: EngineInfo, b: EngineInfo): boolean =>
  JSON.stringify(whatComputes(a)) === JSON.stringify(whatComputes(b));

/** What of an engine the numbers hang on. */
export const whatComputes = ({ name, version, provider, device, deviceName }: EngineInfo) =>
  [name, version, provider, device, deviceName] as const;

/** English, for command line and logs; empty where nothing was measured. */
export const measuredText = ({ measured = [] }: EngineInfo): string =>
  measured.map((one) => `${withProvider(one.name, one)} on ${one.device} ${formatStepMs(one.stepMs)} ms`).join(', ');

const formatStepMs = (stepMs: number): string => (stepMs < 10 ? stepMs.toFixed(1) : String(Math.round(stepMs)));

/** One thing that the native engine's installer may have to fetch, shown before the user agrees to it. */
export const EngineOffer = z.object({
  /** For example `tensorflow-cpu 2.21.0`. */
  name: z.string(),
  /** Size of the download in bytes, as far as known. */
  downloadBytes: z.number().int().nonnegative().nullable(),
  /** Disk that it takes once installed, in bytes. */
  installedBytes: z.number().int().nonnegative().nullable(),
  /** Which way is tried first: a wheel through pip or uv with one compiler call, or the npm package's own installer. */
  method: z.enum(['wheel', 'package']),
});
export type EngineOffer = z.infer<typeof EngineOffer>;

export const EngineInstallState = z.discriminatedUnion('state', [
  /** A native engine is installed and works, or none is wanted (`KINDLING_ENGINE=wasm`). */
  z.object({ state: z.literal('none') }),
  /** A native engine could be installed: waiting for the user's consent. */
  z.object({ state: z.literal('offered'), offer: EngineOffer }),
  z.object({
    state: z.literal('installing'),
    step: z.enum(['resolve', 'download', 'unpack', 'compile', 'probe']),
    doneBytes: z.number().nonnegative(),
    totalBytes: z.number().nonnegative().nullable(),
  }),
  z.object({ state: z.literal('failed'), offer: EngineOffer, reasons: z.array(EngineReason) }),
]);
export type EngineInstallState = z.infer<typeof EngineInstallState>;

export const EngineStatus = z.object({
  /** What trains. */
  engine: EngineInfo,
  /** What models are used with, where that is another one. */
  inference: EngineInfo.optional(),
  install: EngineInstallState,
});
export type EngineStatus = z.infer<typeof EngineStatus>;
