import type { Differ } from '../../formats/format.ts';
import { maxDifference } from '../../formats/reference.ts';
import type { Head } from '../../ml/train/task.ts';
import { loadScores } from '../../ml/train/textScores.ts';

/**
 * Computes models that were read back on the engine that is loaded.
 *
 * @param tensorflow its library where it is installed
 */
export const engineDiffer = (head: Head, tensorflow: Differ['tensorflow'] = async () => null): Differ => ({
  head,
  tensorflow,
  async difference({ config, tokenizer, weights }, reference) {
    const { scores, dispose } = loadScores(head, { config, weights });
    try {
      return await maxDifference({ config, tokenizer, scores }, reference);
    } finally {
      dispose();
    }
  },
});
