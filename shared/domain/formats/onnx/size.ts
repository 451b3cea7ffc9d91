import { definitionOf } from '../../architectures/index.ts';
import type { OnnxDtype } from '../dtype.ts';
import type { Misfit, ModelFacts } from '../format.ts';

/** Bytes of a weight, its share of a block's scale included: 32 weights have one of 4 bytes. */
const BYTES_PER_WEIGHT: Readonly<Record<OnnxDtype, number>> = { f32: 4, f16: 2, int8: 1.125, int4: 0.625 };

/** Of a graph. */
export const graphBytes = ({ parameters }: ModelFacts, { dtype }: { dtype: OnnxDtype }): number =>
  BYTES_PER_WEIGHT[dtype] * parameters;

/** What reads graphs knows architectures by transformers' names; and of an LSTM each step would be operations of its own. */
export const graphFits = ({ config }: ModelFacts): Misfit<'noClass'> | null =>
  definitionOf(config).python === undefined ? null : { code: 'noClass', details: {} };
