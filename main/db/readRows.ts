import { z } from 'zod';

/** A row that this version does not understand. It stays as it is. */
export interface UnreadableRow {
  id: string;
  /** `null` where not even that can be read. */
  name: string | null;
  reason: string;
  /** The row as it is stored, as JSON. */
  raw: string;
}

/** Reads rows one by one: those that cannot be read are left out, and told to `unreadable`. */
export function readRows<Row, T>(
  rows: readonly Row[],
  read: (row: Row) => T,
  unreadable: (row: Row, reason: string) => void = () => {},
): T[] {
  const readable: T[] = [];
  for (const row of rows) {
    try {
      readable.push(read(row));
    } catch (error) {
      unreadable(row, reasonOf(error));
    }
  }
  return readable;
}

/** What a schema or the JSON parser has to object to. */
export function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  return error instanceof Error ? error.message : String(error);
}

/** The name in a JSON text, where there is one. */
export function nameIn(json: string): string | null {
  try {
    const { name } = JSON.parse(json) as { name?: unknown };
    return typeof name === 'string' ? name : null;
  } catch {
    return null;
  }
}
