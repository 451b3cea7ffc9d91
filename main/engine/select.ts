import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { EngineInfo } from '../../shared/domain/engine.ts';
import { AppError } from '../../shared/ipc/errors.ts';
import { enginesFolder } from './folders.ts';
import type { EngineSelection } from './load.ts';
import { type InstalledEngine, installedEngines } from './manifest.ts';
import { probeEngine } from './probe.ts';

/**
 * Chooses the engine: an installed native one that passes its probe, else WASM with the reason. `KINDLING_ENGINE` forces one.
 *
 * @throws AppError `engine_unavailable` when the forced engine cannot be had
 */
export async function selectEngine(environment: NodeJS.ProcessEnv = process.env): Promise<EngineSelection> {
  const forced = environment.KINDLING_ENGINE;
  if (forced === 'wasm') return wasmSelection('KINDLING_ENGINE asks for WASM');
  if (forced !== undefined && forced !== 'tensorflow' && forced !== '') {
    throw new AppError('engine_unavailable', { engine: forced, reason: 'KINDLING_ENGINE can be tensorflow or wasm' });
  }
  const reasons: string[] = [];
  for (const engine of await installedEngines(enginesFolder(environment))) {
    const probe = await probeEngine(engine);
    if (probe.works) return nativeSelection(engine, reasons);
    reasons.push(`${engine.manifest.name} does not work here: ${probe.reason}`);
  }
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
