import { z } from 'zod';

/** Where models are looked for unless the settings say another place. */
export const DEFAULT_HUB = 'https://huggingface.co';

/** The address of a hub: a server with the same interface as Hugging Face's. */
export const HubUrl = z
  .string()
  .max(300)
  .refine((text) => hubUrlOf(text) !== null, 'an address such as https://huggingface.co')
  .transform((text) => hubUrlOf(text) ?? text);

/** Without a slash at its end; `null` for what is no address, or carries a name, a question or a mark. */
export function hubUrlOf(text: string): string | null {
  const url = URL.parse(text.trim());
  if (!url || !['http:', 'https:'].includes(url.protocol)) return null;
  if (url.username || url.password || url.search || url.hash) return null;
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** A model as a search names it. What the hub does not say is `null`. */
export const HubModel = z.object({
  id: z.string(),
  downloads: z.number().nonnegative().nullable(),
  likes: z.number().nonnegative().nullable(),
  license: z.string().nullable(),
  parameters: z.number().nonnegative().nullable(),
  /** As the hub says it: `model_type` of its configuration, or the architecture of its GGUF files. */
  architecture: z.string().nullable(),
  /** Whether that is one that can be loaded here; `null` where the hub names none. */
  supported: z.boolean().nullable(),
  /** Its files are given to those only who have agreed to something on the hub's page. */
  gated: z.boolean(),
  safetensors: z.boolean(),
  gguf: z.boolean(),
});
export type HubModel = z.infer<typeof HubModel>;

/** Why something cannot be had: an error's code and details, told in the user's language. */
export const HubProblem = z.object({ code: z.string(), details: z.record(z.string(), z.json()) });
export type HubProblem = z.infer<typeof HubProblem>;

/** One way to have a model: its folder of safetensors, or one GGUF. */
export const HubChoice = z.object({
  /** The GGUF; `null` for the folder. */
  file: z.string().nullable(),
  /** How its weights are stored, as its name says, such as `Q4_K_M`; `null` where it does not. */
  quant: z.string().nullable(),
  files: z.array(z.object({ path: z.string(), bytes: z.number().int().nonnegative() })),
  /** Of all these files: what would be downloaded, and take room on the disk. */
  bytes: z.number().int().nonnegative(),
  problem: HubProblem.nullable(),
});
export type HubChoice = z.infer<typeof HubChoice>;

/** What is known of a model before any of its weights are downloaded. */
export const HubOffer = z.object({
  hub: z.string(),
  id: z.string(),
  /** The very revision that would be downloaded. */
  commit: z.string(),
  license: z.string().nullable(),
  /** A page with the licence's text, where its author names one. */
  licenseLink: z.string().nullable(),
  gated: z.boolean(),
  architecture: z.string().nullable(),
  parameters: z.number().nonnegative().nullable(),
  contextLength: z.number().positive().nullable(),
  /** Best first. */
  choices: z.array(HubChoice),
  /** The file or quantisation that the id named, if any, by its place among the choices. */
  chosen: z.number().int().nonnegative().nullable(),
  /** Of the disk that it would lie on. */
  freeBytes: z.number().nonnegative(),
});
export type HubOffer = z.infer<typeof HubOffer>;

export const HUB_DOWNLOAD_STATES = ['downloading', 'checking', 'paused', 'failed', 'done'] as const;

/** A model that is being downloaded, or whose download was stopped: what has come is kept, and it goes on from there. */
export const HubDownload = z.object({
  key: z.string(),
  hub: z.string(),
  id: z.string(),
  commit: z.string(),
  file: z.string().nullable(),
  name: z.string(),
  state: z.enum(HUB_DOWNLOAD_STATES),
  /** Of all files together. */
  doneBytes: z.number().nonnegative(),
  totalBytes: z.number().nonnegative(),
  /** While it is downloaded, of the last seconds. */
  bytesPerSecond: z.number().nonnegative().nullable(),
  /** The file that is downloaded now, and how many there are. */
  current: z.object({ path: z.string(), number: z.number().int(), count: z.number().int() }).nullable(),
  problem: HubProblem.nullable(),
  /** Once it is done: its id among the models to start from. */
  baseId: z.string().nullable(),
});
export type HubDownload = z.infer<typeof HubDownload>;

/** Where a model to start from was downloaded from. */
export const HubOrigin = z.object({ hub: z.string(), id: z.string(), commit: z.string() });
export type HubOrigin = z.infer<typeof HubOrigin>;

/** Where the access token is from that a hub is given, and what is done with it. */
export const HUB_TOKEN_KEPT = ['keystore', 'memory', 'environment'] as const;
export const HubToken = z.object({
  hub: z.string(),
  /** `null` where there is none. */
  kept: z.enum(HUB_TOKEN_KEPT).nullable(),
  /** Where a new one would be kept: in the system's key store, or only until the studio ends. */
  wouldBeKept: z.enum(['keystore', 'memory']),
});
export type HubToken = z.infer<typeof HubToken>;
