import { app } from 'electron';
import { leavesModel } from '../../shared/domain/runs/runSettings.ts';
import { allRunsFinished } from '../shells/allRunsFinished.ts';
import { askAboutTraining } from './dialogs.ts';
import type { Logs } from './logs.ts';
import type { Studio } from './studio.ts';
import type { ShellTexts } from './texts.ts';
import type { StudioWindow } from './window.ts';

export interface Quitting {
  /** Whether the window may close now. When training goes on, the user is asked and what they choose is done. */
  mayClose(): boolean;
}

/** Sees to it that closing the studio never ends a training by accident, and that the host closes before the process ends. */
export function setupQuitting(options: {
  studio: Studio;
  window: () => StudioWindow;
  texts: () => ShellTexts;
  logs: Logs;
}): Quitting {
  const { studio, window, texts, logs } = options;
  let leaving = false;
  let asking = false;
  let closed = false;

  const askOnce = async () => {
    asking = true;
    try {
      const runs = await studio.client.runs.list({});
      return await askAboutTraining(window().current, texts(), runs.some(leavesModel));
    } finally {
      asking = false;
    }
  };
  const leaveTraining = async () => {
    const choice = await askOnce();
    if (choice === 'cancel') return;
    window().hide();
    if (choice === 'stop') await studio.host.windUp();
    else await allRunsFinished(studio.client);
    // Someone who opened the window again while training went on stays.
    if (choice === 'background' && window().visible) return;
    leaving = true;
    app.quit();
  };
  const mayClose = () => {
    if (leaving || !studio.host.busy) return true;
    if (!asking) leaveTraining().catch((error: unknown) => logs.error('cannot close', error));
    return false;
  };

  app.on('before-quit', (event) => {
    if (!mayClose()) event.preventDefault();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    studio
      .close()
      .catch((error: unknown) => logs.error('the host did not close', error))
      .finally(() => {
        closed = true;
        app.quit();
      });
  });
  return { mayClose };
}
