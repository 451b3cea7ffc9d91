import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { EngineInfo } from '../../shared/domain/engine.ts';
import { AppError } from '../../shared/ipc/errors.ts';
import { enginesFolder } from './folders.ts';
import type { EngineSelection } from './load.ts';
import { type InstalledEngine, listEngines, verifyEngine } from './manifest.ts';
import { probeEngine, type RunProbe } from './probe.ts';

/** An installed engine and what is the matter with it: `damaged` can be cured by installing it again, `useless` cannot. */
export interface SurveyedEngine {
  engine: InstalledEngine;
  state: 'works' | 'useless' | 'damaged';
  /** Why it does not work, as a clause about the engine by name; empty when it does. */
  reason: string;
}

/**
 * Looks at the installed engines, best first, until one works. An engine whose probe fails is compared with the hashes of its
 * installation: a damaged file and a machine that cannot run it need different cures.
 */
export async function surveyEngines(folder: string, runProbe?: RunProbe): Promise<SurveyedEngine[]> {
  const surveyed: SurveyedEngine[] = [];
  for (const { engine, complete } of await listEngines(folder)) {
    const probe = complete ? await probeEngine(engine, runProbe) : { works: false, reason: '' };
    if (probe.works) return [...surveyed, { engine, state: 'works', reason: '' }];
    const { name } = engine.manifest;
    surveyed.push(
      complete && (await verifyEngine(engine))
        ? { engine, state: 'useless', reason: `${name} does not work here: ${probe.reason}` }
        : { engine, state: 'damaged', reason: `${name} is damaged and has to be installed again` },
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
  if (forced === 'wasm') return wasmSelection('KINDLING_ENGINE asks for WASM');
  if (forced !== undefined && forced !== 'tensorflow' && forced !== '') {
    throw new AppError('engine_unavailable', { engine: forced, reason: 'KINDLING_ENGINE can be tensorflow or wasm' });
  }
  const surveyed = await survey();
  const reasons = surveyed.map(({ reason }) => reason).filter(Boolean);
  const working = surveyed.find(({ state }) => state === 'works');
  if (working) return nativeSelection(working.engine, reasons);
  const reason = reasons.join('; ') || 'no native engine is installed';
  if (forced === 'tensorflow') throw new AppError('engine_unavailable', { engine: 'tensorflow', reason });
  return wasmSelection(reason);
}

export function nativeSelection(
  { directory, manifest }: InstalledEngine,
  reasons: readonly string[] = [],
): EngineSelection {
  const engine: EngineInfo = {
    name: 'tensorflow',
    version: manifest.version,
    device: manifest.device,
    deviceName: deviceName(),
    reason: reasons.length > 0 ? reasons.join('; ') : null,
    source: manifest.source,
  };
  return { engine, binding: join(directory, manifest.binding) };
}

function wasmSelection(reason: string): EngineSelection {
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
