import { Command } from 'commander';
import { expect, test } from 'vitest';
import { addFormatOptions, exportCommand, namedOptions, optionHelp, readOptions } from './exportCommand.ts';

test('options of a format are read by its own list', () => {
  expect(readOptions('hf', ['card=no'])).toEqual({ card: false });
  expect(readOptions('hf', [])).toEqual({});
  expect(optionHelp()).toContain('hf: card=yes|no (default: yes)');
});

test.each(['card', 'card=maybe', 'card=', 'cards=yes', '=yes', 'constructor=yes'])('%s is refused', (given) =>
  expect(() => readOptions('hf', [given])).toThrowError(expect.objectContaining({ code: 'bad_input' })),
);

test('what formats are asked has options of its own, which say what --option would', () => {
  const command = addFormatOptions(new Command());
  expect(command.options.map(({ long }) => long)).toEqual(['--dtype', '--adapter', '--no-card']);
  const given = (...words: string[]) => namedOptions(command.parse(words, { from: 'user' }).opts());
  expect(given('--dtype', 'bf16', '--adapter', '--no-card').sort()).toEqual(['adapter=yes', 'card=no', 'dtype=bf16']);
  // What one format has by itself, another has not.
  expect(given('--dtype', 'f32')).toContain('dtype=f32');
  expect(readOptions('gguf', ['dtype=Q4_K_M'])).toEqual({ dtype: 'q4_k_m' });
  expect(namedOptions(addFormatOptions(new Command()).parse([], { from: 'user' }).opts())).toEqual([]);
});

test.each([
  [{ ollama: true, format: 'hf' }, '--format'],
  [{ ollama: 'x', out: 'folder' }, '--out'],
  [{ ollama: 'no such name' }, '--ollama'],
  [{}, '--out'],
] as const)('%j says what is wrong with it', async (given, path) => {
  await expect(exportCommand({} as never, {} as never, { model: 'm', ...given })).rejects.toMatchObject({
    ...{ code: 'bad_input', details: { path } },
  });
});
