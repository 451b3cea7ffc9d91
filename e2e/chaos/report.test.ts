import { expect, test } from 'vitest';
import { runScenario, Skipped } from './findings.ts';
import { type ChaosOptions, createProgram, SCENARIOS } from './options.ts';
import { renderReport } from './report.ts';

async function parse(...args: string[]): Promise<ChaosOptions> {
  const { promise, resolve } = Promise.withResolvers<ChaosOptions>();
  const program = createProgram(async (options) => resolve(options)).configureOutput({ writeErr: () => {} });
  await program.parseAsync(args, { from: 'user' });
  return promise;
}

test('everything is done, with a new seed, unless it is said otherwise', async () => {
  expect(await parse()).toEqual({ seed: expect.any(Number), kills: 50, only: SCENARIOS, json: false });
  expect(await parse('--seed', '7', '--kills', '3', '--only', 'starts,kills', '--json')).toEqual({
    ...{ seed: 7, kills: 3, only: ['kills', 'starts'], json: true },
  });
});

test.each([
  ['--only', 'kill'],
  ['--only', ''],
  ['--seed', '-1'],
  ['--seed', 'x'],
  ['--kills', '1.5'],
])('%s %j is refused', async (option, value) => {
  await expect(parse(option, value)).rejects.toMatchObject({ code: 'commander.invalidArgument' });
});

test('a scenario ends with its figures, with what it broke, or with why it was not done', async () => {
  const done = await runScenario('done', async (findings) => {
    findings.count('kills');
    findings.count('kills', 1999);
    findings.figures.mean = 1.5;
    findings.check(true, 'it holds');
  });
  const broken = await runScenario('broken', async (findings) => findings.check(false, 'nothing is lost'));
  const failed = await runScenario('failed', async () => {
    throw new Error('no such file');
  });
  const skipped = await runScenario('left', async () => {
    throw new Skipped('only root can');
  });
  expect(done).toMatchObject({ skipped: null, figures: { kills: 2000, mean: 1.5 }, broken: [] });
  expect(renderReport(3, [done])).toMatch(
    /^Seed 3\n\ndone \(0\.\d s\)\n.*\| kills +\| 2,000 \|.*All promises hold\.$/s,
  );
  const report = renderReport(3, [done, broken, failed, skipped]);
  expect(report).toContain('BROKEN: nothing is lost');
  expect(report).toContain('BROKEN: it could not be carried through: Error: no such file');
  expect(report).toMatch(/left \(0\.\d s\): skipped, only root can/);
  expect(report).toMatch(/2 promises are broken\.$/);
});
