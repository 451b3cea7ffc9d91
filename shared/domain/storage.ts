import { z } from 'zod';

/** What the studio keeps and can list. */
export const StoredKind = z.enum(['dataset', 'run', 'model', 'history']);
export type StoredKind = z.infer<typeof StoredKind>;

/**
 * What is wrong with one stored thing; everything else works. `unreadable`: its row says what this version does not understand, such as
 * one of a newer version. `missing`, `foreign`, `damaged`: its file or folder. `unlisted`: it lies in the data folder and no list has it.
 */
const StorageProblemKind = z.enum(['unreadable', 'missing', 'foreign', 'damaged', 'unlisted']);
export type StorageProblemKind = z.infer<typeof StorageProblemKind>;

export const StorageProblem = z.object({
  kind: StoredKind,
  id: z.string(),
  /** `null` where not even that can be read. */
  name: z.string().nullable(),
  problem: StorageProblemKind,
  /** For whoever wants to know exactly, in English. */
  detail: z.string(),
  /** The file or folder that it concerns; `null` for a row. */
  path: z.string().nullable(),
});
export type StorageProblem = z.infer<typeof StorageProblem>;

/** What was removed at once: one thing, or several entries of the history. */
export const TrashItem = z.object({
  id: z.string(),
  kind: StoredKind,
  name: z.string(),
  count: z.number().int().positive(),
  bytes: z.number().nonnegative(),
  trashedAt: z.string(),
  /** When it is removed for good by itself. */
  purgeAt: z.string(),
});
export type TrashItem = z.infer<typeof TrashItem>;

/** Names a removal, so that it can be undone; `null` after one for good. */
export const Removed = z.object({ trashId: z.string().nullable() });
export type Removed = z.infer<typeof Removed>;

/** Days that something stays in the trash. */
export const TRASH_DAYS = 30;

/** What was taken up from the data folder: things that no list had, or whose lists were lost. */
export const TakenUp = z.object({
  datasets: z.number().int().nonnegative(),
  runs: z.number().int().nonnegative(),
  models: z.number().int().nonnegative(),
  /** Folders that do not say enough of themselves; they stay as they are. */
  left: z.number().int().nonnegative(),
});
export type TakenUp = z.infer<typeof TakenUp>;

/** The index was damaged or gone, and what was done about it. */
export const Recovery = TakenUp.extend({
  at: z.string(),
  /** The damaged file, which is kept; `null` where there was none at all. */
  setAside: z.string().nullable(),
  /** When the copy was made that took its place; `null` where there was none. */
  backupAt: z.string().nullable(),
});
export type Recovery = z.infer<typeof Recovery>;
