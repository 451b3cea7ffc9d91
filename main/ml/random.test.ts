import { expect, test } from 'vitest';
import { Random } from './random.ts';

test('a stored state is four uint32, and goes on with the same numbers', () => {
  for (let seed = 0; seed < 200; seed++) {
    const random = new Random(seed);
    for (let taken = 0; taken < seed; taken++) random.uint32();
    for (const part of random.state) expect(part).toBe(part >>> 0);
    const again = Random.at(JSON.parse(JSON.stringify(random.state)));
    expect([again.uint32(), again.uint32()]).toEqual([random.uint32(), random.uint32()]);
  }
});
