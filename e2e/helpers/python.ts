import { execFileSync } from 'node:child_process';

/** Why the Python that `KINDLING_PYTHON` names cannot be had, with modules, separated by commas; `null` where it can. */
export function noPython(modules: string): string | null {
  const python = process.env.KINDLING_PYTHON;
  if (!python) return 'KINDLING_PYTHON names no Python';
  try {
    execFileSync(python, ['-c', `import ${modules}`], { stdio: 'ignore' });
    return null;
  } catch {
    return `the Python of KINDLING_PYTHON has not all of: ${modules}`;
  }
}
