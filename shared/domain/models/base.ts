import { z } from 'zod';
import { ModelConfig, ModelType } from '../architectures/index.ts';
import { HubOrigin } from './hub.ts';

/** A file as it was when it was looked at last: while both are the same its content is taken to be. */
export const BaseFile = z.object({
  path: z.string(),
  bytes: z.number().int().nonnegative(),
  /** Of its last change, in milliseconds. */
  mtimeMs: z.number(),
});
export type BaseFile = z.infer<typeof BaseFile>;

/** What a run and its model keep of the model that they began with: enough to find it again, and to know whether it is still the same. */
export const BaseReference = z.object({
  id: z.string(),
  name: z.string(),
  /** A Hugging Face folder, or a `.gguf`. */
  path: z.string(),
  /** SHA-256 over its files (weights, configuration, tokenizer), in hexadecimal: all that tells two bases apart. */
  sha256: z.string(),
  files: z.array(BaseFile),
  license: z.string().nullable(),
});
export type BaseReference = z.infer<typeof BaseReference>;

/** What a look at a model's files gives. */
export const BaseFacts = z.object({
  architecture: ModelType,
  config: ModelConfig,
  /** Number of weights; tied ones count once. */
  parameters: z.number().int().positive(),
  /** Tokens of the longest text, as the files say it. */
  contextLength: z.number().int().positive(),
  /** In Hugging Face's words, such as `apache-2.0`; `null` where its files say nothing. */
  license: z.string().nullable(),
  /** Of all its files. */
  bytes: z.number().int().nonnegative(),
  /** Whether it has a template of messages, and so a chat. */
  chat: z.boolean(),
  sha256: z.string(),
  files: z.array(BaseFile),
});
export type BaseFacts = z.infer<typeof BaseFacts>;

/** A model that somebody else has trained and that runs may begin with. It is used where it lies. */
export const BaseModel = BaseFacts.extend({
  id: z.string(),
  name: z.string(),
  path: z.string(),
  createdAt: z.string(),
  /** Where Kindling downloaded it from; `null` for what somebody else put there. */
  origin: HubOrigin.nullable().default(null),
});
export type BaseModel = z.infer<typeof BaseModel>;

/** Programs whose models are found where they keep them; `kindling` for what was downloaded from a hub. */
export const FOUND_IN = ['kindling', 'huggingface', 'lmstudio', 'ollama'] as const;
export type FoundIn = (typeof FOUND_IN)[number];

/** A model that lies on this computer and was not added yet. What it is is known once it is. */
export const FoundModel = z.object({
  name: z.string(),
  path: z.string(),
  foundIn: z.enum(FOUND_IN),
  bytes: z.number().int().nonnegative(),
});
export type FoundModel = z.infer<typeof FoundModel>;

export const referenceOf = ({ id, name, path, sha256, files, license }: BaseModel): BaseReference => ({
  ...{ id, name, path, sha256, files, license },
});
