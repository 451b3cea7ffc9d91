import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  DEFAULT_SERVER,
  NO_FIGURES,
  ServedModelFacts,
  ServerSettings,
  type ServerState,
} from '../../../shared/domain/models/server.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { writeWholeFile } from '../../files/fileSink.ts';
import { needsKey } from '../../serving/admission.ts';
import { KeyRing } from '../../serving/keyRing.ts';
import { type ModelServer, startModelServer } from '../../serving/modelServer.ts';
import { RequestLog } from '../../serving/requestLog.ts';
import { announce, type HostContext } from '../services/context.ts';
import { Broadcast } from '../services/events.ts';
import { hostModels } from './hostModels.ts';
import { findPlace, type ServedPlace, type ServedReference } from './servedPlaces.ts';
import { warmUp } from './warmUp.ts';

const Stored = z.object({
  settings: ServerSettings,
  models: z.array(ServedModelFacts.pick({ kind: true, id: true })),
});
type Stored = z.infer<typeof Stored>;

/** How often figures are told that have changed. */
const FIGURES_MS = 1000;

interface Running {
  server: ModelServer;
  settings: ServerSettings;
  models: readonly ServedReference[];
  /** Lets the models' process go when it is idle. */
  letGo: () => void;
}

/** What is left out stays as it is. */
type Patch = { [K in keyof ServerSettings]?: ServerSettings[K] | undefined };

export interface RunRequest extends Patch {
  models: readonly string[];
  ownKey?: string | undefined;
}

const withPatch = (settings: ServerSettings, patch: Patch): ServerSettings =>
  ServerSettings.parse({
    ...settings,
    ...Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)),
  });

/**
 * The server of models: on as long as somebody has switched it on, and off when the studio begins. What is set, and which models are served,
 * stays in the home.
 */
export class Serving {
  readonly keys: KeyRing;
  readonly #context: HostContext;
  readonly #file: string;
  readonly #onInternalError: (error: unknown, method: string) => void;
  readonly #changes = new Broadcast<null>();
  #stored: Stored;
  #running: Running | null = null;
  #log: RequestLog | null = null;
  /** One change after the other. */
  #changing: Promise<unknown> = Promise.resolve();

  constructor(context: HostContext, onInternalError: (error: unknown, method: string) => void) {
    const { serving } = context.paths;
    this.#context = context;
    this.#onInternalError = onInternalError;
    this.#file = join(serving, 'server.json');
    this.#stored = readStored(this.#file);
    this.keys = new KeyRing(join(serving, 'keys.json'));
  }

  /** Read when it is first asked for: where prompts are kept it has megabytes, and a studio begins without it. */
  get log(): RequestLog {
    this.#log ??= new RequestLog(join(this.#context.paths.serving, 'requests.jsonl'));
    return this.#log;
  }

  state(): ServerState {
    const running = this.#running;
    const settings = running?.settings ?? this.#stored.settings;
    return {
      url: running && `${running.server.url}/v1`,
      settings,
      models: this.#places(running?.models ?? this.#stored.models).map(factsOf),
      needsKey: needsKey({ host: settings.host, keys: this.keys }),
      figures: running?.server.figures() ?? NO_FIGURES,
    };
  }

  async *watch(signal: AbortSignal): AsyncGenerator<ServerState> {
    const changes = this.#changes.subscribe(signal);
    let told = '';
    // Figures change without anybody saying so.
    const timer = setInterval(() => changes.push(null), FIGURES_MS);
    try {
      changes.push(null);
      for await (const _ of changes) {
        const state = this.state();
        const text = JSON.stringify(state);
        if (text !== told) yield state;
        told = text;
      }
    } finally {
      clearInterval(timer);
    }
  }

