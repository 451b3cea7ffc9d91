import { peakRssBytes } from '../../../main/workers/process/peakRss.ts';
import { toAppError } from '../../../shared/errors/errors.ts';
import { CASES, type CaseAnswer, type CaseInput, type CaseName, type CaseOutput } from '../contract.ts';

/** Makes this process the one of a case: takes one input, answers once, and ends. stdout is not used: libraries write there, too. */
export function serveCase<K extends CaseName>(name: K, measure: (input: CaseInput<K>) => Promise<CaseOutput<K>>): void {
  // Whoever asked has gone: nobody wants the answer.
  process.once('disconnect', () => process.exit(1));
  process.once('message', async (message) => {
    const answer = await attempt(async () => measure(CASES[name].input.parse(message) as CaseInput<K>));
    // Engines keep threads; nothing is left to do once the answer is on its way.
    process.send?.(answer, undefined, undefined, () => process.exit(0));
  });
}

async function attempt(work: () => Promise<unknown>): Promise<CaseAnswer> {
  try {
    return { result: await work() };
  } catch (thrown) {
    const { code, details } = toAppError(thrown);
    return { error: { code, details } };
  }
}

/** The largest part of this process that was in memory at a time, in MiB. */
export const peakRssMb = (): number => Math.round(peakRssBytes() / 2 ** 20);
