import type { OptimizerName } from '../../../../shared/domain/runs/settings.ts';
import type { Shapes } from '../../architectures/architecture.ts';
import { adafactor } from './adafactor.ts';
import { adamw } from './adamw.ts';
import type { Optimizer } from './optimizer.ts';

/** By the values of the setting `optim`, what makes an optimizer of a weight decay. */
const OPTIMIZERS = { adamw, adafactor } satisfies Record<OptimizerName, (weightDecay: number) => Optimizer>;

/** Where nothing is said. */
export const DEFAULT_OPTIMIZER: OptimizerName = 'adamw';

export const optimizerOf = (name: OptimizerName, weightDecay: number): Optimizer => OPTIMIZERS[name](weightDecay);

/** What an optimizer keeps of all that is trained: names in a program's state, and shapes. */
export const optimizerState = (optim: OptimizerName, trained: Shapes): Map<string, readonly number[]> => {
  // Weight decay keeps nothing.
  const optimizer = optimizerOf(optim, 0);
  return new Map(Array.from(trained).flatMap(([name, shape]) => [...optimizer.state(name, shape)]));
};

/** The numbers of a step that an optimizer has to be told. */
export const optimizerFactors = (optim: OptimizerName, step: number): Readonly<Record<string, number>> =>
  optimizerOf(optim, 0).factors(step);
