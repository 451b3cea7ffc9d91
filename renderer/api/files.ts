import { z } from 'zod';
import { AppError, isErrorCode } from '../../shared/errors/errors.ts';
import { PickedFile } from '../../shared/ipc/contract.ts';
import { WireError } from '../../shared/ipc/frames.ts';
import { PROOF_SCHEME } from '../../shared/ipc/pageProof.ts';
import { errorOf, newProof, PageLocked } from './pageSession.ts';

export interface UploadOptions {
  onProgress?: ((doneBytes: number, totalBytes: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Makes a file of the browser known to the host and answers with its token: Electron registers it in place, a browser
 * uploads it.
 *
 * @throws AppError what the host says (`disk_full`, `forbidden`, …), `connection_lost`, `cancelled`
 */
export async function pickOrUpload(file: File, options: UploadOptions = {}): Promise<PickedFile> {
  const bridge = window.kindling;
  if (!bridge) return upload(file, options);
  const answer = await bridge.fileToken(file);
  if (answer.ok) return answer.file;
  throw fromWire(answer.error);
}

/** XMLHttpRequest and not `fetch`: only it reports how much has been sent. */
async function upload(file: File, { onProgress, signal }: UploadOptions): Promise<PickedFile> {
  const authorization = await authorizationHeader();
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new AppError('cancelled'));
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    request.open('POST', `/upload?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.setRequestHeader('Authorization', authorization);
    request.upload.onprogress = (event) => onProgress?.(event.loaded, file.size);
    request.onload = () => {
      try {
        resolve(readAnswer(request.status, request.responseText));
      } catch (error) {
        reject(error);
      }
    };
    request.onerror = () => reject(new AppError('connection_lost'));
    request.onabort = () => reject(new AppError('cancelled'));
    request.onloadend = () => signal?.removeEventListener('abort', abort);
    signal?.addEventListener('abort', abort, { once: true });
    request.send(file);
  });
}

/**
 * Downloads what the studio has offered at an address: by the browser itself, which can take files of any size. What it is given is
 * good once.
 *
 * @throws AppError what the host says, `connection_lost`
 */
export async function startDownload(offer: string): Promise<void> {
  const headers = { Authorization: await authorizationHeader() };
  let response: Response;
  try {
    response = await fetch(offer, { method: 'POST', headers, credentials: 'omit' });
  } catch (error) {
    throw new AppError('connection_lost', {}, { cause: error });
  }
  if (!response.ok) throw await errorOf(response);
  const { url } = DownloadTicket.parse(await response.json());
  const link = document.createElement('a');
  link.href = url;
  link.download = '';
  link.click();
}

const DownloadTicket = z.object({ url: z.string().regex(/^\/download\/[\w-]+$/) });

/** @throws AppError `connection_lost`, `unauthorized` */
async function authorizationHeader(): Promise<string> {
  try {
    return `${PROOF_SCHEME} ${await newProof()}`;
  } catch (error) {
    throw error instanceof PageLocked ? new AppError('unauthorized') : error;
  }
}

/** The answer to an upload: a `PickedFile`, or an error as on the wire. */
export function readAnswer(status: number, text: string): PickedFile {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  if (status >= 200 && status < 300) {
    const picked = PickedFile.safeParse(body);
    if (picked.success) return picked.data;
  } else {
    const nested = typeof body === 'object' && body !== null && 'error' in body ? body.error : body;
    const error = WireError.safeParse(nested);
    if (error.success) throw fromWire(error.data);
    if (status === 401 || status === 403) throw new AppError('forbidden', { what: 'upload' });
  }
  throw new AppError('internal', { message: `the upload was answered with status ${status}` });
}

function fromWire(error: WireError): AppError {
  return isErrorCode(error.code)
    ? new AppError(error.code, error.details)
    : new AppError('internal', { message: error.message });
}
