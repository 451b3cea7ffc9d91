import { type EngineInstallState, type EngineStatus, isSameEngine } from '../../../shared/domain/engines/engine.ts';
import { EngineReason, engineReasonText } from '../../../shared/domain/engines/engineReason.ts';
import { AppError, toAppError } from '../../../shared/errors/errors.ts';
import type { EngineSelection } from '../../engine/installed/selection.ts';
import type { EngineProvider } from '../../engine/provider.ts';
import { Broadcast } from './events.ts';

/**
 * Knows which engine does the work, and installs a better one in the background when the user agrees. Work that is under way keeps
 * the engine it started with; what starts later takes the new one.
 */
export class EngineManager {
  readonly changes = new Broadcast<EngineStatus>();
  readonly #provider: EngineProvider;
  #selection: Promise<EngineSelection>;
  #install: EngineInstallState = { state: 'none' };
  readonly #closing = new AbortController();
  #settled: Promise<void>;
  #running: { controller: AbortController; finished: Promise<void> } | undefined;

  constructor(provider: EngineProvider) {
    this.#provider = provider;
    this.#selection = provider.select();
    // Who asks later gets the rejection; until someone does, it must not end the process.
    this.#selection.then(
      () => this.#offerIfMissing(),
      () => {},
    );
    this.#settled = this.#settle();
  }

  /** The choice; made anew where the engine's files have gone or changed since, which then is told, and offered to be put right. */
  async selection(): Promise<EngineSelection> {
    const selection = this.#selection;
    const current = await selection;
    if ((await this.#provider.intact?.(current)) !== false) return current;
    // Whoever comes second finds it made already.
    if (this.#selection === selection) {
      this.#selection = this.#provider.select();
      this.#selection.then(
        () => this.#offerIfMissing(),
        () => {},
      );
      this.#selection
        .then(() => this.status())
        .then(
          (status) => this.changes.emit(status),
          () => {},
        );
    }
    return this.#selection;
  }

  /** Resolves when it is known which engine is the fastest, which after a first start takes seconds, or when aborted. */
  async settled(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([this.#settled, aborted]);
  }

  /** The environment that tells a worker which engine to load. */
  async workerEnvironment(): Promise<Record<string, string>> {
    return { KINDLING_ENGINE_SELECTION: JSON.stringify(await this.selection()) };
  }

  async status(): Promise<EngineStatus> {
    return this.#statusOf(await this.selection(), this.#install);
  }

  /** Installs the native engine; a second caller joins the installation that is under way. */
  install(): Promise<void> {
    this.#running ??= this.#start();
    return this.#running.finished;
  }

  /** Resolves once nothing of the installation is left running. */
  async cancelInstall(): Promise<void> {
    this.#running?.controller.abort();
    await this.#running?.finished.catch(() => {});
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.cancelInstall();
    await this.#settled;
    this.changes.close();
  }

  #start(): { controller: AbortController; finished: Promise<void> } {
    const controller = new AbortController();
    const work = async () => {
      const offer = this.#provider.offer();
      if (!offer) {
        const reasons: EngineReason[] = [{ code: 'no_engine_for_machine' }];
        throw new AppError('engine_install_failed', { reason: engineReasonText(reasons), reasons });
      }
      try {
        const installed = await this.#provider.install({
          signal: controller.signal,
          onProgress: (state) => void this.#setInstall(state),
        });
        this.#selection = Promise.resolve(installed);
        this.#settled = this.#settle();
        await this.#setInstall({ state: 'none' });
      } catch (thrown) {
        const error = toAppError(thrown);
        const cancelled = controller.signal.aborted;
        await this.#setInstall(
          cancelled ? { state: 'offered', offer } : { state: 'failed', offer, reasons: reasonsOf(error) },
        );
        throw cancelled ? new AppError('cancelled') : error;
      }
    };
    const finished = work().finally(() => {
      this.#running = undefined;
    });
    return { controller, finished };
  }

  async #settle(): Promise<void> {
    const before = this.#selection;
    try {
      const current = await before;
      const settled = await this.#provider.settle?.({ signal: this.#closing.signal });
      // An engine that was installed in the meantime is settled by itself.
      if (!settled || this.#selection !== before || JSON.stringify(settled) === JSON.stringify(current)) return;
      this.#selection = Promise.resolve(settled);
      this.changes.emit(await this.status());
    } catch {
      // The choice stays as it was.
    }
  }

  async #offerIfMissing(): Promise<void> {
    const { engine } = await this.#selection;
    const offer = this.#provider.offer();
    // One that is there and was measured to be slower is no offer.
    const isThere = engine.name === 'tensorflow' || engine.measured?.some(({ name }) => name === 'tensorflow');
    if (!isThere && offer && this.#install.state === 'none') await this.#setInstall({ state: 'offered', offer });
  }

  async #setInstall(state: EngineInstallState): Promise<void> {
    this.#install = state;
    // What was so then, not what has become of it meanwhile.
    this.changes.emit(this.#statusOf(await this.#selection, state));
  }

  #statusOf(selection: EngineSelection, install: EngineInstallState): EngineStatus {
    const { engine } = selection;
    const inference = this.#provider.forInference?.(selection).engine;
    return { engine, ...(inference && !isSameEngine(inference, engine) && { inference }), install };
  }
}

function reasonsOf({ details, message }: AppError): EngineReason[] {
  return EngineReason.array().safeParse(details.reasons).data ?? [{ code: 'other', text: message }];
}
