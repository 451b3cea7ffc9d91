import { describe } from 'vitest';
import type { EngineInfo, EngineName } from '../../shared/domain/engine.ts';
import { engineReasonText } from '../../shared/domain/engineReason.ts';
import { type EngineSelection, loadEngine } from './load.ts';
import { selectEngine } from './select.ts';

export interface EngineForTests {
  /** `null` when the engine cannot be had and its tests are skipped. */
  engine: EngineInfo | null;
  /** vitest's `describe`, or `describe.skip`. */
  describe: typeof describe | typeof describe.skip;
}

/**
 * Loads an engine into a test file's process; call it at the top of the file and wrap the tests in the `describe` it returns. Where
 * there is no native engine its tests are skipped with the reason printed, unless `KINDLING_REQUIRE_ENGINE=tensorflow` forbids that.
 * Needs vitest's pool `forks`: the native binding has one backend per process, not one per thread.
 *
 * @throws Error when a required engine cannot be had
 */
export async function useEngine(name: EngineName): Promise<EngineForTests> {
  const selection = await select(name);
  if (selection.engine.name === name) return { engine: await loadEngine(selection), describe };
  const reason = `The ${name} engine is not available: ${engineReasonText(selection.engine.reason ?? [])}`;
  if (process.env.KINDLING_REQUIRE_ENGINE === name) throw new Error(reason);
  console.warn(`Skipped: ${reason}`);
  return { engine: null, describe: describe.skip };
}

function select(name: EngineName): Promise<EngineSelection> {
  return selectEngine(name === 'wasm' ? { ...process.env, KINDLING_ENGINE: 'wasm' } : process.env);
}
