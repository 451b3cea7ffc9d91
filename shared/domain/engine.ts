import { z } from 'zod';
import { EngineReason, EngineReasons } from './engineReason.ts';

/** The compute engines that can train and run a model. `tensorflow` is native, `wasm` always works but is far slower. */
export const EngineName = z.enum(['tensorflow', 'wasm']);
export type EngineName = z.infer<typeof EngineName>;

/** The engine that does (or would do) the work, and why not a faster one. Kept with every run and model card. */
export const EngineInfo = z.object({
  name: EngineName,
  /** Version of the library that computes: TensorFlow's, or the WASM backend's. */
  version: z.string(),
  device: z.enum(['cpu', 'cuda']),
  /** Human name of the device, for example the CPU model. */
  deviceName: z.string(),
  /** Why a faster engine is not used; `null` when this is the best one there is. */
  reason: EngineReasons,
  /** Where the engine came from, for example `wheel tensorflow-cpu 2.21.0`. */
  source: z.string(),
});
export type EngineInfo = z.infer<typeof EngineInfo>;

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

export const EngineStatus = z.object({ engine: EngineInfo, install: EngineInstallState });
export type EngineStatus = z.infer<typeof EngineStatus>;
