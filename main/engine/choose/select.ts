import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { join } from 'node:path';
import {
  deviceOfProvider,
  type EngineInfo,
  EngineName,
  ExecutionProvider,
  withProvider,
} from '../../../shared/domain/engines/engine.ts';
import { type EngineReason, engineReasonText } from '../../../shared/domain/engines/engineReason.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { enginesFolder } from '../installed/folders.ts';
import type { InstalledEngine } from '../installed/manifest.ts';
import { EngineSelection, onProcessor, SELECTION_VARIABLE } from '../installed/selection.ts';
import { isSlowest, isWorthMeasuring, type Outcome, rememberedOutcomes } from './measurements.ts';
import { onnxruntimeVersion, probeOnnxruntime, rememberedOnnxruntime } from './onnxruntimeProbe.ts';
import type { ProbeResult } from './probe.ts';
import { type SurveyedEngine, surveyEngines } from './survey.ts';
import { probeWebgpu, rememberedWebgpu, webgpuVersions } from './webgpuProbe.ts';

/** Where the choice gets its facts from; tests bring their own. */
export interface EngineFacts {
  /** The installed TensorFlows. */
  survey(): Promise<SurveyedEngine[]>;
  /** Whether WebGPU works; what is not remembered is found out in `now` only, which may take seconds. */
  webgpu(when: 'now' | 'remembered'): Promise<ProbeResult | null>;
  /** Whether ONNX Runtime works, in the same way; with the processor unless another provider is named. */
  onnxruntime(when: 'now' | 'remembered', provider?: ExecutionProvider): Promise<ProbeResult | null>;
  /** What is remembered of their speed. */
  outcomes(candidates: readonly EngineSelection[]): Promise<(Outcome | null)[]>;
}

function factsOfMachine(environment: NodeJS.ProcessEnv = process.env): EngineFacts {
  const folder = enginesFolder(environment);
  return {
    survey: () => surveyEngines(folder),
    webgpu: (when) => (when === 'now' ? probeWebgpu : rememberedWebgpu)({ enginesFolder: folder, environment }),
    onnxruntime: (when, provider = 'cpu') =>
      (when === 'now' ? probeOnnxruntime : rememberedOnnxruntime)({ enginesFolder: folder, provider }),
    outcomes: (candidates) => rememberedOutcomes(folder, candidates),
  };
}

/** What could do the work here, in the order in which it is expected to be fast, and why others cannot. */
interface Candidates {
  /** WASM is always the last. */
  candidates: EngineSelection[];
  reasons: EngineReason[];
}

/**
 * Chooses the engine: the one whose training step was measured to be the fastest; as long as there is no choice, or no measurement, an
 * installed TensorFlow that passes its probe, else a graphics processor that WebGPU is known to work on, else ONNX Runtime, which is part of
 * Kindling, else WASM with the reason.
 * Of ONNX Runtime's providers for graphics processors one is taken once its step was measured to be faster than all others.
 * `KINDLING_ENGINE` forces an engine, `KINDLING_EXECUTION_PROVIDER` a provider of ONNX Runtime. Costs nothing but reading, unless an engine was never probed or is forced.
 *
 * @throws AppError `engine_unavailable` when the forced engine cannot be had
 */
export async function selectEngine(
  environment: NodeJS.ProcessEnv = process.env,
  facts: EngineFacts = factsOfMachine(environment),
): Promise<EngineSelection> {
  const forced = forcedEngine(environment);
  if (forced === 'wasm') return wasmSelection([{ code: 'forced', engine: 'wasm' }]);
  if (forced === 'webgpu') return await forcedWebgpu(facts);
  const provider = forcedProvider(environment);
  if (provider && provider !== 'cpu') return await forcedOnnxruntime(facts, provider);
  const { candidates, reasons } = await findCandidates(facts, forced);
  const eligible = candidates.filter(isEligible(environment));
  const fastest = fastestOf(eligible, isWorthMeasuring(eligible) ? await facts.outcomes(eligible) : []);
  if (!fastest) throw unavailable(forced ?? 'wasm', reasons.length > 0 ? reasons : [{ code: 'none_installed' }]);
  return fastest;
}

/** The engine that the host chose for this process; a process without a host chooses for itself. */
export async function selectionFromEnvironment(environment = process.env): Promise<EngineSelection> {
  const given = environment[SELECTION_VARIABLE];
  return given ? EngineSelection.parse(JSON.parse(given)) : await selectEngine();
}

