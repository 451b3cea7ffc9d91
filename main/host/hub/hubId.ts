import { DEFAULT_HUB } from '../../../shared/domain/models/hub.ts';
import { AppError } from '../../../shared/errors/errors.ts';

/** A model of a hub as somebody names it. */
export interface HubId {
  /** `owner/name`; a few old models have a name only. */
  id: string;
  /** A branch, tag or commit; `null` for the newest. */
  revision: string | null;
  /** A GGUF among its files, or the name of its quantisation; `null` where none is named. */
  file: string | null;
}

const PART = /^(?!.*(--|\.\.))[A-Za-z0-9](?:[\w.-]{0,94}[\w-])?$/;
const REVISION = /^(?!.*\.\.)[\w][\w./-]{0,199}$/;
/** These stand for the hub itself, whatever mirror of it is used. */
const HUB_HOSTS = new Set([new URL(DEFAULT_HUB).host, 'hf.co', 'www.huggingface.co']);

/**
 * Reads `owner/name`, `owner/name:FILE.gguf`, `owner/name:Q4_K_M`, `owner/name@REVISION`, each also after `hub:`, and the address of a
 * model's page or of one of its files.
 *
 * @param hub its address: pages of it are understood, too
 * @throws AppError `hub_id_invalid`
 */
export function parseHubId(text: string, hub: string): HubId {
  const given = text.trim().replace(/^hub:/i, '');
  const invalid = () => new AppError('hub_id_invalid', { id: text.trim().slice(0, 200) });
  const isAddress = /^https?:\/\//i.test(given);
  const path = isAddress ? pathOf(given, hub) : given.replace(/^(?:hf\.co|huggingface\.co)\//i, '');
  if (path === null) throw invalid();
  const page = isAddress ? fromPage(path) : null;
  const { id, revision, file } = page ?? fromName(path);
  const parts = id.split('/');
  if (parts.length > 2 || !parts.every((part) => PART.test(part))) throw invalid();
  if (revision !== null && !REVISION.test(revision)) throw invalid();
  if (file !== null && !isSafePath(file)) throw invalid();
  return { id, revision, file };
}

/** Whether something that was typed names a model rather than asks for one. */
export function namesModel(text: string, hub: string): boolean {
  try {
    return parseHubId(text, hub).id.includes('/');
  } catch {
    return false;
  }
}

/** What follows the hub's address; `null` for that of somebody else. */
function pathOf(address: string, hub: string): string | null {
  const [url, own] = [URL.parse(address), new URL(hub)];
  if (!url) return null;
  const below = url.host === own.host ? own.pathname.replace(/\/$/, '') : '';
  if ((url.host !== own.host && !HUB_HOSTS.has(url.host)) || !url.pathname.startsWith(below)) return null;
  try {
    return decodeURIComponent(url.pathname.slice(below.length)).replace(/^\/|\/$/g, '');
  } catch {
    return null;
  }
}

/** `owner/name/blob/REVISION/FILE` and `owner/name/tree/REVISION`. */
function fromPage(path: string): HubId | null {
  const found = /^([^/]+\/[^/]+)\/(tree|blob|resolve)\/([^/]+)(?:\/(.+))?$/.exec(path);
  if (!found) return null;
  const [, id = '', kind, revision = '', rest] = found;
  const file = kind !== 'tree' && rest !== undefined && /\.gguf$/i.test(rest) ? rest : null;
  return { id, revision: revision === 'main' ? null : revision, file };
}

function fromName(text: string): HubId {
  const [, id = '', revision, file] = /^([^:@]*)(?:@([^:]*))?(?::(.*))?$/s.exec(text) ?? [];
  return { id, revision: revision ?? null, file: file ?? null };
}

const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** A path of a hub that stays in the folder that it is written into, on every system. */
export function isSafePath(path: string): boolean {
  if (path.length === 0 || path.length > 400) return false;
  return path
    .split('/')
    .every((part) => /^[\w][\w.+@ ()=,-]*$/.test(part) && !/[. ]$/.test(part) && !RESERVED.test(part));
}
