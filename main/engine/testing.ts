import { existsSync } from 'node:fs';
import { describe } from 'vitest';
import type { EngineInfo, EngineName, ExecutionProvider } from '../../shared/domain/engines/engine.ts';
import { engineReasonText } from '../../shared/domain/engines/engineReason.ts';
import { AppError } from '../../shared/errors/errors.ts';
import { loadEngine } from './backends/load.ts';
import { selectEngine } from './choose/select.ts';
import type { EngineSelection } from './installed/selection.ts';

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
 * @param provider of ONNX Runtime: what it trains with
 * @throws Error when a required engine cannot be had
 */
export async function useEngine(name: EngineName, provider: ExecutionProvider = 'cpu'): Promise<EngineForTests> {
  const selection = await select(name, provider);
  if (!(selection instanceof AppError) && selection.engine.name === name)
    return { engine: await loadEngine(selection), describe };
  const why =
    selection instanceof AppError ? String(selection.details.reason) : engineReasonText(selection.engine.reason ?? []);
  const reason = `The ${name} engine is not available: ${why}`;
  if (process.env.KINDLING_REQUIRE_ENGINE === name) throw new Error(reason);
  console.warn(`Skipped: ${reason}`);
  return { engine: null, describe: describe.skip };
}

/** The engine whose compiled programs are tested here: TensorFlow where it can be had, unless `KINDLING_ENGINE` asks for the other one. */
export async function useCompilingEngine(): Promise<EngineForTests> {
  if (process.env.KINDLING_ENGINE === 'onnxruntime') return await useEngine('onnxruntime');
  const tensorflow = await useEngine('tensorflow');
  return tensorflow.engine ? tensorflow : await useEngine('onnxruntime');
}

async function select(name: EngineName, provider: ExecutionProvider): Promise<EngineSelection | AppError> {
  // Whatever was measured; but `KINDLING_ENGINE` may ask for another one.
  if (name === 'tensorflow')
    return await selectEngine({ KINDLING_ENGINE: name, ...process.env }).catch((error: AppError) => error);
  if (name === 'webgpu' || provider === 'webgpu') useSwiftShader();
  const asked = { KINDLING_ENGINE: name, ...(provider !== 'cpu' && { KINDLING_EXECUTION_PROVIDER: provider }) };
  return await selectEngine({ ...process.env, ...asked }).catch((error: AppError) => error);
}

/** Where a Linux without a graphics processor has Debian's Chromium, the program in it that imitates one is tested with. */
function useSwiftShader(): void {
  const driver = '/usr/lib/chromium/vk_swiftshader_icd.json';
  if (process.env.VK_ICD_FILENAMES || existsSync('/dev/dri') || !existsSync(driver)) return;
  process.env.VK_ICD_FILENAMES = driver;
}
