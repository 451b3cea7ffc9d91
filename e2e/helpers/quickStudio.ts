import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { serveUntilInterrupted } from '../../main/headless/serveUntilInterrupted.ts';
import { startHeadless } from '../../main/headless/startHeadless.ts';
import { defaultScript, spawner, trainBySteps, wasmOnly } from '../../main/host/testing/studio.ts';
import { mainTaskOf } from '../../main/tasks/index.ts';
import type { AppError } from '../../shared/errors/errors.ts';

/**
 * The headless studio whose trainings, whatever is trained, learn nothing and take a moment a step. All else is as users have it: for
 * tests of what is done with runs, not of what comes out of them.
 *
 * `node e2e/helpers/quickStudio.ts --home DIR` prints the address.
 */
const { values } = parseArgs({ options: { home: { type: 'string' } } });
const STEP_MS = 20;

const script = defaultScript();
// What is said of the rows before training is what the worker says.
script.prepare.examine = async (request, { signal }) => {
  const found = await mainTaskOf(request.recipe).examine?.(request, signal);
  const told = ({ code, message, details }: AppError) => ({ code, message, details });
  return {
    refusal: found?.refusal ? told(found.refusal) : null,
    warnings: found?.warnings.map(told) ?? [],
    mustContain: [...(found?.mustContain ?? [])],
  };
};
script.train.run = (request, ended) => trainBySteps(request, ended, () => sleep(STEP_MS));
const headless = await startHeadless({
  home: values.home ?? '',
  host: { spawnWorker: spawner(script, []), engine: wasmOnly },
});
process.stdout.write(`${headless.url}\n`);
await serveUntilInterrupted(headless);