/**
 * What models are used with: ONNX Runtime on the processor in the place of TensorFlow there, where its step was measured, and so it works. TensorFlow's
 * is the faster step on some processors; a token of a large model and a text that is read take it two to three times as long (see
 * `resources/docs/measured.md`).
 */
export function forInference(selection: EngineSelection): EngineSelection {
  const { engine, binding } = onProcessor(selection);
  const { name, device, measured = [] } = engine;
  const works = measured.some((one) => one.name === 'onnxruntime' && one.device === 'cpu' && !one.provider);
  if (name !== 'tensorflow' || device !== 'cpu' || !works) return { engine, binding };
  return onnxruntimeSelection([]);
}

/** The engines that the choice is between. */
export async function eligibleEngines(environment: NodeJS.ProcessEnv, facts: EngineFacts): Promise<EngineSelection[]> {
  const forced = forcedEngine(environment);
  return (await findCandidates(facts, forced)).candidates.filter(isEligible(environment));
}

const isEligible = (environment: NodeJS.ProcessEnv) => {
  const [forced, provider] = [forcedEngine(environment), forcedProvider(environment)];
  return ({ engine }: EngineSelection): boolean =>
    (forced === null || engine.name === forced) && (provider !== 'cpu' || engine.provider === undefined);
};

/** The first of the candidates as long as some were not measured; then the fastest, which knows what was measured. */
function fastestOf(candidates: EngineSelection[], outcomes: (Outcome | null)[]): EngineSelection | undefined {
  const [first] = candidates;
  if (candidates.some((candidate, index) => !outcomes[index] && !isSlowest(candidate, outcomes))) return first;
  const timed = candidates.flatMap((candidate, index) => {
    const outcome = outcomes[index];
    return outcome && 'stepMs' in outcome ? [{ candidate, stepMs: outcome.stepMs }] : [];
  });
  const [fastest] = timed.sort((a, b) => a.stepMs - b.stepMs);
  if (!fastest) return first;
  const { engine, binding } = fastest.candidate;
  const measured = timed.map(({ candidate: { engine }, stepMs }) => ({
    name: engine.name,
    device: engine.device,
    ...(engine.provider && { provider: engine.provider }),
    stepMs,
  }));
  const failed = candidates.flatMap(({ engine }, index): EngineReason[] => {
    const outcome = outcomes[index];
    return outcome && 'failure' in outcome
      ? [{ code: 'does_not_work', engine: titleOf(engine), failure: outcome.failure }]
      : [];
  });
  return { engine: { ...engine, measured, reason: orNull([...(engine.reason ?? []), ...failed]) }, binding };
}

/** @throws AppError `engine_unavailable` for a name that no engine has */
export function forcedEngine({ KINDLING_ENGINE: asked }: NodeJS.ProcessEnv): EngineName | null {
  if (!asked) return null;
  const name = EngineName.safeParse(asked).data;
  if (name) return name;
  throw unavailable(asked, [{ code: 'unknown_engine', asked, known: EngineName.options.join(', ') }]);
}

/** @throws AppError `engine_unavailable` for a name that no provider has */
function forcedProvider({ KINDLING_EXECUTION_PROVIDER: asked }: NodeJS.ProcessEnv): ExecutionProvider | null {
  if (!asked) return null;
  const provider = ExecutionProvider.safeParse(asked).data;
  if (provider) return provider;
  throw unavailable(asked, [{ code: 'unknown_provider', asked, known: ExecutionProvider.options.join(', ') }]);
}

async function findCandidates(facts: EngineFacts, forced: EngineName | null): Promise<Candidates> {
  const surveyed = await facts.survey();
  const reasons: EngineReason[] = surveyed.map(({ reason }) => reason).filter((reason) => reason !== null);
  const working = surveyed.filter(({ state }) => state === 'works');
  const candidates: EngineSelection[] = working.map(({ engine }) => nativeSelection(engine, reasons));
  const webgpu = await facts.webgpu('remembered');
  // Most machines have no graphics processor to compute on: that alone is nothing to tell.
  if (webgpu && !webgpu.works && !['no_gpu', 'software_gpu'].includes(webgpu.failure.code))
    reasons.push({ code: 'does_not_work', engine: 'webgpu', failure: webgpu.failure });
  if (webgpu?.works && !webgpu.adapter?.software) candidates.push(webgpuSelection(webgpu, reasons));
  // Who asks for another one is told about that one. Where there is nothing else it has to be known now: it is what the studio starts with.
  const when = candidates.length === 0 || forced === 'onnxruntime' ? 'now' : 'remembered';
  const onnxruntime = forced === 'tensorflow' ? null : await facts.onnxruntime(when);
  if (onnxruntime?.works) {
    candidates.push(onnxruntimeSelection(reasons));
    const adapter = webgpu?.works && !webgpu.adapter?.software ? webgpu.adapter : undefined;
    if (adapter)
      for (const provider of onnxruntime.providers ?? [])
        candidates.push(onnxruntimeSelection(reasons, { provider, deviceName: adapter.name }));
  } else if (onnxruntime) reasons.push({ code: 'does_not_work', engine: 'onnxruntime', failure: onnxruntime.failure });
  if (reasons.length === 0 && candidates.length === 0) reasons.push({ code: 'none_installed' });
  return { candidates: [...candidates, wasmSelection(reasons)], reasons };
}

