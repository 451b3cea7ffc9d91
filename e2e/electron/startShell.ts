import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { StudioBridge } from '../../shared/ipc/bridge.ts';
import { connect } from '../../shared/ipc/client.ts';
import { contract, type StudioContract } from '../../shared/ipc/contract.ts';
import type { Client } from '../../shared/ipc/rpc.ts';
import { createStandIn, type StandIn, type StandInOptions } from './standIn.ts';

export interface RunningShell {
  electron: StandIn;
  home: string;
  /** Runs the real preload, as each document of a page does, and returns what it gives to the page. */
  openPage(): Promise<StudioBridge>;
  stop(): Promise<void>;
}

/** Runs the real `main/electron.ts` against a stand-in in a home of its own, up to its first window or its end. */
export async function startShell(options: StandInOptions & { home?: string } = {}): Promise<RunningShell> {
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'kindling-shell-'));
  const electron = createStandIn(options);
  vi.resetModules();
  vi.doMock('electron', () => electron.module);
  vi.stubEnv('KINDLING_HOME', home);
  vi.stubEnv('KINDLING_ENGINE', 'wasm');
  await import('../../main/electron.ts');
  if (electron.order.includes('whenReady')) {
    electron.becomeReady();
    await vi.waitFor(() => {
      if (electron.windows.length === 0 && !electron.order.some((call) => call.startsWith('exit')))
        throw new Error('not yet');
    }, 10_000);
  }
  return {
    electron,
    home,
    openPage: async () => {
      // Each document evaluates the preload anew.
      vi.resetModules();
      await import('../../main/preload.ts');
      return electron.exposed.kindling as StudioBridge;
    },
    stop: async () => {
      if (electron.windows.length > 0) {
        electron.module.app.quit();
        await vi.waitFor(() => {
          if (!electron.order.includes('ended')) throw new Error('still going');
        }, 10_000);
      }
      vi.unstubAllEnvs();
      if (options.home === undefined) rmSync(home, { recursive: true, force: true });
    },
  };
}

/** A client of the contract over what the preload exposes: what `renderer/api` does. */
export function clientOf(bridge: StudioBridge): Client<StudioContract> {
  return connect(
    { send: bridge.send, onMessage: bridge.onMessage, onClose: bridge.onClose, close: () => {} },
    contract,
  );
}
