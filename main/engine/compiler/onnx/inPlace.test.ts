import { expect, test } from 'vitest';
import { ARGUMENT, CONSTANT, DataType, type Node, type TensorType, VARIABLE, type Value } from '../graph.ts';
import { inPlace } from './inPlace.ts';

const type = (shape: readonly number[] = [4]): TensorType => ({ dtype: DataType.FLOAT, shape });
const value = (node: Partial<Node> & { op: string }): Value => ({
  node: { inputs: [], attributes: {}, outputs: [type()], ...node },
  index: 0,
});
const op = (name: string, ...inputs: Value[]): Value => value({ op: name, inputs });
const number = (one: number): Value =>
  value({ op: CONSTANT, outputs: [type([])], content: new Uint8Array(Float32Array.of(one).buffer) });
const state = (name: string): Value => value({ op: VARIABLE, name });
const given = value({ op: ARGUMENT, name: 'given' });

/** A mean that moves, and what goes on from it. */
function mean(before: (a: Value) => Value) {
  const [a, b] = [state('a'), state('b')];
  const next = op('AddV2', before(a), given);
  return new Map([
    ['a', next],
    ['b', op('Sub', b, op('Sqrt', next))],
  ]);
}

test.each<[string, ReadonlyMap<string, Value>, string[]]>([
  ['is added to', new Map([['a', op('AddV2', state('a'), given)]]), ['a']],
  ['is scaled first: the optimizer’s moments', mean((a) => op('Mul', a, number(0.9))), ['a', 'b']],
  ['would be scaled by 1, which the runtime leaves out', mean((a) => op('Mul', a, number(1))), ['b']],
  ['is scaled by what is not known', mean((a) => op('Mul', a, given)), ['b']],
  ['has another shape first', mean((a) => op('Reshape', a, given)), ['b']],
])('state that %s', (_, assignments, expected) => {
  expect(inPlace({ assignments, results: new Map() })).toEqual(expected);
});

test('state is kept as long as somebody reads it', () => {
  const a = state('a');
  const assignments = new Map([['a', op('AddV2', op('Mul', a, number(0.9)), given)]]);
  expect(inPlace({ assignments, results: new Map([['old', op('Mul', a, number(2))]]) })).toEqual([]);
});
