import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { type EngineInfo, EngineName } from '../../shared/domain/engine.ts';
import { type EngineReason, engineReasonText } from '../../shared/domain/engineReason.ts';
import { AppError } from '../../shared/ipc/errors.ts';
import { enginesFolder } from './folders.ts';
import type { EngineSelection } from './load.ts';
import { type InstalledEngine, listEngines, verifyEngine } from './manifest.ts';
import { probeEngine, type RunProbe } from './probe.ts';

/** An installed engine and what is the matter with it: `damaged` can be cured by installing it again, `useless` cannot. */
export interface SurveyedEngine {
  engine: InstalledEngine;
  state: 'works' | 'useless' | 'damaged';
  /** Why it does not work; `null` when it does. */
  reason: EngineReason | null;
}

/**
 * Looks at the installed engines, best first, until one works. An engine whose probe fails is compared with the hashes of its
 * installation: a damaged file and a machine that cannot run it need different cures.
 */
export async function surveyEngines(folder: string, runProbe?: RunProbe): Promise<SurveyedEngine[]> {
  const surveyed: SurveyedEngine[] = [];
  for (const { engine, complete } of await listEngines(folder)) {
    const probe = complete ? await probeEngine(engine, runProbe) : null;
    if (probe?.works) return [...surveyed, { engine, state: 'works', reason: null }];
    const { name } = engine.manifest;
    surveyed.push(
      probe && (await verifyEngine(engine))
        ? { engine, state: 'useless', reason: { code: 'does_not_work', engine: name, failure: probe.failure } }
        : { engine, state: 'damaged', reason: { code: 'damaged', engine: name } },
    );
  }
  return surveyed;
}

/**
 * Chooses the engine: an installed native one that passes its probe, else WASM with the reason. `KINDLING_ENGINE` forces one.
 *
 * @throws AppError `engine_unavailable` when the forced engine cannot be had
 */
export async function selectEngine(
  environment: NodeJS.ProcessEnv = process.env,
  survey: () => Promise<SurveyedEngine[]> = () => surveyEngines(enginesFolder(environment)),
): Promise<EngineSelection> {
  const forced = environment.KINDLING_ENGINE;
  if (forced === 'wasm') return wasmSelection([{ code: 'forced', engine: 'wasm' }]);
  if (forced !== undefined && forced !== 'tensorflow' && forced !== '') {
    throw unavailable(forced, [{ code: 'unknown_engine', asked: forced, known: EngineName.options.join(', ') }]);
  }
  const surveyed = await survey();
  const reasons = surveyed.map(({ reason }) => reason).filter((reason) => reason !== null);
  const working = surveyed.find(({ state }) => state === 'works');
  if (working) return nativeSelection(working.engine, reasons);
  const told: EngineReason[] = reasons.length > 0 ? reasons : [{ code: 'none_installed' }];
  if (forced === 'tensorflow') throw unavailable(forced, told);
  return wasmSelection(told);
}

const unavailable = (engine: string, reasons: EngineReason[]) =>
  new AppError('engine_unavailable', { engine, reason: engineReasonText(reasons), reasons });

export function nativeSelection(
  { directory, manifest }: InstalledEngine,
  reasons: EngineReason[] = [],
): EngineSelection {
  const engine: EngineInfo = {
    name: 'tensorflow',
    version: manifest.version,
    device: manifest.device,
    deviceName: deviceName(),
    reason: reasons.length > 0 ? reasons : null,
    source: manifest.source,
  };
  return { engine, binding: join(directory, manifest.binding) };
}

function wasmSelection(reason: EngineReason[]): EngineSelection {
  const { version } = createRequire(import.meta.url)('@tensorflow/tfjs-backend-wasm/package.json');
  return {
    engine: {
      name: 'wasm',
      version,
      device: 'cpu',
      deviceName: deviceName(),
      reason,
      source: '@tensorflow/tfjs-backend-wasm',
    },
    binding: null,
  };
}

const deviceName = () => cpus()[0]?.model.trim() || 'unknown CPU';
