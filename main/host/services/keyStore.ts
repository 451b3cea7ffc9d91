/** The system's key store, where the shell has one: what it encrypts only this user can read again. */
export interface KeyStore {
  encrypt(text: string): Uint8Array;
  /** @throws where it was encrypted by somebody else, or the store is locked */
  decrypt(bytes: Uint8Array): string;
}
