/**
 * Bytes that may wait for a peer which does not read. Above that it is cut off: a client that comes back catches up by its
 * cursor, while a queue without end would take the host's memory.
 */
export const MAX_WAITING_BYTES = 64 * 1024 * 1024;
