import { type Findings, type Outcome, runScenario } from './findings.ts';

/** What is used of vitest's context. */
interface Test {
  task: { name: string };
  skip(reason: string): never;
}

/**
 * What a scenario found out, when all of its promises hold; the test is skipped where it cannot be done.
 *
 * @throws Error with every promise that was broken
 */
export async function outcomeOf(
  { task, skip }: Test,
  scenario: (findings: Findings) => Promise<void>,
): Promise<Outcome['figures']> {
  const { skipped, figures, broken } = await runScenario(task.name, scenario);
  if (skipped !== null) skip(skipped);
  if (broken.length > 0) throw new Error(broken.join('\n'));
  return figures;
}
