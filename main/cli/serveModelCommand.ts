import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CorsOrigin, isLoopback, type ServerState } from '../../shared/domain/models/server.ts';
import { AppError } from '../../shared/errors/errors.ts';
import { parsePort } from '../headless/parsePort.ts';
import { END_MS } from '../headless/serveUntilInterrupted.ts';
import { badOption } from './badOption.ts';
import type { Output } from './output.ts';
import type { Session } from './session.ts';

export interface ServeModelOptions {
  model: string[];
  port?: number;
  host?: string;
  apiKeyFile?: string;
  corsOrigin?: string[];
  logPrompts: boolean;
}

/** Serves models over HTTP until it is told to end. */
export async function serveModelCommand(
  { client, signal }: Session,
  output: Output,
  { model, port, host, apiKeyFile, corsOrigin = [], logPrompts }: ServeModelOptions,
): Promise<void> {
  for (const origin of corsOrigin)
    if (!CorsOrigin.safeParse(origin).success)
      throw badOption('--cors-origin', `“${origin}” is no origin, such as https://example.com`);
  const ownKey = apiKeyFile === undefined ? undefined : await readKey(resolve(apiKeyFile));
  const request = {
    ...{ models: model, corsOrigins: corsOrigin, logPrompts },
    ...(port !== undefined && { port: parsePort(String(port)) }),
    ...(host !== undefined && { host }),
    ...(ownKey !== undefined && { ownKey }),
  };
  // Closing that does not come to an end is ended.
  signal.addEventListener('abort', () => setTimeout(() => process.exit(0), END_MS).unref());
  try {
    for await (const state of client.server.run(request, { signal })) tell(output, state);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function tell(output: Output, { url, models, needsKey, settings }: ServerState): void {
  const shown = models.map(({ id, name, abilities }) => ({ id, name, abilities }));
  const lines = [
    `Serving ${models.map(({ id, name }) => `${name} (${id})`).join(', ')} at ${url}`,
    needsKey ? 'A key is needed.' : 'No key is needed, and only this computer can ask.',
    'Ctrl-C ends it.',
  ];
  output.result({ url, models: shown, needsKey }, lines.join('\n'));
  if (!isLoopback(settings.host))
    output.note(
      `kindling: WARNING: listening on ${settings.host}. Whoever reaches this computer and has a key can use these models, and nothing is encrypted on the way.`,
    );
}

async function readKey(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new AppError('file_not_found', { file });
    throw new AppError('file_unreadable', { file, problem: error.message });
  });
  return text.trim();
}
