import { expect, test } from 'vitest';
import type { GenerationEvent } from '../../../../shared/domain/models/generation.ts';
import { textRecorder } from '../../../../shared/domain/tasks/textGeneration/prediction.ts';
import { untilKept } from './untilKept.ts';

const INPUTS = [
  { column: 'name', value: 'Oak Lamp' },
  { column: 'price', value: '9.50' },
  { column: 'note', value: ' ' },
];

/** Writes the texts in their order, and says with which seeds it was asked. */
function writer(texts: readonly string[], finishReason: 'eos' | 'cancelled' = 'eos') {
  const seeds: number[] = [];
  const openings: string[] = [];
  const write = async function* (seed: number, opening: string): AsyncGenerator<GenerationEvent> {
    openings.push(opening);
    const text = texts[seeds.push(seed) - 1] ?? '';
    yield { event: 'prompt', prompt: 'p', promptTokens: 1, cutTokens: 0 };
    yield { event: 'token', id: 1, text };
    yield { event: 'done', text, tokens: [1], tokensPerSecond: 1, finishReason };
  };
  return { write, seeds, openings };
}
const run = async (texts: readonly string[], fields: string[], tries = 4) => {
  const { write, seeds } = writer(texts);
  const events = await Array.fromAsync(untilKept(write, { inputs: INPUTS, fields, tries, seed: 7 }));
  return { events, seeds, end: events.at(-1) };
};

test('the first text that has what it must contain is the result, and no other is written', async () => {
  const { events, seeds, end } = await run(['A lamp.', 'An Oak Lamp.', 'never'], ['name']);
  expect(events.map(({ event }) => event)).toEqual(['prompt', 'token', 'again', 'token', 'done']);
  expect(events[2]).toEqual({ event: 'again', attempt: 2, of: 4, missing: ['name'] });
  expect(end).toMatchObject({ text: 'An Oak Lamp.', kept: { attempt: 2, tries: 4, missing: [] } });
  // The first text is the one that the seed has always given.
  expect(seeds[0]).toBe(7);
  expect(new Set(seeds).size).toBe(2);
  expect((await run(['A lamp.', 'An Oak Lamp.'], ['name'])).seeds).toEqual(seeds);
});

test('capitals and blanks count: the name is wanted as it is written', async () => {
  const { end, seeds } = await run(['An oak lamp.', 'An Oak  Lamp.', 'OAK LAMP', 'An Oak Lamp.'], ['name']);
  expect(seeds).toHaveLength(4);
  expect(end).toMatchObject({ text: 'An Oak Lamp.', kept: { attempt: 4, missing: [] } });
});

test('where none has it, the one that lacks least is shown, with what it lacks', async () => {
  const { end, seeds } = await run(['A lamp.', 'A lamp for 9.50.', 'Another for 9.50.'], ['name', 'price'], 3);
  expect(seeds).toHaveLength(3);
  expect(end).toMatchObject({ text: 'A lamp for 9.50.', kept: { attempt: 2, tries: 3, missing: ['name'] } });
});

test('the last try begins with what the best of the others lacked', async () => {
  const { write, openings } = writer(['A lamp.', 'A lamp for 9.50.', 'Oak Lamp: it shines.']);
  const wanted = { inputs: INPUTS, fields: ['price', 'name'], tries: 3, seed: 7 };
  await Array.fromAsync(untilKept(write, wanted));
  expect(openings).toEqual(['', '', ' Oak Lamp']);
});

test('an empty value cannot be lacked, and one try is one text', async () => {
  expect((await run(['A lamp.'], ['note'])).end).toMatchObject({ kept: { attempt: 1, missing: [] } });
  const once = await run(['A lamp.', 'An Oak Lamp.'], ['name'], 1);
  expect(once.seeds).toEqual([7]);
  expect(once.end).toMatchObject({ text: 'A lamp.', kept: { attempt: 1, tries: 1, missing: ['name'] } });
});

test('who stops it gets what was written, and nothing is written again', async () => {
  const { write, seeds } = writer(['A la'], 'cancelled');
  const events = await Array.fromAsync(untilKept(write, { inputs: INPUTS, fields: ['name'], tries: 4, seed: 7 }));
  expect(events.at(-1)).toMatchObject({ finishReason: 'cancelled', text: 'A la' });
  expect(events.at(-1)).not.toHaveProperty('kept');
  expect(seeds).toHaveLength(1);
});

test('the history has the text that was shown', async () => {
  const recorder = textRecorder({
    task: 'text-generation',
    prompt: { kind: 'inputs', inputs: INPUTS },
    settings: {} as never,
  });
  const { events } = await run(['A lamp.', 'An Oak Lamp.'], ['name']);
  for (const event of events) {
    recorder.take(event);
    // Stopped while the second one was written, the first one is not on the screen any more.
    if (event.event === 'again') expect(recorder.entry(10)).toBeNull();
  }
  expect(recorder.entry(null)).toMatchObject({ text: 'An Oak Lamp.', tokens: 1 });
});