  /** @throws AppError what `start` throws, with the server off then; `disk_full`, `write_failed` */
  set(patch: Patch): Promise<ServerState> {
    return this.#change(async () => {
      await this.#store({ ...this.#stored, settings: withPatch(this.#stored.settings, patch) });
      if (!this.#running) return;
      await this.#end();
      await this.#begin(this.#stored.settings, this.#stored.models);
    });
  }

  /** @throws AppError `not_found` for a model that cannot be served; what `start` throws */
  serve(model: ServedReference, served: boolean): Promise<ServerState> {
    return this.#change(async () => {
      if (served && !findPlace(this.#context, model)) throw new AppError('not_found', { kind: 'model', id: model.id });
      const others = this.#stored.models.filter(({ id }) => id !== model.id);
      await this.#store({ ...this.#stored, models: served ? [...others, model] : others });
      const running = this.#running;
      if (running) {
        running.models = this.#stored.models;
        if (served) this.#warmUp(model);
      }
      if (served && !running) await this.#begin(this.#stored.settings, this.#stored.models);
      if (running && this.#stored.models.length === 0) await this.#end();
    });
  }

  /** @throws AppError `server_models_none`, and what `startModelServer` throws */
  start(): Promise<ServerState> {
    return this.#change(async () => {
      if (!this.#running) await this.#begin(this.#stored.settings, this.#stored.models);
    });
  }

  stop(): Promise<ServerState> {
    return this.#change(() => this.#end());
  }

  /**
   * Serves models until it is cancelled.
   *
   * @throws AppError `server_running`, `server_key_weak`, `not_found` for a model that is not there; what `start` throws
   */
  async *run({ models, ownKey, ...given }: RunRequest, signal: AbortSignal): AsyncGenerator<ServerState> {
    const references = models.map((id) => this.#referenceOf(id));
    const settings = withPatch(DEFAULT_SERVER, given);
    let own: Running | null = null;
    const state = await this.#change(async () => {
      if (this.#running) throw new AppError('server_running', { url: `${this.#running.server.url}/v1` });
      this.keys.useOwn(ownKey ?? null);
      try {
        await this.#begin(settings, references);
      } catch (error) {
        this.keys.useOwn(null);
        throw error;
      }
      own = this.#running;
    });
    try {
      yield state;
      if (!signal.aborted)
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    } finally {
      // Somebody may have switched it off in the window, and on again.
      await this.#change(async () => {
        if (this.#running === own) await this.#end();
      });
    }
  }

  async close(): Promise<void> {
    await this.stop();
    this.#changes.close();
    await this.keys.close();
    await this.#log?.close();
  }

  /** Keys have changed, or the log has. */
  told(): void {
    this.#changes.emit(null);
    announce(this.#context, 'server');
  }

  async #change(work: () => Promise<void>): Promise<ServerState> {
    const changed = this.#changing.then(work);
    this.#changing = changed.catch(() => {});
    try {
      await changed;
    } finally {
      this.told();
    }
    return this.state();
  }

  async #begin(settings: ServerSettings, models: readonly ServedReference[]): Promise<void> {
    if (models.length === 0) throw new AppError('server_models_none');
    const context = this.#context;
    const running = { settings, models };
    const { log } = this;
    const server = await startModelServer({
      ...settings,
      keys: this.keys,
      models: hostModels(context, () => this.#places((this.#running ?? running).models)),
      // Who watches sees it with the next figures, and is not told of each.
      onRequest: (request) => log.add(request),
      onInternalError: (error, endpoint) => this.#onInternalError(error, `server ${endpoint}`),
    });
    this.#running = { ...running, server, letGo: context.infer.hold() };
    this.#warmUp(models[0] as ServedReference);
  }

  async #end(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    this.keys.useOwn(null);
    running?.letGo();
    await running?.server.close();
  }

  /** Has a model loaded before it is asked: that takes seconds, and what cannot be loaded is told to who asks. */
  #warmUp(model: ServedReference): void {
    const place = findPlace(this.#context, model);
    if (place)
      void warmUp(
        hostModels(this.#context, () => [place]),
        place,
      ).catch(() => {});
  }

  #places(models: readonly ServedReference[]): ServedPlace[] {
    return models.flatMap((model) => findPlace(this.#context, model) ?? []);
  }

  #referenceOf(id: string): ServedReference {
    for (const kind of ['model', 'base'] as const) if (findPlace(this.#context, { kind, id })) return { kind, id };
    throw new AppError('not_found', { kind: 'model', id });
  }

  async #store(stored: Stored): Promise<void> {
    mkdirSync(this.#context.paths.serving, { recursive: true });
    await writeWholeFile(this.#file, JSON.stringify(stored, null, 2));
    this.#stored = stored;
  }
}

const factsOf = ({ id, name, kind, abilities }: ServedPlace): ServedModelFacts => ({
  ...{ id, name, kind, abilities: [...abilities] },
});

/** What cannot be read is as nothing: it is settings, and written anew with the next change. */
function readStored(file: string): Stored {
  try {
    return Stored.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return { settings: DEFAULT_SERVER, models: [] };
  }
}
