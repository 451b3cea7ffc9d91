import { z } from 'zod';

/**
 * A file or folder that the user chose. The renderer never names a path: it holds an opaque token from the native dialog,
 * a drop or an upload. `path` is for the command line and refused from anyone else.
 */
export const FileReference = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('token'), token: z.string() }),
  z.object({ kind: z.literal('path'), path: z.string().min(1).max(32_768) }),
]);
export type FileReference = z.infer<typeof FileReference>;

/** `model` is a model of the library, `folder` any Hugging Face folder. */
export const ModelReference = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('model'), id: z.string() }),
  z.object({ kind: z.literal('folder'), folder: FileReference }),
]);
export type ModelReference = z.infer<typeof ModelReference>;

/** What can be tried: those, and models to start from, as they are. */
export const PlayableModel = z.discriminatedUnion('kind', [
  ...ModelReference.options,
  z.object({ kind: z.literal('base'), id: z.string() }),
]);
export type PlayableModel = z.infer<typeof PlayableModel>;
