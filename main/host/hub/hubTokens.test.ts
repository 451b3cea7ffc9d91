import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { KeyStore } from '../services/keyStore.ts';
import { HubTokens } from './hubTokens.ts';

const HUB = 'https://huggingface.co';
const OTHER = 'https://hub.example';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-keys-'));
  file = join(folder, 'keys.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Turns the bits over: enough to see whether a text lies there as it is. */
const turned = (bytes: Uint8Array) => Buffer.from(bytes.map((byte) => byte ^ 255));
const keyStore: KeyStore = {
  encrypt: (text) => turned(Buffer.from(text)),
  decrypt: (bytes) => turned(bytes).toString(),
};

test('with a key store a token lies encrypted, is there after a restart, and goes when it is removed', async () => {
  const tokens = new HubTokens(file, keyStore, {});
  await tokens.set(HUB, 'hf_secret ');
  await tokens.set(OTHER, 'other_secret');
  expect(readFileSync(file, 'utf8')).not.toContain('secret');
  const again = new HubTokens(file, keyStore, {});
  expect([again.tokenFor(HUB), again.tokenFor(OTHER), again.tokenFor('https://x.example')]).toEqual([
    'hf_secret',
    'other_secret',
    null,
  ]);
  expect(again.about(HUB)).toEqual({ hub: HUB, kept: 'keystore', wouldBeKept: 'keystore' });
  // Of another computer: it is as if there were none.
  const locked: KeyStore = {
    encrypt: keyStore.encrypt,
    decrypt: () => {
      throw new Error('locked');
    },
  };
  expect(new HubTokens(file, locked, {}).tokenFor(HUB)).toBeNull();
  await again.set(HUB, null);
  await again.set(OTHER, null);
  expect(existsSync(file)).toBe(false);
});

test('without one it is in memory alone', async () => {
  const tokens = new HubTokens(file, null, {});
  await tokens.set(HUB, 'hf_secret');
  expect(tokens.tokenFor(HUB)).toBe('hf_secret');
  expect(existsSync(file)).toBe(false);
  expect(new HubTokens(file, null, {}).tokenFor(HUB)).toBeNull();
});

test('the variable is for Hugging Face, or for the hub that it is set with, and for no other', () => {
  const plain = new HubTokens(file, null, { HF_TOKEN: 'hf_variable' });
  expect([plain.tokenFor(HUB), plain.tokenFor(OTHER)]).toEqual(['hf_variable', null]);
  const mirror = new HubTokens(file, null, { HF_TOKEN: 'hf_variable', HF_ENDPOINT: `${OTHER}/` });
  expect([mirror.tokenFor(HUB), mirror.tokenFor(OTHER)]).toEqual([null, 'hf_variable']);
  expect(mirror.about(OTHER).kept).toBe('environment');
});

test('nothing is sent in the open, and what is no token is refused without being repeated', async () => {
  const tokens = new HubTokens(file, null, {});
  await expect(tokens.set('http://hub.example', 'hf_secret')).rejects.toMatchObject({ code: 'hub_token_in_the_open' });
  const refused = await tokens.set(HUB, 'two secret words').catch((error) => error);
  expect(refused).toMatchObject({ code: 'hub_token_invalid', details: {} });
  expect(refused.message).not.toContain('secret');
});
