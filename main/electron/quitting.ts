import { app } from 'electron';
import { isFinished } from '../../shared/domain/run.ts';
import { toAppError } from '../../shared/ipc/errors.ts';
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
      return await askAboutTraining(window().current, texts());
    } finally {
      asking = false;
    }
  };
  const leaveTraining = async () => {
    const choice = await askOnce();
    if (choice === 'cancel') return;
    window().hide();
    if (choice === 'stop') await stopRuns(studio);
    await allRunsFinished(studio);
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

async function stopRuns({ client }: Studio): Promise<void> {
  for (const run of await client.runs.list({})) {
    if (isFinished(run.state)) continue;
    await client.runs.stop({ id: run.id }).catch((thrown: unknown) => {
      // It ended by itself in the meantime.
      if (toAppError(thrown).code !== 'run_not_active') throw thrown;
    });
  }
}

async function allRunsFinished({ client }: Studio): Promise<void> {
  const finished = async () => (await client.runs.list({})).every((run) => isFinished(run.state));
  const ended = new AbortController();
  const events = client.host.watch({}, { signal: ended.signal });
  // Subscribed before the first look, so that the last run's end is not missed.
  let next = events.next();
  while (!(await finished())) {
    if ((await next).done) break;
    next = events.next();
  }
  next.catch(() => {});
  ended.abort();
}
