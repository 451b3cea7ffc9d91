import { Random } from '../../ml/random.ts';

const VALIDATION_SHARE = 0.05;
/** Evaluation costs time in every run; so many documents give a loss that is steady enough. */
const MOST_VALIDATION_DOCUMENTS = 512;

/** Numbers of the documents (0 … documents − 1) that are kept from training. The same seed gives the same ones. */
export function validationDocuments(documents: number, seed: number): Set<number> {
  if (documents < 2) return new Set();
  const wanted = Math.min(Math.max(1, Math.round(documents * VALIDATION_SHARE)), MOST_VALIDATION_DOCUMENTS);
  const random = new Random(seed);
  const chosen = new Set<number>();
  while (chosen.size < wanted) chosen.add(random.integer(documents));
  return chosen;
}
