import { execFile } from 'node:child_process';
import { AppError } from '../../../shared/errors/errors.ts';
import { ownEnvironment } from './ownEnvironment.ts';

/** A server of llama.cpp, by what it says of itself. */
export interface LlamaProgram {
  path: string;
  /** `6123 (0a1b2c3)`, or `1.2.3 (build 11434, commit 0a1b2c3)` of later ones. */
  version: string;
  /** What options it has, in its own words: they come and go. */
  help: string;
}

const PATIENCE_MS = 30_000;
const MOST_BYTES = 1 << 22;

/**
 * Asks a program which llama.cpp it is.
 *
 * @throws AppError `llama_server_unusable`; the signal's reason
 */
export async function lookAt(path: string, signal: AbortSignal, patienceMs = PATIENCE_MS): Promise<LlamaProgram> {
  const ask = (option: string) => said(path, option, signal, patienceMs);
  const text = await ask('--version');
  const [, version] = /version:\s*([\w.-]+(?: \([\w., -]+\))?)/.exec(text) ?? [];
  if (version === undefined) throw new AppError('llama_server_unusable', { program: path, problem: firstLine(text) });
  return { path, version, help: await ask('--help') };
}

/** What a program writes, on either of its streams. */
function said(program: string, option: string, signal: AbortSignal, patienceMs: number): Promise<string> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const limits = { timeout: patienceMs, killSignal: 'SIGKILL', maxBuffer: MOST_BYTES, signal } as const;
    execFile(program, [option], { ...limits, env: ownEnvironment(), windowsHide: true }, (error, stdout, stderr) => {
      if (signal.aborted) return reject(signal.reason);
      if (!error) return resolve(`${stdout}\n${stderr}`);
      const { code, killed } = error as NodeJS.ErrnoException & { killed?: boolean };
      const late = killed === true && `it did not answer for ${patienceMs / 1000} s`;
      const problem = late || (typeof code === 'string' ? code : firstLine(`${stderr}\n${stdout}`) || error.message);
      reject(new AppError('llama_server_unusable', { program, problem }, { cause: error }));
    });
  });
}

const firstLine = (text: string): string =>
  (
    text
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? ''
  ).slice(0, 200);
