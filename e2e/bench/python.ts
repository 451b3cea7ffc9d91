import { join } from 'node:path';
import { z } from 'zod';
import { lastLine, runCommand } from './processes.ts';

/** Imported, not looked up: a package that is there may not work. */
const CHECK = `
import json, torch
try:
    import transformers
    version = transformers.__version__
except Exception:
    version = None
print(json.dumps({"torch": torch.__version__, "transformers": version}))
`;
const CHECK_LIMIT_MS = 120_000;
/** torch.compile may take a minute before its first step. */
const RUN_LIMIT_MS = 900_000;

const Versions = z.object({ torch: z.string(), transformers: z.string().nullable() });

/** A Python that has torch. */
export interface Python extends z.infer<typeof Versions> {
  command: string;
}

/** The Python that `KINDLING_PYTHON` names, else the first of PATH's that has torch; or why there is none. */
export async function findPython(environment: NodeJS.ProcessEnv = process.env): Promise<Python | { missing: string }> {
  const given = environment.KINDLING_PYTHON;
  const reasons: string[] = [];
  for (const command of given ? [given] : ['python3', 'python']) {
    const { stdout, failure } = await runCommand(command, ['-c', CHECK], CHECK_LIMIT_MS);
    const versions = failure === '' ? parseVersions(stdout) : undefined;
    if (versions) return { command, ...versions };
    // The path is this machine's affair; the variable says where it came from.
    reasons.push(`${given ? 'KINDLING_PYTHON' : command}: ${failure || 'it did not answer'}`);
  }
  return { missing: `no Python with torch was found (${reasons.join('; ')})` };
}

function parseVersions(stdout: string) {
  try {
    return Versions.parse(JSON.parse(lastLine(stdout)));
  } catch {
    return undefined;
  }
}

/**
 * Runs one of the reference scripts and reads the line of JSON that it prints.
 *
 * @throws Error with the script's last words
 */
export async function runReference<T>(
  { command }: Python,
  script: 'torch_reference.py' | 'generate_reference.py' | 'base_reference.py' | 'embed_reference.py',
  options: Record<string, string | number>,
  schema: z.ZodType<T>,
): Promise<T> {
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  // -B: no __pycache__ beside the scripts.
  const { stdout, failure } = await runCommand(
    command,
    ['-B', join(import.meta.dirname, script), ...args],
    RUN_LIMIT_MS,
  );
  if (failure) throw new Error(failure);
  return schema.parse(JSON.parse(lastLine(stdout)));
}
