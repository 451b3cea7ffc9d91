/** What a scenario found out: figures to print, and promises that were broken. */
export class Findings {
  readonly figures: Record<string, number | string> = {};
  readonly broken: string[] = [];

  /** Notes a promise that does not hold. */
  check(holds: boolean, promise: string): void {
    if (!holds) this.broken.push(promise);
  }

  count(figure: string, more = 1): void {
    this.figures[figure] = Number(this.figures[figure] ?? 0) + more;
  }
}

/** Thrown by a scenario that this machine does not allow; the message says why. */
export class Skipped extends Error {
  override readonly name = 'Skipped';
}

export interface Outcome {
  scenario: string;
  seconds: number;
  /** Why it was not done; `null` when it was. */
  skipped: string | null;
  figures: Record<string, number | string>;
  /** Promises that do not hold. */
  broken: string[];
}

/** Runs a scenario. One that fails by itself has broken its promise, too. */
export async function runScenario(scenario: string, work: (findings: Findings) => Promise<void>): Promise<Outcome> {
  const findings = new Findings();
  const start = performance.now();
  let skipped: string | null = null;
  try {
    await work(findings);
  } catch (error) {
    if (error instanceof Skipped) skipped = error.message;
    else findings.broken.push(`it could not be carried through: ${error instanceof Error ? error.stack : error}`);
  }
  const seconds = Math.round((performance.now() - start) / 100) / 10;
  return { scenario, seconds, skipped, figures: findings.figures, broken: findings.broken };
}
