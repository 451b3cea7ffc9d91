import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { TensorflowBinding } from '../compiler/tensorflowBinding.ts';
import { enginesFolder } from '../installed/folders.ts';
import { surveyEngines } from './survey.ts';

const require = createRequire(import.meta.url);

/** TensorFlow's library where it is installed and works, whichever engine computes in this process; else `null`. */
export async function tensorflowLibrary(): Promise<TensorflowBinding | null> {
  const surveyed = await surveyEngines(enginesFolder());
  const found = surveyed.find(({ state }) => state === 'works');
  if (!found) return null;
  const { directory, manifest } = found.engine;
  // Its notes about the processor would fill stderr.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  return require(join(directory, manifest.binding));
}
