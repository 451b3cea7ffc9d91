import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import type { MessagePort } from 'node:worker_threads';

/**
 * A stand-in for the `electron` module: it does nothing and records everything, so that the real main process and the real
 * preload run under plain Node and tests look at what they asked of Electron. Only what the shell uses is there; anything else is
 * `undefined` and fails loudly.
 */
export type StandIn = ReturnType<typeof createStandIn>;

type Handler = (...parameters: never[]) => unknown;

export interface StandInOptions {
  /** What `app.requestSingleInstanceLock` answers. */
  firstInstance?: boolean;
  systemLanguages?: string[];
  packaged?: boolean;
  /** Index of the button that `dialog.showMessageBox` answers with. */
  messageBoxAnswer?: () => number;
  openDialogAnswer?: { canceled: boolean; filePaths: string[] };
}

/** A page in a frame, as IPC events name their sender. */
export interface FakeFrame {
  url: string;
  parent: FakeFrame | null;
}

export function createStandIn(options: StandInOptions = {}) {
  /** Names of notable calls in the order in which they were made. */
  const order: string[] = [];
  const windows: FakeWindow[] = [];
  const children: FakeUtilityProcess[] = [];
  const menus: MenuItem[][] = [];
  const paths: Record<string, string> = {};
  const messageBoxes: { message: string; buttons: string[] }[] = [];
  const errorBoxes: { title: string; content: string }[] = [];
  const openedLinks: string[] = [];
  const openedFolders: string[] = [];
  const openDialogs: { title: string; properties: string[] }[] = [];
  const schemes: { scheme: string; privileges: Record<string, boolean> }[] = [];
  const protocolHandlers = new Map<string, (request: Request) => Response | Promise<Response>>();
  const notifications: FakeNotification[] = [];
  const exposed: Record<string, unknown> = {};
  const invokeHandlers = new Map<string, (event: unknown, ...parameters: unknown[]) => unknown>();
  const sessionHandlers: Record<string, Handler> = {};
  let becomeReady = () => {};
  const ready = new Promise<void>((resolve) => {
    becomeReady = resolve;
  });

  class App extends EventEmitter {
    isPackaged = options.packaged ?? true;
    enableSandbox() {
      order.push('enableSandbox');
    }
    whenReady() {
      order.push('whenReady');
      return ready;
    }
    requestSingleInstanceLock() {
      order.push('requestSingleInstanceLock');
      return options.firstInstance ?? true;
    }
    setName() {}
    setAppUserModelId() {}
    setPath(name: string, path: string) {
      order.push(`setPath ${name}`);
      paths[name] = path;
    }
    getPreferredSystemLanguages() {
      return options.systemLanguages ?? ['en-US'];
    }
    /** As Electron does: `before-quit`, every window's `close`, `will-quit`; each of them may prevent it. */
    quit() {
      order.push('quit');
      if (prevented(this, 'before-quit')) return;
      for (const window of [...windows]) if (!window.destroyed) window.close();
      if (windows.some((window) => !window.destroyed)) return;
      if (!prevented(this, 'will-quit')) order.push('ended');
    }
    exit(code: number) {
      order.push(`exit ${code}`);
    }
  }
  const app = new App();
  const rendererEvents = new EventEmitter();

  class FakeContents extends EventEmitter {
    openHandler: ((details: { url: string }) => { action: string }) | undefined;
    readonly mainFrame: FakeFrame = { url: 'about:blank', parent: null };
    /** Whether its page is still being loaded. */
    loading = false;
    isLoadingMainFrame() {
      return this.loading;
    }
    /** To the preload that runs now, as a page has one. */
    send(channel: string, ...parameters: unknown[]) {
      rendererEvents.emit(channel, {}, ...parameters);
    }
    setWindowOpenHandler(handler: (details: { url: string }) => { action: string }) {
      this.openHandler = handler;
    }
  }

  class FakeWindow extends EventEmitter {
    readonly webContents = new FakeContents();
    readonly loaded: string[] = [];
    readonly options: Record<string, unknown> & { webPreferences: Record<string, unknown> };
    destroyed = false;
    focused = false;
    readonly progress: number[] = [];
    #visible = false;

    constructor(windowOptions: FakeWindow['options']) {
      super();
      order.push('BrowserWindow');
      this.options = windowOptions;
      windows.push(this);
      app.emit('web-contents-created', {}, this.webContents);
    }
    async loadURL(url: string) {
      this.loaded.push(url);
      this.webContents.mainFrame.url = url;
    }
    isVisible() {
      return this.#visible;
    }
    show() {
      this.#visible = true;
    }
    hide() {
      this.#visible = false;
    }
    focus() {}
    isFocused() {
      return this.focused;
    }
    setProgressBar(share: number) {
      this.progress.push(share);
    }
    isMinimized() {
      return false;
    }
    isMaximized() {
      return false;
    }
    maximize() {}
    getNormalBounds() {
      return { x: 40, y: 50, width: 1000, height: 700 };
    }
    close() {
      if (prevented(this, 'close')) return;
      this.destroyed = true;
      this.#visible = false;
      this.emit('closed');
      if (windows.every((window) => window.destroyed)) app.emit('window-all-closed');
    }
  }

  class FakeNotification extends EventEmitter {
    static isSupported = () => true;
    readonly title: string;
    readonly body: string;
    shown = false;

    constructor({ title, body }: { title: string; body: string }) {
      super();
      this.title = title;
      this.body = body;
      notifications.push(this);
    }
    show() {
      this.shown = true;
    }
  }

  class FakeUtilityProcess extends EventEmitter {
    pid: number | undefined;
    killed = false;
    readonly stderr = new PassThrough();
    readonly sent: unknown[] = [];
    readonly script: string;
    readonly parameters: string[];
    readonly options: { env: Record<string, string>; stdio: string[] };

    constructor(script: string, parameters: string[], forkOptions: FakeUtilityProcess['options']) {
      super();
      this.script = script;
      this.parameters = parameters;
      this.options = forkOptions;
      children.push(this);
    }
    postMessage(message: unknown) {
      this.sent.push(message);
    }
    kill() {
      this.killed = true;
      queueMicrotask(() => this.end(0));
      return true;
    }
    end(code: number, lastWords = '') {
      this.stderr.end(lastWords);
      this.emit('exit', code);
    }
  }

  const ipcMain = Object.assign(new EventEmitter(), {
    handle: (channel: string, handler: (event: unknown, ...parameters: unknown[]) => unknown) => {
      invokeHandlers.set(channel, handler);
    },
  });

  const keep = (name: string) => (handler: Handler) => {
    sessionHandlers[name] = handler;
  };
  const defaultSession = Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: keep('permissionRequest'),
    setPermissionCheckHandler: keep('permissionCheck'),
    setDevicePermissionHandler: keep('devicePermission'),
  });

  /** Whose IPC it is; a test may put a stranger here. */
  const sender = (window: FakeWindow | undefined, frame?: FakeFrame | null) => ({
    sender: window?.webContents ?? new FakeContents(),
    senderFrame: frame === undefined ? (window?.webContents.mainFrame ?? null) : frame,
  });
  let from: { window?: FakeWindow | undefined; frame?: FakeFrame | null } | undefined;
  const event = () => (from ? sender(from.window, from.frame) : sender(windows.at(-1)));

  const module = {
    app,
    BrowserWindow: FakeWindow,
    Notification: FakeNotification,
    ipcMain,
    session: { defaultSession },
    nativeTheme: { shouldUseDarkColors: false, themeSource: 'system' },
    screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] },
    protocol: {
      registerSchemesAsPrivileged: (list: typeof schemes) => {
        order.push('registerSchemesAsPrivileged');
        schemes.push(...list);
      },
      handle: (scheme: string, handler: (request: Request) => Response | Promise<Response>) => {
        order.push('protocol.handle');
        protocolHandlers.set(scheme, handler);
      },
    },
    Menu: {
      buildFromTemplate: (template: MenuItem[]) => template,
      setApplicationMenu: (menu: MenuItem[]) => menus.push(menu),
    },
    safeStorage: {
      isEncryptionAvailable: () => true,
      getSelectedStorageBackend: () => 'gnome_libsecret',
      encryptString: (text: string) => Buffer.from(text).reverse(),
      decryptString: (bytes: Buffer) => Buffer.from(bytes).reverse().toString(),
    },
    dialog: {
      showErrorBox: (title: string, content: string) => errorBoxes.push({ title, content }),
      showMessageBox: async (...parameters: unknown[]) => {
        messageBoxes.push(parameters.at(-1) as (typeof messageBoxes)[number]);
        return { response: options.messageBoxAnswer?.() ?? 0 };
      },
      showOpenDialog: async (...parameters: unknown[]) => {
        openDialogs.push(parameters.at(-1) as (typeof openDialogs)[number]);
        return options.openDialogAnswer ?? { canceled: true, filePaths: [] };
      },
    },
    shell: {
      openExternal: async (url: string) => void openedLinks.push(url),
      openPath: async (path: string) => {
        openedFolders.push(path);
        return '';
      },
    },
    utilityProcess: {
      fork: (script: string, parameters: string[], forkOptions: FakeUtilityProcess['options']) =>
        new FakeUtilityProcess(script, parameters, forkOptions),
    },

    // What a sandboxed preload has.
    contextBridge: {
      exposeInMainWorld: (name: string, value: unknown) => {
        exposed[name] = value;
      },
    },
    ipcRenderer: {
      on: (channel: string, listener: (...parameters: unknown[]) => void) => rendererEvents.on(channel, listener),
      postMessage: (channel: string, _message: unknown, ports: MessagePort[]) =>
        ipcMain.emit(channel, { ...event(), ports: ports.map(asPortMain) }),
      invoke: async (channel: string, ...parameters: unknown[]) => {
        const handler = invokeHandlers.get(channel);
        if (!handler) throw new Error(`No handler registered for '${channel}'`);
        return structuredClone(await handler(event(), ...parameters));
      },
    },
    webUtils: { getPathForFile: (file: { testPath?: string }) => file.testPath ?? '' },
  };

  return {
    module,
    order,
    windows,
    children,
    menus,
    notifications,
    paths,
    messageBoxes,
    errorBoxes,
    openedLinks,
    openedFolders,
    openDialogs,
    schemes,
    protocolHandlers,
    exposed,
    sessionHandlers,
    defaultSession,
    becomeReady: () => becomeReady(),
    /** Runs `work` with the preload's IPC coming from another window or frame. */
    sendingFrom<T>(stranger: { window?: FakeWindow | undefined; frame?: FakeFrame | null }, work: () => T): T {
      from = stranger;
      try {
        return work();
      } finally {
        from = undefined;
      }
    },
  };
}

export interface MenuItem {
  role?: string;
  label?: string;
  type?: string;
  accelerator?: string;
  submenu?: MenuItem[];
  click?: () => void;
}

/** Emits a preventable event; returns whether a listener prevented it. */
export function prevented(
  emitter: EventEmitter,
  name: string,
  details: Record<string, unknown> = {},
  ...parameters: unknown[]
): boolean {
  let wasPrevented = false;
  const preventable = {
    ...details,
    preventDefault: () => {
      wasPrevented = true;
    },
  };
  emitter.emit(name, preventable, ...parameters);
  return wasPrevented;
}

/** Electron's main process wraps what arrives in an event and starts nothing by itself. */
function asPortMain(port: MessagePort) {
  const wrapped = Object.assign(new EventEmitter(), {
    postMessage: (message: unknown) => port.postMessage(message),
    close: () => port.close(),
    start: () => {
      port.on('message', (data: unknown) => wrapped.emit('message', { data, ports: [] }));
    },
  });
  port.on('close', () => wrapped.emit('close'));
  return wrapped;
}
