import * as tf from '@tensorflow/tfjs-core';
import type { Differ } from '../../formats/format.ts';
import { maxDifference } from '../../formats/reference.ts';
import { disposeTables, tablesOf } from '../../ml/architectures/model.ts';
import { toParameters } from '../../ml/architectures/parameters.ts';

/** Computes a model that was read back on the engine that is loaded. */
export const engineDiffer: Differ = async ({ config, tokenizer, weights }, reference) => {
  const parameters = toParameters(weights);
  const tables = tablesOf(config);
  try {
    return await maxDifference({ config, parameters, tables, tokenizer }, reference);
  } finally {
    tf.dispose([...parameters.values()]);
    disposeTables(tables);
  }
};
