import { expect, test } from 'vitest';
import { AppError } from '../../shared/errors/errors.ts';
import { alternate, type Contender, interleave } from './rounds.ts';

test.each([
  [['a', 'b', 'c'], ['x'], ['a', 'x', 'b', 'c']],
  [['a'], ['x', 'y'], ['a', 'x', 'y']],
  [[], [], []],
])('%j and %j in turns', (first, second, expected) => expect(interleave<string>(first, second)).toEqual(expected));

test('ours and theirs take turns in every round, and who fails is not tried again', async () => {
  const order: string[] = [];
  const contender = (mode: string, figures: (number | Error)[]): Contender<{ tokens_per_s: number }> => ({
    label: { engine: 'engine', size: 'R1', mode },
    async measure() {
      order.push(mode);
      const figure = figures.shift();
      if (figure instanceof Error) throw figure;
      return { tokens_per_s: figure ?? 0 };
    },
  });
  const missing = new AppError('engine_unavailable', { engine: 'of mode b', reason: 'not available yet' });
  const standings = await alternate(
    [contender('a', [1, 30, 20]), contender('b', [missing])],
    [contender('x', [5, 7, new Error('out of memory')])],
    3,
    () => {},
  );
  expect(order).toEqual(['a', 'x', 'b', 'a', 'x', 'a', 'x']);
  expect(standings.map((standing) => ('failed' in standing ? standing.failed : standing.median.tokens_per_s))).toEqual([
    20,
    'not available yet',
    'out of memory',
  ]);
});
