import { vi } from 'vitest';

/** What tests wait for comes when it comes; vitest gives up after a second unless it is told otherwise. */
const PATIENCE_MS = 120_000;

const { waitFor, waitUntil } = vi;
vi.waitFor = (callback, options) => waitFor(callback, options ?? PATIENCE_MS);
vi.waitUntil = (callback, options) => waitUntil(callback, options ?? PATIENCE_MS);
