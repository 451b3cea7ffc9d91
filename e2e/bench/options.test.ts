import { describe, expect, test } from 'vitest';
import { type BenchCommands, createProgram } from './options.ts';

/** The command that a command line calls, and its options. */
async function parse(line: string): Promise<[string, unknown]> {
  const calls: [string, unknown][] = [];
  const record = (name: string) => async (options: object) => {
    calls.push([name, { ...options }]);
  };
  const commands: BenchCommands = {
    suite: record('suite'),
    train: record('train'),
    tune: record('tune'),
    decode: record('decode'),
    base: record('base'),
    serve: record('serve'),
    tokenize: record('tokenize'),
    import: record('import'),
    startup: record('startup'),
    search: record('search'),
    embed: record('embed'),
  };
  const program = createProgram(commands);
  for (const each of [program, ...program.commands]) each.configureOutput({ writeErr: () => {}, writeOut: () => {} });
  await program.parseAsync(line.split(' ').filter(Boolean), { from: 'user' });
  expect(calls).toHaveLength(1);
  return calls[0] as [string, unknown];
}

test.each([
  ['', 'suite', { json: false, rounds: 3, steps: 10, megabytes: 100, sizes: ['R1', 'R2'] }],
  ['--json --rounds 1 --sizes R2', 'suite', { json: true, rounds: 1, steps: 10, megabytes: 100, sizes: ['R2'] }],
  ['embed --model m', 'embed', { json: false, model: 'm', texts: 1024, rounds: 3 }],
  ['serve --gguf m.gguf', 'serve', { json: false, gguf: 'm.gguf', streams: 8, tokens: 100 }],
  ['search', 'search', { json: false, rows: 1_000_000, dimensions: 384, queries: 20 }],
  ['search --rows 9 --queries 2', 'search', { json: false, rows: 9, dimensions: 384, queries: 2 }],
  ['train', 'train', { json: false, size: 'R1', precision: 'fp32', eager: false, steps: 10 }],
  [
    'train --size R2 --precision bf16 --eager --steps 5 --json',
    'train',
    { json: true, size: 'R2', precision: 'bf16', eager: true, steps: 5 },
  ],
  ['train --size TINY', 'train', { json: false, size: 'TINY', precision: 'fp32', eager: false, steps: 10 }],
  [
    'tune --tuning full --gradient-checkpointing --batch-size 2',
    'tune',
    {
      ...{ json: false, size: 'SmolLM2-135M', tuning: 'full', precision: 'bf16', gradientCheckpointing: true },
      ...{ batchSize: 2, contextLength: 256, steps: 10 },
    },
  ],
  ['decode --json', 'decode', { json: true, size: 'R1', streams: 1, tokens: 100, eager: false }],
  ['decode --streams 8 --tokens 50', 'decode', { json: false, size: 'R1', streams: 8, tokens: 50, eager: false }],
  ['base --gguf a.gguf --rounds 5', 'base', { json: false, gguf: 'a.gguf', tokens: 100, rounds: 5 }],
  ['tokenize --json', 'tokenize', { json: true, megabytes: 20 }],
  ['import --megabytes 0.5', 'import', { json: false, megabytes: 0.5 }],
  ['startup --rounds 5', 'startup', { json: false, rounds: 5 }],
])('“%s” runs %s', async (line, name, options) => expect(await parse(line)).toEqual([name, options]));

describe('refused:', () => {
  test.each([
    'train --size R3',
    'train --precision fp16',
    'train --steps 0',
    'tune --size R1',
    'tune --tuning dora',
    'train --steps 2.5',
    'decode --streams x',
    'base --tokens 5',
    'import --megabytes -1',
    '--sizes R1,R4',
    'sleep',
  ])('%s', async (line) => {
    await expect(parse(line)).rejects.toMatchObject({ name: 'CommanderError', exitCode: 1 });
  });
});

test('the size for tests is not offered', () => {
  const help = createProgram({} as BenchCommands).commands.map((command) => command.helpInformation());
  expect(help.join('')).toContain('R1|R2');
  expect(help.join('')).not.toContain('TINY');
});
