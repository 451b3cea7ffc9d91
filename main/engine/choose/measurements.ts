import { createHash } from 'node:crypto';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { EngineFailure } from '../../../shared/domain/engines/engineReason.ts';
import { readRemembered, remember } from '../installed/remembered.ts';
import type { EngineSelection } from '../installed/selection.ts';
import { probeScript, type RunProbe, runInChild } from './probe.ts';

const FILE = 'measured.json';
/** To be raised when the training step changes so much that old measurements mean nothing. */
const STEP_VERSION = 2;
/** A failure may have been an accident: it is believed for so long only. */
const FAILURE_LIFETIME_MS = 24 * 3600_000;

/** Milliseconds of a training step, or why there are none. */
const Outcome = z.union([z.object({ stepMs: z.number().positive() }), z.object({ failure: EngineFailure })]);
export type Outcome = z.infer<typeof Outcome>;
const Remembered = z.record(z.string(), z.object({ at: z.number(), outcome: Outcome }));

/** Measuring is for a choice between engines of which one does not know. WASM, which is always there, loses against any. */
export const isWorthMeasuring = (candidates: readonly EngineSelection[]) =>
  candidates.filter(({ engine }) => engine.name !== 'wasm').length > 1;

/** Whether there is nothing to find out of an engine: WASM loses against any that takes a step, and takes ten seconds to show it. */
export const isSlowest = ({ engine }: EngineSelection, outcomes: readonly (Outcome | null | undefined)[]): boolean =>
  engine.name === 'wasm' && outcomes.some((outcome) => outcome && 'stepMs' in outcome);

/** What was measured on this machine, in the order of the candidates; `null` where nothing was. Starts nothing. */
export async function rememberedOutcomes(
  enginesFolder: string,
  candidates: readonly EngineSelection[],
): Promise<(Outcome | null)[]> {
  const remembered = (await readRemembered(join(enginesFolder, FILE), Remembered)) ?? {};
  return candidates.map((candidate) => {
    const found = remembered[keyOf(candidate)];
    if (!found || ('failure' in found.outcome && Date.now() - found.at > FAILURE_LIFETIME_MS)) return null;
    return found.outcome;
  });
}

/**
 * Lets every candidate that was not measured yet take real training steps, each in a process of its own and one after another, so that
 * they do not slow one another down. The outcomes are remembered.
 */
export async function measure(
  enginesFolder: string,
  candidates: readonly EngineSelection[],
  { runProbe = runInChild(), signal }: { runProbe?: RunProbe; signal: AbortSignal },
): Promise<void> {
  const file = join(enginesFolder, FILE);
  const known = await rememberedOutcomes(enginesFolder, candidates);
  for (const [index, candidate] of candidates.entries()) {
    if (known[index] || isSlowest(candidate, known)) continue;
    const { binding, engine } = candidate;
    const request = { engine: engine.name, binding, provider: engine.provider, task: 'measure' as const };
    const result = await runProbe(probeScript(), request, signal);
    // A process that was ended because the studio closes says nothing about its engine.
    if (signal.aborted) return;
    const outcome = outcomeOf(result);
    known[index] = outcome;
    const remembered = (await readRemembered(file, Remembered)) ?? {};
    await remember(file, { ...remembered, [keyOf(candidate)]: { at: Date.now(), outcome } });
  }
}

function outcomeOf(result: Awaited<ReturnType<RunProbe>>): Outcome {
  if (!result.works) return { failure: result.failure };
  if (result.stepMs !== undefined) return { stepMs: result.stepMs };
  return { failure: { code: 'bad_answer', answer: JSON.stringify(result) } };
}

/** The engine in its version on this machine's processors. */
function keyOf({ engine: { name, version, device, provider, deviceName, source } }: EngineSelection): string {
  const machine = [cpus()[0]?.model, cpus().length, process.version];
  const parts = [STEP_VERSION, name, version, device, deviceName, source, machine];
  return createHash('sha256')
    .update(JSON.stringify(provider ? [...parts, provider] : parts))
    .digest('hex');
}
