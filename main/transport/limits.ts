/** Largest message that a peer may send us, in bytes: a prompt with room to spare, not a file. */
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/**
 * Bytes that may wait for a peer which does not read. Above that it is cut off: a client that comes back catches up by its
 * cursor, while a queue without end would take the host's memory.
 */
export const MAX_WAITING_BYTES = 64 * 1024 * 1024;
