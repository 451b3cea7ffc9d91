import { ItemNeighbours } from '../../../ml/baselines/itemNeighbours.ts';
import type { Report } from '../../prepare/progress.ts';
import type { History } from '../corpus.ts';
import { rankingOf } from '../ranking.ts';
import type { Rivals } from '../rivalsFile.ts';

/**
 * Counts what most users have had, and what the same users have, in what training learns from, and ranks by both the items that are left out.
 *
 * @param report of the share that is done
 */
export async function trainRivals(histories: readonly History[], items: number, report: Report): Promise<Rivals> {
  const learned = histories.map(({ items: own, isHeld }) => (isHeld ? own.subarray(0, -1) : own));
  const popularity = new Float64Array(items);
  for (const own of learned) for (const item of own) popularity[item] = (popularity[item] as number) + 1;
  const neighbours = new ItemNeighbours(items, learned);
  const held = histories.filter(({ isHeld }) => isHeld);
  const [popular, near]: Rivals['rivals'][number]['rankings'][] = [[], []];
  for (const [done, { items: own }] of held.entries()) {
    const [history, target] = [own.subarray(0, -1), own.at(-1) as number];
    popular?.push(rankingOf(popularity, history, target));
    near?.push(rankingOf(neighbours.scores(history), history, target));
    if (done % 16 === 0) await report(done / held.length);
  }
  return {
    version: 1,
    rows: held.map(({ row }) => row),
    rivals: [
      { name: 'popularity', rankings: popular ?? [] },
      { name: 'item_knn', rankings: near ?? [] },
    ],
  };
}
