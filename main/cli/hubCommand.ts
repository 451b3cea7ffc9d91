import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { BaseModel } from '../../shared/domain/models/base.ts';
import type { HubChoice, HubOffer } from '../../shared/domain/models/hub.ts';
import { AppError, type ErrorCode, isErrorCode } from '../../shared/errors/errors.ts';
import type { Output } from './output.ts';
import type { Session } from './session.ts';

export interface HubOptions {
  /** Only says what would be downloaded. */
  look?: boolean;
  /** File with an access token: on the command line every program of the machine could read it. */
  tokenFile?: string;
}

const size = (bytes: number) =>
  bytes < 1e9 ? `${Math.max(1, Math.round(bytes / 1e6)).toLocaleString('en')} MB` : `${(bytes / 1e9).toFixed(2)} GB`;

/**
 * Downloads a model of a hub and lists it; `null` where it was only looked at. The call is the consent: what is downloaded, from where and
 * under which licence is said before it begins. Ctrl-C stops it, and the same command goes on from there.
 */
export async function addFromHub(
  { client, signal }: Session,
  output: Output,
  given: string,
  { look = false, tokenFile, name }: HubOptions & { name?: string },
): Promise<BaseModel | null> {
  const hub = await hubOfCall(tokenFile);
  const offer = await client.hub.look({ id: given, ...hub }, { signal });
  const choice = look && offer.chosen === null ? null : choiceOf(offer);
  tell(output, offer, choice);
  if (look || !choice) return null;
  const { id, commit } = offer;
  const { file, bytes } = choice;
  const consent = { id, commit, file, bytes, ...(name !== undefined && { name }), ...hub };
  const { key } = await client.hub.download(consent, { signal });
  try {
    return await follow(client, output, key, signal);
  } catch (error) {
    if (signal.aborted) await client.hub.pause({ key }).catch(() => {});
    throw error;
  }
}

/** Hugging Face's own variables, as other programs read them. */
async function hubOfCall(tokenFile: string | undefined): Promise<{ hub?: string; token?: string }> {
  const { HF_ENDPOINT, HF_TOKEN } = process.env;
  const token = tokenFile === undefined ? HF_TOKEN?.trim() : await readToken(resolve(tokenFile));
  return { ...(HF_ENDPOINT?.trim() && { hub: HF_ENDPOINT.trim() }), ...(token && { token }) };
}

const MOST_TOKEN_CHARACTERS = 1000;

async function readToken(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new AppError('file_not_found', { file });
    throw new AppError('file_unreadable', { file, problem: error.message });
  });
  const token = text.trim();
  if (token === '' || token.length > MOST_TOKEN_CHARACTERS) throw new AppError('hub_token_invalid');
  return token;
}

/** The one that was named, else the folder of safetensors, else the only GGUF. @throws AppError why there is none */
function choiceOf({ id, choices, chosen }: HubOffer): HubChoice {
  const usable = choices.filter(({ problem }) => problem === null);
  const choice =
    chosen === null ? (usable.find(({ file }) => file === null) ?? usable[0] ?? choices[0]) : choices[chosen];
  if (!choice) throw new AppError('hub_no_model', { id });
  if (choice.problem) throw asError(choice.problem);
  if (chosen === null && choice.file !== null && usable.length > 1)
    throw new AppError('hub_choose_file', { id, known: usable.map(({ file }) => file).join(', ') });
  return choice;
}

function tell(output: Output, offer: HubOffer, choice: HubChoice | null): void {
  const { hub, id, commit, license, gated, architecture, parameters, contextLength, choices, freeBytes } = offer;
  const facts = { hub, id, commit, license, gated, architecture, parameters, context: contextLength, freeBytes };
  output.event({ offer: { ...facts, choices, file: choice?.file ?? null, bytes: choice?.bytes ?? null } });
  const of = choice ? [choice] : choices;
  output.text(
    `${[
      `${id} at ${hub}, revision ${commit.slice(0, 12)}`,
      `licence: ${license ?? 'none is said'}${gated ? '; only for those who have agreed to its terms' : ''}`,
      ...[
        architecture && `architecture: ${architecture}`,
        parameters && `parameters: ${(parameters / 1e6).toPrecision(3)} M`,
      ],
      ...of.map(
        ({ file, bytes, files, problem }) =>
          `${file ?? files.map(({ path }) => path).join(', ')}: ${size(bytes)}${problem ? ` (cannot be used: ${asError(problem).message})` : ''}`,
      ),
      `free on the disk: ${size(freeBytes)}`,
    ]
      .filter((line) => line)
      .join('\n')}\n`,
  );
}

/** Waits for a download to be done; gives what was listed then. */
async function follow(client: Session['client'], output: Output, key: string, signal: AbortSignal): Promise<BaseModel> {
  let seen = -1;
  for await (const downloads of client.hub.downloads({}, { signal })) {
    const download = downloads.find((each) => each.key === key);
    if (!download || download.baseId !== null) {
      // A small one was done before anybody looked.
      const bases = await client.bases.list({}, { signal });
      const base = bases.find(({ id, path }) => id === download?.baseId || path.split(/[\\/]/).includes(key));
      if (base) return base;
      throw new AppError('cancelled');
    }
    const { state, doneBytes, totalBytes, current, problem } = download;
    if (problem) throw asError(problem);
    if (state === 'paused') throw new AppError('cancelled');
    if (doneBytes === seen && state === 'downloading') continue;
    seen = doneBytes;
    output.event({ progress: { state, file: current?.path ?? null, done: doneBytes, total: totalBytes } });
    output.progress(state === 'checking' ? 'checking' : `downloaded ${size(doneBytes)} of ${size(totalBytes)}`);
  }
  throw new AppError('cancelled');
}

const asError = ({ code, details }: NonNullable<HubChoice['problem']>): AppError =>
  new AppError(isErrorCode(code) ? code : ('internal' satisfies ErrorCode), details);
