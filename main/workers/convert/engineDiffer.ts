import * as tf from '@tensorflow/tfjs-core';
import type { Differ } from '../../formats/format.ts';
import { maxDifference } from '../../formats/reference.ts';
import { disposeTables, tablesOf } from '../../ml/architectures/model.ts';
import { toParameters } from '../../ml/architectures/parameters.ts';
import type { Head } from '../../ml/train/task.ts';
import { textScores } from '../../ml/train/textScores.ts';

/** Computes models that were read back on the engine that is loaded. */
export const engineDiffer = (head: Head): Differ => ({
  head,
  async difference({ config, tokenizer, weights }, reference) {
    const parameters = toParameters(weights);
    const tables = tablesOf(config);
    try {
      const scores = textScores(head, config, parameters, tables);
      return await maxDifference({ config, tokenizer, scores }, reference);
    } finally {
      tf.dispose([...parameters.values()]);
      disposeTables(tables);
    }
  },
});