/** A program that imitates a graphics processor is slower than WASM: only who asks for it by name gets it. */
async function forcedWebgpu(facts: EngineFacts): Promise<EngineSelection> {
  const probe = await facts.webgpu('now');
  if (probe?.works) {
    const { adapter } = probe;
    return webgpuSelection(probe, adapter?.software ? [notHardware(adapter.name)] : []);
  }
  const failure = probe?.failure ?? { code: 'no_gpu' };
  throw unavailable('webgpu', [{ code: 'does_not_work', engine: 'webgpu', failure }]);
}

/** @throws AppError `engine_unavailable` where it does not compute, or not as the processor does */
async function forcedOnnxruntime(facts: EngineFacts, provider: ExecutionProvider): Promise<EngineSelection> {
  const [webgpu, probe] = [await facts.webgpu('now'), await facts.onnxruntime('now', provider)];
  const deviceName = (webgpu?.works && webgpu.adapter?.name) || 'unknown GPU';
  const isSoftware = webgpu?.works && webgpu.adapter?.software;
  const title = titleOf({ name: 'onnxruntime', provider });
  const selection = onnxruntimeSelection(isSoftware ? [notHardware(deviceName, title)] : [], { provider, deviceName });
  if (probe?.works) return selection;
  const failure = probe?.failure ?? { code: 'no_gpu' as const };
  throw unavailable('onnxruntime', [{ code: 'does_not_work', engine: title, failure }]);
}

const titleOf = (engine: Pick<EngineInfo, 'name' | 'provider'>): string => withProvider(engine.name, engine);

const notHardware = (adapter: string, engine = 'webgpu'): EngineReason => ({
  code: 'does_not_work',
  engine,
  failure: { code: 'software_gpu', adapter },
});

const unavailable = (engine: string, reasons: EngineReason[]) =>
  new AppError('engine_unavailable', { engine, reason: engineReasonText(reasons), reasons });

export function nativeSelection(
  { directory, manifest }: InstalledEngine,
  reasons: EngineReason[] = [],
): EngineSelection {
  const { version, device, source } = manifest;
  return {
    engine: { name: 'tensorflow', version, device, deviceName: cpuName(), reason: orNull(reasons), source },
    binding: join(directory, manifest.binding),
  };
}

function webgpuSelection(probe: Extract<ProbeResult, { works: true }>, reasons: EngineReason[]): EngineSelection {
  const { backend, dawn } = webgpuVersions();
  const deviceName = probe.adapter?.name ?? 'unknown GPU';
  const source = `webgpu ${dawn} (Dawn)`;
  return {
    engine: { name: 'webgpu', version: backend, device: 'gpu', deviceName, reason: orNull(reasons), source },
    binding: null,
  };
}

/** @param by what trains instead of the processor */
function onnxruntimeSelection(
  reasons: EngineReason[],
  by?: { provider: ExecutionProvider; deviceName: string },
): EngineSelection {
  const version = onnxruntimeVersion();
  const facts = {
    name: 'onnxruntime',
    version,
    reason: orNull(reasons),
    source: `onnxruntime-node ${version}`,
  } as const;
  const where = by
    ? { device: deviceOfProvider(by.provider), ...by }
    : { device: 'cpu' as const, deviceName: cpuName() };
  return { engine: { ...facts, ...where }, binding: null };
}

function wasmSelection(reasons: EngineReason[]): EngineSelection {
  const source = '@tensorflow/tfjs-backend-wasm';
  const { version } = createRequire(import.meta.url)(`${source}/package.json`);
  const engine: EngineInfo = {
    name: 'wasm',
    version,
    device: 'cpu',
    deviceName: cpuName(),
    reason: orNull(reasons),
    source,
  };
  return { engine, binding: null };
}

const orNull = (reasons: EngineReason[]) => (reasons.length > 0 ? [...reasons] : null);
const cpuName = () => cpus()[0]?.model.trim() || 'unknown CPU';
