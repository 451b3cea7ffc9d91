import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { outlookOf } from '../../../../shared/domain/runs/dataCurve.ts';
import type { ClassifyRecipe } from '../../../../shared/domain/tasks/textClassification/recipe.ts';
import { Random } from '../../../ml/random.ts';
import { takesLong } from '../../../setup/leftOut.ts';
import { requestFor } from '../../prepare/testing/requestFor.ts';
import { curveOfLabels } from './curveLabels.ts';

const RECIPE: ClassifyRecipe = { kind: 'classify', inputs: ['text'], output: 'label', template: '{{text}}' };
const NEVER = new AbortController().signal;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-curve-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Each label has many words that say it, so that more rows know more of them. */
function rows(count: number): [string, string][] {
  const random = new Random(6);
  return Array.from({ length: count }, (): [string, string] => {
    const label = random.integer(2) === 0 ? 'even' : 'odd';
    const number = 2 * random.integer(60) + (label === 'odd' ? 1 : 0);
    return [`the lamp of ${String.fromCodePoint(0x4e00 + number)} light`, label];
  });
}

async function curve(table: readonly [string, string][]) {
  const { dataset, seed, split } = await requestFor(folder, RECIPE, ['text', 'label'], table);
  return await curveOfLabels({ dataset, recipe: RECIPE, seed, split }, NEVER, () => {});
}

test(
  'more rows teach more, on the same held-out rows, and the last step is told with its interval',
  takesLong,
  async () => {
    const { heldOut, points } = await curve(rows(600));
    expect(heldOut).toBe(120);
    expect(points.map(({ share, rows: count }) => [share, count])).toEqual([
      ...[
        [0.1, 48],
        [0.25, 120],
        [0.5, 240],
        [1, 480],
      ],
    ]);
    const accuracies = points.map(({ metrics }) => metrics.accuracy?.value ?? 0);
    expect(accuracies[3]).toBeGreaterThan((accuracies[0] ?? 1) + 0.15);
    expect(points[0]?.gain).toBeNull();
    for (const [place, { metrics, gain }] of points.entries()) {
      expect(Object.keys(metrics).sort()).toEqual(['accuracy', 'macro_f1']);
      if (place === 0) continue;
      expect(gain?.accuracy?.value).toBeCloseTo((accuracies[place] ?? 0) - (accuracies[place - 1] ?? 0), 6);
    }
    expect(outlookOf({ name: 'linear', metric: 'accuracy', heldOut, points })?.last.value).toBeCloseTo(
      (accuracies[3] ?? 0) - (accuracies[2] ?? 0),
      6,
    );
  },
);

test('of too few rows a tenth is nothing', async () => {
  await expect(curve(rows(40))).rejects.toMatchObject({ code: 'curve_too_few', details: { needed: 50 } });
});
