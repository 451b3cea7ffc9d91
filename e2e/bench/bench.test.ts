import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { takesLong } from '../../main/setup/leftOut.ts';
import { countParameters, dimensions } from '../../shared/domain/architectures/index.ts';
import { BenchSize, workload } from './workload.ts';

const root = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

/** `npm run -s bench -- …` without npm: its exit code and all that is on stdout. WASM is everywhere, and is not installed first. */
async function bench(...args: string[]): Promise<{ code: number; stdout: string }> {
  const env = { ...process.env, KINDLING_ENGINE: 'wasm' };
  try {
    const { stdout } = await run(process.execPath, [join(root, 'main/setup/run.mjs'), 'bench', ...args], { env });
    return { code: 0, stdout };
  } catch (error) {
    return error as { code: number; stdout: string };
  }
}

const bundles = () => globSync('dist/.bench-*', { cwd: root });

/** The one line of JSON that stdout has to be. */
function parseLine(stdout: string): unknown {
  expect(stdout.split('\n')).toHaveLength(2);
  return JSON.parse(stdout);
}

test('training prints one line with the reference’s keys, and leaves no bundle behind', takesLong, async () => {
  const before = bundles();
  const { code, stdout } = await bench('train', '--size', 'TINY', '--eager', '--steps', '2', '--json');
  expect(parseLine(stdout)).toEqual({
    engine: expect.stringMatching(/^kindling wasm \d/),
    mode: 'eager',
    size: 'TINY',
    params: 3632,
    step_ms: expect.any(Number),
    tokens_per_s: expect.any(Number),
    peak_rss_mb: expect.any(Number),
    ready_s: expect.any(Number),
  });
  expect(code).toBe(0);
  expect(bundles()).toEqual(before);
});

test('decoding prints one line', takesLong, async () => {
  const { stdout } = await bench('decode', '--size', 'TINY', '--streams', '2', '--tokens', '4', '--json');
  expect(parseLine(stdout)).toMatchObject({ streams: 2, tokens: 4, tokens_per_s: expect.any(Number) });
});

test('what the context has no room for is refused', { tags: 'again' }, async () => {
  const { code, stdout } = await bench('decode', '--size', 'TINY', '--tokens', '17', '--json');
  expect(parseLine(stdout)).toMatchObject({ error: { code: 'bad_input', details: { path: '--tokens' } } });
  expect(code).toBe(1);
});

test('wrong usage is told on stdout, too', async () => {
  const { code, stdout } = await bench('train', '--size', 'R9', '--json');
  expect(parseLine(stdout)).toMatchObject({ error: { code: 'bad_input' } });
  expect(code).toBe(2);
});

test('a small table is imported and encoded', { tags: 'again' }, async () => {
  const { stdout } = await bench('tokenize', '--megabytes', '0.1', '--json');
  expect(parseLine(stdout)).toMatchObject({
    prepare: { tokens: expect.any(Number), mb_per_s: expect.any(Number) },
    encode: { mb_per_s: expect.any(Number) },
  });
});

test('R1 and R2 have the sizes of the comparison, the same as in Python', () => {
  expect([workload('R1'), workload('R2')].map(({ config }) => countParameters(config))).toEqual([3737856, 12194688]);
  const script = readFileSync(join(import.meta.dirname, 'torch_reference.py'), 'utf8');
  for (const size of BenchSize.options) {
    const { config, batchSize, contextLength } = workload(size);
    const { num_hidden_layers, hidden_size, num_attention_heads, intermediate_size, vocab_size } = dimensions(config);
    const sizes = [
      ...[num_hidden_layers, hidden_size, num_attention_heads, intermediate_size],
      ...[contextLength, batchSize, vocab_size],
    ];
    expect(script).toContain(`"${size}": (${sizes.join(', ')})`);
  }
});
