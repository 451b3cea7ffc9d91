import { expect, type TestContext } from 'vitest';
import { type Findings, type Outcome, runScenario } from './findings.ts';

/** What a scenario found out, when all of its promises hold; the test is skipped where it cannot be done. */
export async function outcomeOf(
  { task, skip }: TestContext,
  scenario: (findings: Findings) => Promise<void>,
): Promise<Outcome['figures']> {
  const { skipped, figures, broken } = await runScenario(task.name, scenario);
  if (skipped !== null) skip(skipped);
  expect(broken).toEqual([]);
  return figures;
}
