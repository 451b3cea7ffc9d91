import { AppError } from '../../shared/errors/errors.ts';

const HIGHEST_PORT = 65_535;

/**
 * A port as it is written on a command line; nothing means any free one.
 *
 * @throws AppError `bad_input`
 */
export function parsePort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > HIGHEST_PORT)
    throw new AppError('bad_input', { path: '--port', problem: `not a port from 0 to ${HIGHEST_PORT}` });
  return port;
}
