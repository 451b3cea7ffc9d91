import { parseArgs } from 'node:util';
import {
  type EngineInfo,
  type EngineInstallState,
  measuredText,
  withProvider,
} from '../../shared/domain/engines/engine.ts';
import { engineReasonText } from '../../shared/domain/engines/engineReason.ts';
import { toAppError } from '../../shared/errors/errors.ts';
import { engineProvider } from '../engine/provider.ts';

/**
 * `node main/setup/installEngine.ts [--if-missing]`: installs the native engine from a command line. Progress goes to stderr; its last
 * line says which engine there is now and why. Exit code 0 when a native engine is there; 1 otherwise, WASM then does the work.
 * With `--if-missing` one that works already is left alone, and a machine without any, or `KINDLING_ENGINE=wasm`, is no failure.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { 'if-missing': { type: 'boolean', default: false } } });
  const provider = engineProvider();
  const cancel = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => cancel.abort());

  const present = await provider.select().catch((thrown: unknown) => {
    // One that is asked for but not there yet is what this command is for.
    if (process.env.KINDLING_ENGINE === 'tensorflow') return null;
    throw thrown;
  });
  const mayStay = present?.engine.name === 'tensorflow' || (values['if-missing'] && !provider.offer());
  if (present && mayStay) return say(present.engine);
  try {
    await provider.install({ signal: cancel.signal, onProgress: progressPrinter() });
    return say((await provider.select()).engine);
  } catch (thrown) {
    process.stderr.write(`Engine: wasm. ${toAppError(thrown).message}\n`);
    return 1;
  }
}

function say(engine: EngineInfo): number {
  const { version, device, deviceName, source, reason } = engine;
  const why = reason ? ` Why not a faster one: ${engineReasonText(reason)}.` : '';
  const measured = engine.measured ? ` Measured, a training step: ${measuredText(engine)}.` : '';
  process.stderr.write(
    `Engine: ${withProvider(engine.name, engine)} ${version} on ${device} (${deviceName}), from ${source}.${why}${measured}\n`,
  );
  return 0;
}

/** One line a step, and one for every tenth of a step whose size is known. */
function progressPrinter(): (state: EngineInstallState) => void {
  let last = '';
  return (state) => {
    if (state.state !== 'installing') return;
    const { step, doneBytes, totalBytes } = state;
    const tenths = totalBytes ? Math.min(10, Math.floor((doneBytes / totalBytes) * 10)) : null;
    const line = tenths === null ? `Engine: ${step}` : `Engine: ${step} ${tenths * 10} %`;
    if (line !== last) process.stderr.write(`${line}\n`);
    last = line;
  };
}

process.exitCode = await main().catch((thrown: unknown) => {
  process.stderr.write(`Engine: ${toAppError(thrown).message}\n`);
  return 1;
});
