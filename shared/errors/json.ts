import { z } from 'zod';

/** Anything that survives `JSON.stringify` unchanged. */
export const Json = z.json();
export type Json = z.infer<typeof Json>;
