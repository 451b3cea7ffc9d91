import { join } from 'node:path';
import { app, BrowserWindow, dialog, nativeTheme, screen, type WebContents } from 'electron';
import type { MenuAction } from '../../shared/domain/pageActions.ts';
import { fillPlaceholders } from '../../shared/errors/errors.ts';
import { ELECTRON_CHANNELS } from '../transport/electronChannels.ts';
import { APP_ADDRESS } from './appAddress.ts';
import type { Logs } from './logs.ts';
import { WINDOW_SECURITY } from './security.ts';
import type { ShellTexts } from './texts.ts';
import { readWindowState, writeWindowState } from './windowState.ts';

const DEFAULT_SIZE = { width: 1280, height: 840 };
const MINIMUM_SIZE = { minWidth: 720, minHeight: 520 };
/** A page that crashes more often than this within the time is not loaded again. */
const CRASH_LIMIT = { crashes: 3, withinMs: 60_000 };

export interface StudioWindowOptions {
  home: string;
  preload: string;
  icon: string;
  texts: () => ShellTexts;
  logs: Logs;
  /** Called before the window closes; `false` keeps it open. */
  mayClose: () => boolean;
}

/** The studio's one window: opened, hidden, shown again, and loaded again when its page crashes. */
export class StudioWindow {
  readonly #options: StudioWindowOptions;
  #window: BrowserWindow | undefined;
  #crashes: number[] = [];
  #progress = -1;

  constructor(options: StudioWindowOptions) {
    this.#options = options;
  }

  get current(): BrowserWindow | undefined {
    return this.#window;
  }

  get visible(): boolean {
    return this.#window?.isVisible() ?? false;
  }

  /** Whether the user is at it now. */
  get focused(): boolean {
    return this.#window?.isFocused() ?? false;
  }

  owns(contents: WebContents): boolean {
    return this.#window?.webContents === contents;
  }

  /** Opens the window, or brings it to the front. */
  show(): void {
    if (!this.#window) {
      this.#open();
      return;
    }
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  /** Brings the window to the front with a page of the interface, such as `/runs/ID`. */
  showPage(path: string): void {
    this.show();
    // Another fragment of the same address: the page that is open goes there without being loaded again.
    if (this.#window) this.#load(this.#window, this.#options.logs, `${APP_ADDRESS}#${path}`);
  }

  /** Brings the window to the front and has its page do an action. A page that is not there yet does it once it is. */
  act(action: MenuAction): void {
    this.show();
    const contents = this.#window?.webContents;
    if (!contents) return;
    const tell = () => contents.send(ELECTRON_CHANNELS.menuAction, action);
    if (contents.isLoadingMainFrame()) contents.once('did-finish-load', tell);
    else tell();
  }

  /** Progress on the icon of the dock or taskbar, 0 to 1; more than 1 while it cannot be told, below 0 for none. */
  setProgress(share: number): void {
    this.#progress = share;
    this.#window?.setProgressBar(share);
  }

  hide(): void {
    this.#window?.hide();
  }

  #open(): void {
    const { preload, icon, home, mayClose, logs } = this.#options;
    const stateFile = join(home, 'window.json');
    const { maximized, ...bounds } = readWindowState(
      stateFile,
      screen.getAllDisplays().map((display) => display.workArea),
    ) ?? { ...DEFAULT_SIZE, maximized: false };
    const window = new BrowserWindow({
      ...bounds,
      ...MINIMUM_SIZE,
      title: 'Kindling',
      icon,
      show: false,
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#1a1b1e' : '#ffffff',
      webPreferences: { ...WINDOW_SECURITY, preload, devTools: !app.isPackaged },
    });
    this.#window = window;
    window.once('ready-to-show', () => {
      if (maximized) window.maximize();
      window.show();
    });
    window.on('close', (event) => {
      writeWindowState(stateFile, { ...window.getNormalBounds(), maximized: window.isMaximized() });
      if (!mayClose()) event.preventDefault();
    });
    window.on('closed', () => {
      this.#window = undefined;
    });
    window.webContents.on('render-process-gone', (_, { reason, exitCode }) => {
      if (reason !== 'clean-exit') this.#recover(window, `${reason}, exit code ${exitCode}`);
    });
    window.setProgressBar(this.#progress);
    this.#load(window, logs);
  }

  /** The host and its runs are not touched by a page that dies: a new one takes up where it was. */
  #recover(window: BrowserWindow, how: string): void {
    const { logs, texts, home } = this.#options;
    logs.error(`the page ended: ${how}`);
    const now = Date.now();
    this.#crashes = [...this.#crashes.filter((time) => now - time < CRASH_LIMIT.withinMs), now];
    if (this.#crashes.length <= CRASH_LIMIT.crashes) this.#load(window, logs);
    else dialog.showErrorBox(texts().crashed, fillPlaceholders(texts().crashedDetail, { folder: join(home, 'logs') }));
  }

  #load(window: BrowserWindow, logs: Logs, address = APP_ADDRESS): void {
    window.loadURL(address).catch((error: unknown) => logs.error('the interface did not load', error));
  }
}
