import { readWords, wordsStamp } from '../../formats/linear/wordsFolder.ts';
import { LinearModel } from '../../ml/baselines/linearModel.ts';
import { together } from '../../ml/together.ts';
import type { TextScorer } from './textScorer.ts';

/**
 * A classifier with the words of its folder, where they join in: it is looked up for each text, as a model stays open while they are chosen
 * or not.
 *
 * @param folder the model's
 * @param labels that it tells, in the order of its scores
 */
export function joinedScorer(own: TextScorer, folder: string, labels: readonly string[]): TextScorer {
  let known: { stamp: string; model: Promise<LinearModel> } | null = null;
  const wordsNow = async (): Promise<LinearModel | null> => {
    const stamp = await wordsStamp(folder);
    if (stamp === null) known = null;
    else if (known?.stamp !== stamp)
      known = { stamp, model: readWords(folder, labels).then((parts) => new LinearModel(parts)) };
    try {
      return known && (await known.model);
    } catch (error) {
      known = null;
      // They left while they were read.
      if ((await wordsStamp(folder)) === null) return null;
      throw error;
    }
  };
  return {
    async score(text, limit) {
      const words = await wordsNow();
      const scored = await own.score(text, limit);
      if (!words) return scored;
      return { ...scored, scores: together(scored.scores, words.scores(text).scores), alone: scored.scores };
    },
    // Of what both say together there is no one gradient: words and tokens are not the same pieces of a text.
    gradients: async (text, limit, output) =>
      (await wordsStamp(folder)) === null ? await own.gradients(text, limit, output) : undefined,
    dispose: () => own.dispose(),
  };
}
