import { isIP } from 'node:net';
import { AppError } from '../../../shared/errors/errors.ts';

const USUAL_PORT = 11434;
/** Where a server that listens everywhere is reached from its own computer. */
const EVERYWHERE: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/**
 * Where an Ollama on this computer answers: as Ollama itself reads `OLLAMA_HOST`, else where it usually does.
 * Source: https://github.com/ollama/ollama/blob/main/envconfig/config.go
 *
 * @param said `OLLAMA_HOST`
 * @throws AppError `ollama_not_local` where that is another computer
 */
export function ollamaAddress(said = ''): string {
  const text = said.trim().replace(/^["']|["']$/g, '');
  const [, scheme = 'http', rest = ''] = /^(?:(\w+):\/\/)?(.*)$/s.exec(text) ?? [];
  const [place = ''] = rest.split('/');
  const { host, port } = hostAndPort(place, text.includes('://') ? 80 : USUAL_PORT);
  const own = EVERYWHERE[host] ?? host;
  if (scheme !== 'http' || !isLoopback(own)) throw new AppError('ollama_not_local', { address: said });
  return `http://${isIP(own) === 6 ? `[${own}]` : own}:${port}`;
}

function hostAndPort(place: string, usual: number): { host: string; port: number } {
  const bare = place.replace(/^\[|\]$/g, '');
  if (place === '') return { host: '127.0.0.1', port: usual };
  if (isIP(bare) !== 0) return { host: bare, port: usual };
  const [, host = place, given] = /^(.*):([^:]*)$/s.exec(place) ?? [];
  const port = /^\d{1,5}$/.test(given ?? '') && Number(given) <= 65_535 ? Number(given) : usual;
  return { host: host.replace(/^\[|\]$/g, '') || '127.0.0.1', port };
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
