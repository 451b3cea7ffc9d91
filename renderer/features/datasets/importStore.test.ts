import { beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '../../../shared/errors/errors.ts';
import type { Studio } from '../../api/index.ts';
import type { ImportSource } from './importSource.ts';
import { useImports } from './importStore.ts';

/** A studio that refuses every file: with the next of the codes, and with the last one from then on. */
function refusing(...codes: ('file_empty' | 'file_no_rows')[]): Studio {
  let next = 0;
  const fail = async function* () {
    const code = codes[Math.min(next++, codes.length - 1)] ?? 'file_empty';
    yield* [];
    throw new AppError(code, { name: 'x.csv' });
  };
  return { datasets: { import: fail }, files: { discard: async () => {} } } as unknown as Studio;
}

let token = 0;
const picked = (name: string): ImportSource => ({
  kind: 'picked',
  picked: { token: String(token++), name, bytes: 0 },
});
/** What the cards say. */
const cards = () =>
  useImports
    .getState()
    .tasks.map(({ name, status }) => [name, ...(status.state === 'failed' ? [status.times] : [status.state])]);
const settled = () =>
  vi.waitFor(() => expect(useImports.getState().tasks.every(({ status }) => status.state === 'failed')).toBe(true));

beforeEach(() => useImports.setState({ tasks: [] }));

test('what is refused four times has one card, which says how often and when last', async () => {
  const studio = refusing();
  const before = Date.now();
  for (let time = 0; time < 4; time++) {
    useImports.getState().add(studio, [picked('x.csv')]);
    await settled();
  }
  expect(cards()).toEqual([['x.csv', 4]]);
  const [task] = useImports.getState().tasks;
  expect(task?.status.state === 'failed' && task.status.at).toBeGreaterThanOrEqual(before);
});

test('also where all four are dropped at once, and after trying again', async () => {
  const studio = refusing();
  useImports.getState().add(studio, [picked('x.csv'), picked('x.csv'), picked('x.csv'), picked('x.csv')]);
  await settled();
  expect(cards()).toEqual([['x.csv', 4]]);
  useImports.getState().retry(studio, useImports.getState().tasks[0]?.id ?? -1);
  await settled();
  expect(cards()).toEqual([['x.csv', 5]]);
});

test('another file, another reason and another text have cards of their own', async () => {
  const studio = refusing('file_empty', 'file_empty', 'file_no_rows');
  const pasted = (text: string): ImportSource => ({ kind: 'pasted', text });
  useImports.getState().add(studio, [picked('x.csv'), picked('y.csv'), picked('x.csv')]);
  await settled();
  expect(cards()).toEqual([
    ['x.csv', 1],
    ['y.csv', 1],
    ['x.csv', 1],
  ]);
  const texts = { ...studio, files: { ...studio.files, addText: async () => ({ token: 't', name: '', bytes: 1 }) } };
  useImports.getState().add(texts as Studio, [pasted('a'), pasted('b'), pasted('a')]);
  await settled();
  expect(cards().slice(3)).toEqual([
    [null, 1],
    [null, 2],
  ]);
});
