import { z } from 'zod';
import { ModelType } from '../../../shared/domain/architectures/index.ts';
import type { HubModel } from '../../../shared/domain/models/hub.ts';
import { answerInvalid, askJson, type Hub } from './hubRequest.ts';

/*
 * What is asked of a hub, in the words of Hugging Face's interface. Whatever it says is data of a stranger: of what is not as expected only
 * the expected part counts.
 * Source: https://huggingface.co/docs/hub/api
 */

const count = z.number().nonnegative().nullish().catch(null);
const text = z.string().max(200).nullish().catch(null);
const texts = z.array(z.string()).catch([]).default([]);

/** Of what the hub says of a model, what is looked at. */
const ApiModel = z.looseObject({
  id: z.string().max(200),
  sha: text,
  downloads: count,
  likes: count,
  gated: z.union([z.boolean(), z.string()]).nullish().catch(null),
  tags: texts,
  cardData: z.looseObject({ license: text, license_name: text, license_link: text }).nullish().catch(null),
  config: z.looseObject({ model_type: text }).nullish().catch(null),
  safetensors: z.looseObject({ total: count }).nullish().catch(null),
  gguf: z.looseObject({ total: count, architecture: text, context_length: count }).nullish().catch(null),
});
export type ApiModel = z.output<typeof ApiModel>;

const FIELDS = ['sha', 'downloads', 'likes', 'gated', 'tags', 'cardData', 'config', 'safetensors', 'gguf'];

const query = (entries: [string, string][]) => new URLSearchParams(entries);
const expanded = FIELDS.map((field): [string, string] => ['expand', field]);

/** Of each kind of files, so many are asked for. */
const MOST_FOUND = 20;

/**
 * Models for writing texts whose names or owners have these words, those that are downloaded most first. Two questions, since the hub
 * searches for either kind of files, not for any of two.
 *
 * @throws AppError as `askHub`
 */
export async function searchHub(hub: Hub, words: string, signal: AbortSignal): Promise<HubModel[]> {
  const kinds = ['safetensors', 'gguf'].map(async (kind) => {
    const asked = query([
      ['search', words],
      ['pipeline_tag', 'text-generation'],
      ['filter', kind],
      ['sort', 'downloads'],
      ['direction', '-1'],
      ['limit', String(MOST_FOUND)],
      ...expanded,
    ]);
    return (await askJson(hub, `/api/models?${asked}`, z.array(ApiModel), { signal })).value;
  });
  const found = new Map((await Promise.all(kinds)).flat().map((model) => [model.id, hubModel(model)]));
  return [...found.values()].sort((a, b) => (b.downloads ?? 0) - (a.downloads ?? 0));
}

function hubModel(model: ApiModel): HubModel {
  const { id, downloads, likes, safetensors, gguf, config, tags } = model;
  const type = config?.model_type ?? null;
  return {
    ...{ id, downloads: downloads ?? null, likes: likes ?? null, license: licenseOf(model), gated: isGated(model) },
    parameters: safetensors?.total ?? gguf?.total ?? null,
    architecture: type ?? gguf?.architecture ?? null,
    supported: type === null ? null : ModelType.safeParse(type).success,
    ...{ safetensors: tags.includes('safetensors'), gguf: tags.includes('gguf') },
  };
}

export const isGated = ({ gated }: ApiModel): boolean => gated !== false && gated !== null && gated !== undefined;

/** In the hub's words; one that it does not list has a name that its author gave it. */
export function licenseOf({ cardData, tags }: ApiModel): string | null {
  const license = cardData?.license ?? tags.find((tag) => tag.startsWith('license:'))?.slice('license:'.length) ?? null;
  return license === 'other' ? (cardData?.license_name ?? license) : license;
}

/** Names of models that the hub has renamed lead to what they are called now. */
const pathOf = (id: string) => id.split('/').map(encodeURIComponent).join('/');

/** What the hub says of a model. @throws AppError as `askHub` */
export async function modelInfo(
  hub: Hub,
  { id, revision }: { id: string; revision: string | null },
  signal: AbortSignal,
): Promise<ApiModel & { sha: string }> {
  const at = revision === null ? '' : `/revision/${encodeURIComponent(revision)}`;
  const asked = revision === null ? { id } : { id, revision };
  const path = `/api/models/${pathOf(id)}${at}?${query(expanded)}`;
  const { value } = await askJson(hub, path, ApiModel, { signal, asked });
  const { sha } = value;
  if (!/^[0-9a-f]{40}$/.test(sha ?? '')) throw answerInvalid(hub, `the revision of ${id} is “${sha}”, not a commit`);
  return { ...value, sha: sha as string };
}

/** A file as a commit has it. */
export interface HubFile {
  path: string;
  bytes: number;
  /** Of a large file, in hexadecimal. */
  sha256: string | null;
  /** Of any other: the name that git gives to its content. */
  gitSha1: string | null;
}

const ApiEntry = z.looseObject({
  type: z.string(),
  path: z.string().max(1000),
  size: z.number().int().nonnegative(),
  oid: z.string().max(100).nullish(),
  lfs: z.looseObject({ oid: z.string().max(100), size: z.number().int().nonnegative() }).nullish(),
});

/** The largest repositories of models have some thousand files; a page of the hub's has 1,000. */
const MOST_PAGES = 20;

/** All files of a commit. @throws AppError as `askHub` */
export async function filesOf(
  hub: Hub,
  { id, commit }: { id: string; commit: string },
  signal: AbortSignal,
): Promise<HubFile[]> {
  const files: HubFile[] = [];
  let path: string | null = `/api/models/${pathOf(id)}/tree/${commit}?recursive=true`;
  for (let page = 0; path !== null; page++) {
    if (page === MOST_PAGES) throw answerInvalid(hub, `${id} has more than ${files.length} files`);
    const options = { signal, asked: { id, revision: commit } };
    const answer: { value: z.output<typeof ApiEntry>[]; headers: Headers } = await askJson(
      ...([hub, path, z.array(ApiEntry), options] as const),
    );
    for (const { type, path: name, size, oid, lfs } of answer.value) {
      if (type !== 'file') continue;
      const sha256 = lfs && /^[0-9a-f]{64}$/.test(lfs.oid) ? lfs.oid : null;
      const gitSha1 = !lfs && /^[0-9a-f]{40}$/.test(oid ?? '') ? (oid as string) : null;
      files.push({ path: name, bytes: lfs?.size ?? size, sha256, gitSha1 });
    }
    path = nextPage(hub, answer.headers.get('link'));
  }
  return files;
}

/** The address of the page that follows, if it is one of the hub's own. */
function nextPage(hub: Hub, link: string | null): string | null {
  const next = URL.parse(/<([^>]+)>;\s*rel="next"/.exec(link ?? '')?.[1] ?? '');
  return next && next.origin === new URL(hub.url).origin ? next.href : null;
}

/** Below the hub's address. */
export const filePath = (id: string, commit: string, path: string): string =>
  `/${pathOf(id)}/resolve/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`;
