import { AppError, isErrorCode } from '../../shared/errors/errors.ts';
import {
  CODE_PARAMETER,
  HELLO_PATH,
  pageMessage,
  proofOf,
  SESSION_PATH,
  serverMessage,
} from '../../shared/ipc/pageProof.ts';

/**
 * The page's key to the browser shell. It comes for the one-time code in the address that the studio printed, or from another page of
 * the studio in this browser, and stays with this tab: in memory and in its session storage, so that a reload has it. It is never
 * sent: each request and socket carries a proof made with it.
 */
const STORAGE_KEY = 'kindling.key';
const CHANNEL = 'kindling.key';
const ANSWER_MS = 10_000;
/** How long other tabs are given to answer; they are on this machine. */
const OTHERS_MS = 400;

/** Why a page may not come in: it has no key, or its key is none to the studio that answers. */
export type LockedReason = 'no_key' | 'code_used' | 'other_studio';

export class PageLocked extends Error {
  override readonly name = 'PageLocked';
  readonly reason: LockedReason;

  constructor(reason: LockedReason) {
    super(`the page is locked: ${reason}`);
    this.reason = reason;
  }
}

/** The code goes from the address at once: it shall not be seen there, nor be kept in a history. */
let code = takeCode();
let codeUsed = false;

function takeCode(): string | null {
  // Electron's page has a bridge, and Node's tests have no window.
  if (typeof window === 'undefined' || window.kindling) return null;
  const address = new URL(window.location.href);
  const found = address.searchParams.get(CODE_PARAMETER);
  if (address.search !== '') {
    address.search = '';
    window.history.replaceState(window.history.state, '', address);
  }
  return found;
}

/**
 * A proof for one request or socket.
 *
 * @throws PageLocked
 * @throws AppError `connection_lost` where nobody answers, or somebody who is not the studio
 */
export async function newProof(): Promise<string> {
  const found = await pageKey();
  try {
    return await proveWith(found);
  } catch (error) {
    if (!(error instanceof PageLocked)) throw error;
    // Another page may have opened the studio anew, where this one's key has become worthless.
    const other = await askOtherPages();
    if (other === null || other === found) throw error;
    const proof = await proveWith(other);
    sessionStorage.setItem(STORAGE_KEY, other);
    return proof;
  }
}

async function pageKey(): Promise<string> {
  // Used up even where there is a key: nobody else shall come in by it.
  const fresh = code === null ? null : await redeem(code);
  const found = fresh ?? sessionStorage.getItem(STORAGE_KEY) ?? (await askOtherPages());
  if (found === null) throw new PageLocked(codeUsed ? 'code_used' : 'no_key');
  sessionStorage.setItem(STORAGE_KEY, found);
  return found;
}

async function redeem(redeemed: string): Promise<string | null> {
  const response = await post(SESSION_PATH, { code: redeemed });
  code = null;
  const { key } = await readJson(response);
  if (typeof key === 'string') return key;
  codeUsed = true;
  return null;
}

async function proveWith(key: string): Promise<string> {
  const signing = await crypto.subtle.importKey('raw', fromBase64(key), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ]);
  const sign = async (message: string) =>
    toBase64(new Uint8Array(await crypto.subtle.sign('HMAC', signing, new TextEncoder().encode(message))));
  const pageNonce = toBase64(crypto.getRandomValues(new Uint8Array(16)));
  const response = await post(HELLO_PATH, { nonce: pageNonce });
  const { nonce, proof } = await readJson(response);
  if (!response.ok || typeof nonce !== 'string' || typeof proof !== 'string') throw new AppError('connection_lost');
  // Who cannot prove that it is our studio gets nothing to prove that we are its page.
  if (proof !== (await sign(serverMessage(pageNonce, nonce)))) throw new PageLocked('other_studio');
  return proofOf(nonce, await sign(pageMessage(nonce)));
}

async function post(path: string, body: object): Promise<Response> {
  try {
    return await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_MS),
      credentials: 'omit',
      cache: 'no-store',
    });
  } catch (error) {
    throw new AppError('connection_lost', {}, { cause: error });
  }
}

async function readJson(response: Response): Promise<Record<string, unknown>> {
  try {
    const value: unknown = await response.json();
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/**
 * Answers other tabs of this origin that have no key, for as long as `isOpen`: a server that this page has just proved to be the studio
 * serves the origin then, so whoever asks is a page of the studio, too.
 */
export function shareKey(isOpen: () => boolean): void {
  if (window.kindling || typeof BroadcastChannel === 'undefined') return;
  const channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener('message', ({ data }) => {
    const key = sessionStorage.getItem(STORAGE_KEY);
    if (data?.ask === true && key !== null && isOpen()) channel.postMessage({ key });
  });
}

function askOtherPages(): Promise<string | null> {
  if (typeof BroadcastChannel === 'undefined') return Promise.resolve(null);
  return new Promise((resolve) => {
    const channel = new BroadcastChannel(CHANNEL);
    const finish = (key: string | null) => {
      clearTimeout(timer);
      channel.close();
      resolve(key);
    };
    const timer = setTimeout(() => finish(null), OTHERS_MS);
    channel.addEventListener('message', ({ data }) => {
      if (typeof data?.key === 'string') finish(data.key);
    });
    channel.postMessage({ ask: true });
  });
}

/** What a failed answer of the server says. */
export async function errorOf(response: Response): Promise<AppError> {
  const { error } = (await readJson(response)) as { error?: { code?: string; details?: AppError['details'] } };
  return error?.code !== undefined && isErrorCode(error.code)
    ? new AppError(error.code, error.details ?? {})
    : new AppError('internal', { message: `the answer was status ${response.status}` });
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
