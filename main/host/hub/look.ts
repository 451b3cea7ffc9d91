import type { HubOffer, HubProblem } from '../../../shared/domain/models/hub.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { convertContract } from '../../workers/convertContract.ts';
import { startWorker } from '../../workers/process/workerHandle.ts';
import type { HostContext } from '../services/context.ts';
import { askAlone } from '../services/workerCalls.ts';
import { type Choice, CONFIG, choicesOf, chosenOf, INDEX, problemOf } from './choices.ts';
import type { Manifest } from './downloadFolder.ts';
import { freeBytes } from './downloads.ts';
import { type ApiModel, filePath, filesOf, type HubFile, isGated, licenseOf, modelInfo } from './hubApi.ts';
import type { HubId } from './hubId.ts';
import { answerInvalid, askText, type Hub } from './hubRequest.ts';

/** The largest configurations that are published have some kilobytes, indexes of weights two megabytes. */
const MOST_CONFIG_BYTES = 1_000_000;
const MOST_INDEX_BYTES = 16_000_000;

interface Found {
  info: ApiModel & { sha: string };
  choices: Choice[];
  /** Of the folder of safetensors, where there is one. */
  config: string | null;
}

/**
 * What there is of a model, and whether it could be used here, before anything large is downloaded: the hub's page of it, the list of its
 * files, `config.json` and the list of its tensors' files are all that is asked for.
 *
 * @throws AppError as `askHub`; `model_pickled`, `hub_no_model`, `hub_file_unknown`
 */
export async function lookAt(context: HostContext, hub: Hub, asked: HubId, signal: AbortSignal): Promise<HubOffer> {
  const { info, choices, config } = await find(hub, asked, signal);
  const judged = await judge(context, info, config, signal);
  const shown = choices.map((choice) => {
    const { file, quant, files, bytes, problem } = choice;
    const unfit = file === null ? judged.folder.problem : judged.gguf;
    const paths = files.map((each) => ({ path: each.path, bytes: each.bytes }));
    return { file, quant, files: paths, bytes, problem: problem ?? unfit };
  });
  return {
    ...{ hub: hub.url, id: info.id, commit: info.sha, license: licenseOf(info), gated: isGated(info) },
    licenseLink: webAddress(info.cardData?.license_link),
    architecture: judged.folder.architecture ?? info.config?.model_type ?? info.gguf?.architecture ?? null,
    parameters: judged.folder.parameters ?? info.safetensors?.total ?? info.gguf?.total ?? null,
    contextLength: judged.folder.contextLength ?? info.gguf?.context_length ?? null,
    choices: shown,
    chosen: chosenOf(info.id, choices, asked.file),
    freeBytes: await freeBytes(context.paths.bases),
  };
}

/**
 * What is to be downloaded of a choice, as the hub's list says it at this moment.
 *
 * @param bytes what was agreed to
 * @throws AppError as `lookAt`; `hub_changed` where it would be something else than what was agreed to
 */
export async function manifestOf(
  hub: Hub,
  agreed: { id: string; commit: string; file: string | null; bytes: number; name: string | undefined },
  signal: AbortSignal,
): Promise<Manifest> {
  const { id, commit, file, bytes, name } = agreed;
  const { info, choices } = await find(hub, { id, revision: commit, file: null }, signal);
  const choice = choices.find((candidate) => candidate.file === file);
  if (!choice || choice.bytes !== bytes || info.sha !== commit)
    throw new AppError('hub_changed', { hub: hub.url, file: file ?? id });
  const unnamed = choice.files.find(({ sha256, gitSha1 }) => sha256 === null && gitSha1 === null);
  if (unnamed) throw answerInvalid(hub, `it gives no hash of ${unnamed.path}`);
  const called = file === null ? id.replace(/^.*\//, '') : file.replace(/^.*\//, '').replace(/\.gguf$/i, '');
  return {
    ...{ version: 1, hub: hub.url, id: info.id, commit, file, name: name ?? called, license: licenseOf(info) },
    files: choice.files,
  };
}

async function find(hub: Hub, { id, revision }: HubId, signal: AbortSignal): Promise<Found> {
  const info = await modelInfo(hub, { id, revision }, signal);
  const files = await filesOf(hub, { id: info.id, commit: info.sha }, signal);
  const read = (path: string, most: number) => small(hub, info, files, path, most, signal);
  const index = files.some(({ path }) => path === 'model.safetensors') ? null : await read(INDEX, MOST_INDEX_BYTES);
  const choices = choicesOf(info.id, files, index);
  const config = choices.some(({ file }) => file === null) ? await read(CONFIG, MOST_CONFIG_BYTES) : null;
  return { info, choices, config };
}

/** The text of a small file; `null` where there is none. */
async function small(
  hub: Hub,
  { id, sha }: { id: string; sha: string },
  files: readonly HubFile[],
  path: string,
  most: number,
  signal: AbortSignal,
): Promise<string | null> {
  if (!files.some((file) => file.path === path)) return null;
  const asked = { id, revision: sha, file: path };
  return (await askText(hub, filePath(id, sha, path), { signal, asked, most })).text;
}

interface Judged {
  folder: {
    problem: HubProblem | null;
    architecture: string | null;
    parameters: number | null;
    contextLength: number | null;
  };
  gguf: HubProblem | null;
}

/** Whether it could be used. What strangers wrote is read in a process of its own. */
async function judge(
  { spawn }: HostContext,
  { id, gguf }: ApiModel,
  config: string | null,
  signal: AbortSignal,
): Promise<Judged> {
  const start = () => startWorker(spawn, 'convert', convertContract);
  return await askAlone(start, signal, async ({ client }) => {
    const unknown = { architecture: null, parameters: null, contextLength: null };
    const ask = (what: { config: string | null; gguf: string | null }) =>
      client.convert.judge({ path: id, ...what }).then(
        (facts) => ({ ...facts, problem: null }),
        (error) => {
          if (!(error instanceof AppError) || error.code === 'worker_died' || error.code === 'internal') throw error;
          return { ...unknown, problem: problemOf(error) };
        },
      );
    const folder = config === null ? { ...unknown, problem: null } : await ask({ config, gguf: null });
    const named = gguf?.architecture ?? null;
    return { folder, gguf: named === null ? null : (await ask({ config: null, gguf: named })).problem };
  });
}

const webAddress = (text: string | null | undefined): string | null =>
  text && /^https?:\/\/[^\s]+$/.test(text) && URL.canParse(text) ? text : null;
