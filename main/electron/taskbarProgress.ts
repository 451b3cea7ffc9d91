import { isGoing, type Run, type RunEvent } from '../../shared/domain/runs/run.ts';
import { isFitted } from '../../shared/domain/runs/runSettings.ts';
import { spentShare } from '../../shared/domain/runs/training.ts';
import { toAppError } from '../../shared/errors/errors.ts';
import type { StudioContract } from '../../shared/ipc/contract.ts';
import type { Client } from '../../shared/ipc/rpc.ts';
import type { StudioWindow } from './window.ts';

/** What Electron shows for these instead of a share. */
const NONE = -1;
const UNKNOWN = 2;

/** The progress of the run that is worked on, on the icon of the dock or taskbar. */
export class TaskbarProgress {
  readonly #client: Client<StudioContract>;
  readonly #window: StudioWindow;
  #followed: { id: string; controller: AbortController } | undefined;

  constructor(client: Client<StudioContract>, window: StudioWindow) {
    this.#client = client;
    this.#window = window;
  }

  /** Looks which run is worked on now. Call it whenever the runs have changed. */
  async update(): Promise<void> {
    const runs = await this.#client.runs.list({});
    const current = runs.find(({ state }) => isGoing(state) && state !== 'queued');
    if (current?.state !== 'training') {
      this.close();
      this.#window.setProgress(current ? UNKNOWN : NONE);
      return;
    }
    if (this.#followed?.id === current.id) return;
    this.close();
    const controller = new AbortController();
    this.#followed = { id: current.id, controller };
    void this.#follow(current, controller.signal).finally(() => {
      // It may train again without our having seen that it did not in between.
      if (this.#followed?.controller === controller) this.#followed = undefined;
    });
  }

  close(): void {
    this.#followed?.controller.abort();
    this.#followed = undefined;
  }

  async #follow(run: Run, signal: AbortSignal): Promise<void> {
    let shown = -1;
    try {
      for await (const event of this.#client.runs.watch({ id: run.id, fromStep: run.step }, { signal })) {
        if (signal.aborted) return;
        // Steps come far more often than an icon can show.
        const exact = shareOf(run, event);
        const share = exact === null ? shown : Math.floor(exact * 100) / 100;
        if (share === shown) continue;
        shown = share;
        this.#window.setProgress(share);
      }
    } catch (thrown) {
      // The icon is no reason to disturb anything else.
      if (!signal.aborted && toAppError(thrown).code !== 'connection_lost') this.#window.setProgress(NONE);
    }
  }
}

/** `null` where an event says nothing of it: passes over vectors come in one go when all is done, and are no share of a budget. */
function shareOf(run: Run, event: RunEvent): number | null {
  if (event.event === 'preparation') {
    const { done, total } = event.preparation;
    return total ? Math.min(1, done / total) : null;
  }
  return event.event === 'step' && !isFitted(run) ? spentShare(run.budget, event.metric) : null;
}
