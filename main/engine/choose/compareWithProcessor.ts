import type { ExecutionProvider } from '../../../shared/domain/engines/engine.ts';
import { trainWith } from '../backends/onnxruntimeBackend.ts';
import { programMaker } from '../programs/programs.ts';
import { tinyTraining } from './tinyTraining.ts';

const STEPS = 3;
/** Relative. Sums in another order differ by some 1e-6; 16 bits, or a broken kernel, by a thousand times of that. */
const TOLERANCE = 1e-4;

/** What computes in another way than the processor. */
export class WrongResult extends Error {
  readonly results: { got: string; expected: string };

  constructor(results: { got: string; expected: string }) {
    super(`it computes ${results.got} instead of ${results.expected}`);
    this.results = results;
  }
}

/** Whether these are the numbers of `expected`, but for the order in which they were added up. */
export const isNear = (got: readonly number[], expected: readonly number[]): boolean =>
  got.length === expected.length &&
  got.every((value, index) => {
    const exact = expected[index] as number;
    return Math.abs(value - exact) <= TOLERANCE * Math.abs(exact);
  });

/**
 * Trains a tiny model with a provider of ONNX Runtime, which this process computes with, and with the processor. A driver that computes
 * wrongly says nothing: the losses do.
 *
 * @throws WrongResult when losses or gradient norms differ, or are no numbers
 * @throws Error what the provider says
 */
export async function compareWithProcessor(provider: ExecutionProvider): Promise<void> {
  const train = async (by: ExecutionProvider) => {
    trainWith(by);
    const make = programMaker('fp32', (problem) => {
      throw new Error(problem);
    });
    return (await tinyTraining(STEPS, (definition) => make(definition).program)).flat();
  };
  const expected = await train('cpu');
  const got = await train(provider);
  const text = (values: readonly number[]) => values.map((value) => value.toPrecision(7)).join(', ');
  if (!isNear(got, expected)) throw new WrongResult({ got: text(got), expected: text(expected) });
}
