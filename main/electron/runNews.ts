import { Notification } from 'electron';
import type { Run } from '../../shared/domain/runs/run.ts';
import { endNotice } from '../../shared/domain/runs/runEnd.ts';
import { fillPlaceholders, toAppError } from '../../shared/errors/errors.ts';
import type { StudioContract } from '../../shared/ipc/contract.ts';
import type { Client } from '../../shared/ipc/rpc.ts';
import { TaskbarProgress } from './taskbarProgress.ts';
import type { ShellTexts } from './texts.ts';
import type { StudioWindow } from './window.ts';

interface RunNewsOptions {
  client: Client<StudioContract>;
  window: StudioWindow;
  texts: () => ShellTexts;
}

/** Tells the system of the runs, until the host closes: their progress on the icon, their ends as notifications. */
export async function followRuns({ client, window, texts }: RunNewsOptions): Promise<void> {
  const progress = new TaskbarProgress(client, window);
  /** Kept until they are gone: one that is collected as garbage does not hear a click. */
  const shown = new Set<Notification>();
  try {
    const events = client.host.watch({});
    // Subscribed before the first look, so that no change falls in between.
    let next = events.next();
    await progress.update();
    for (let { value: event } = await next; event; { value: event } = await next) {
      next = events.next();
      if (event.event === 'changed' && event.what === 'runs') await progress.update();
      if (event.event !== 'run_ended' || !(await client.settings.get({})).notifications) continue;
      const notification = window.focused ? null : notificationOf(event.run, texts(), window);
      if (!notification) continue;
      shown.add(notification);
      notification.on('close', () => shown.delete(notification));
      notification.show();
    }
  } catch (thrown) {
    // A host that closes also closes our port to it.
    if (toAppError(thrown).code !== 'connection_lost') throw thrown;
  } finally {
    progress.close();
  }
}

/** A click shows the window with the run. `null` for what needs no telling, or where the system has no notifications. */
function notificationOf(run: Run, { ended }: ShellTexts, window: StudioWindow): Notification | null {
  const notice = endNotice(run);
  if (notice === null || !Notification.isSupported()) return null;
  const { title, body } = ended[notice];
  const notification = new Notification({ title, body: fillPlaceholders(body, { name: run.name }) });
  notification.on('click', () => window.showPage(`/runs/${run.id}`));
  return notification;
}
