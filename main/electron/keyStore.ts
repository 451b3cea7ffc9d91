import { safeStorage } from 'electron';
import type { KeyStore } from '../host/services/keyStore.ts';

/**
 * The key store of the system: Keychain, DPAPI, or a secret service of Linux. None where it is not there: what Chromium does on Linux without
 * one (`basic_text`) hides nothing. Call it when the program is ready.
 */
export function systemKeyStore(): KeyStore | undefined {
  if (!safeStorage.isEncryptionAvailable()) return undefined;
  if (process.platform === 'linux' && ['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend()))
    return undefined;
  return {
    encrypt: (text) => safeStorage.encryptString(text),
    decrypt: (bytes) => safeStorage.decryptString(Buffer.from(bytes)),
  };
}
