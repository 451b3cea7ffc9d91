import { afterEach, expect, test, vi } from 'vitest';
import type { MeasureEvent } from '../../shared/domain/models/measures.ts';
import { evaluateCommand } from './evaluateCommand.ts';
import { Output } from './output.ts';
import type { Session } from './session.ts';

afterEach(() => vi.restoreAllMocks());

const EVENTS: MeasureEvent[] = [
  { event: 'progress', stage: 'texts', done: 0, total: 3, remainingMs: null },
  { event: 'progress', stage: 'texts', done: 1, total: 3, remainingMs: 3900 },
  { event: 'progress', stage: 'again', attempt: 2, done: 0, total: 1, remainingMs: null },
  {
    event: 'done',
    record: {
      ...{ texts: 3, rows: 3, seed: 1, temperature: 0.7, maxTokens: 9, fields: [], metrics: {}, notMeasured: {} },
      ...{ newWords: null, createdAt: '2026-01-01T00:00:00Z', written: [] },
      baselines: { referenceFidelity: null, bigramBitsPerByte: null, commonestMatch: null },
    },
  },
];

test('says how far it is and what is left: a line in a terminal, a value for programs before the result', async () => {
  const asked: unknown[] = [];
  const evaluate = async function* (request: unknown) {
    asked.push(request);
    yield* EVENTS;
  };
  const session = { client: { models: { evaluate } }, signal: new AbortController().signal } as unknown as Session;
  const printed: unknown[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => printed.push(JSON.parse(String(line))) > 0);
  const output = new Output(true);
  const lines = vi.spyOn(output, 'progress');
  await evaluateCommand(session, output, { model: 'm', texts: 3, maxTokens: 9 });
  expect(asked).toMatchObject([{ id: 'm', texts: 3, maxTokens: 9 }]);
  expect(lines.mock.calls.flat()).toEqual([
    'writing: 0 of 3 texts',
    'writing: 1 of 3 texts, about 4 s to go',
    'writing again what lacks something, try 2: 0 of 1 text',
  ]);
  expect(printed).toEqual([
    { progress: { stage: 'texts', done: 0, total: 3, remainingSeconds: null } },
    { progress: { stage: 'again', attempt: 2, done: 0, total: 1, remainingSeconds: null } },
    expect.objectContaining({ maxTokens: 9, texts: [] }),
  ]);
});
