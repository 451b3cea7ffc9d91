import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openDatabase } from '../../main/db/open.ts';
import { againBut, inTwo } from '../../main/setup/leftOut.ts';
import { ELECTRON_CHANNELS } from '../../main/transport/electronChannels.ts';
import { connectLocal } from '../../main/transport/localSocket.ts';
import { connect } from '../../shared/ipc/client.ts';
import { contract } from '../../shared/ipc/contract.ts';
import { storeRuns } from '../helpers/storedRuns.ts';
import { prevented } from './standIn.ts';
import { clientOf, type RunningShell, startShell } from './startShell.ts';

const running: RunningShell[] = [];

async function shellWith(options: Parameters<typeof startShell>[0] = {}) {
  const shell = await startShell(options);
  running.push(shell);
  return shell;
}

afterEach(async () => {
  for (const shell of running.splice(0)) await shell.stop();
});

describe('before the app is ready', () => {
  test('every renderer is sandboxed, and app:// is a standard, secure scheme', async () => {
    const { electron } = await shellWith();
    const before = electron.order.slice(0, electron.order.indexOf('whenReady'));
    expect(before).toContain('enableSandbox');
    expect(before).toContain('registerSchemesAsPrivileged');
    expect(electron.schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
    ]);
  });

  test("Electron's data folder is the studio's home, and the lock of a single instance is taken in it", async () => {
    const { electron, home } = await shellWith();
    expect(electron.paths).toEqual({ userData: home, sessionData: join(home, 'browser') });
    expect(electron.order.indexOf('setPath userData')).toBeLessThan(
      electron.order.indexOf('requestSingleInstanceLock'),
    );
  });

  test('a second instance ends at once and opens nothing', async () => {
    const { electron } = await shellWith({ firstInstance: false });
    expect(electron.order).toContain('quit');
    expect(electron.order).not.toContain('whenReady');
    expect(electron.windows).toHaveLength(0);
  });

  test('the first instance shows its window when a second one was started', async () => {
    const { electron } = await shellWith();
    electron.windows[0]?.hide();
    electron.module.app.emit('second-instance');
    expect(electron.windows).toHaveLength(1);
    expect(electron.windows[0]?.isVisible()).toBe(true);
  });
});

describe('the window', () => {
  test('has every security setting, stated and on', async () => {
    const { electron } = await shellWith();
    expect(electron.windows[0]?.options.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      webSecurity: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      devTools: false,
      preload: expect.stringMatching(/preload\.cjs$/),
    });
  });

  test('loads app:// and no file', async () => {
    const { electron } = await shellWith();
    expect(electron.windows[0]?.loaded).toEqual(['app://kindling/']);
  });

  test('keeps its place for the next start', async () => {
    const { electron, home } = await shellWith();
    electron.windows[0]?.close();
    expect(JSON.parse(readFileSync(join(home, 'window.json'), 'utf8'))).toEqual({
      x: 40,
      y: 50,
      width: 1000,
      height: 700,
      maximized: false,
    });
  });

  test.each([
    ['where it was', { x: 300, y: 200, width: 900, height: 600, maximized: false }, { x: 300, y: 200, width: 900 }],
    [
      'in the default size when its display is gone',
      { x: 4000, y: 0, width: 900, height: 600, maximized: false },
      { width: 1280 },
    ],
    ['in the default size when the file is damaged', 'not a state', { width: 1280 }],
  ])('opens %s', async (_, stored, expected) => {
    const home = await mkdtemp(join(tmpdir(), 'kindling-shell-'));
    writeFileSync(join(home, 'window.json'), JSON.stringify(stored));
    const { electron } = await shellWith({ home });
    expect(electron.windows[0]?.options).toMatchObject(expected);
    if (expected.width === 1280) expect(electron.windows[0]?.options).not.toHaveProperty('x');
    await running.pop()?.stop();
    await rm(home, { recursive: true });
  });

  test('is loaded again when its page crashes, until that looks hopeless', async () => {
    const { electron } = await shellWith();
    const window = electron.windows[0];
    const crash = () => window?.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 139 });
    for (const _ of [1, 2, 3]) crash();
    expect(window?.loaded).toHaveLength(4);
    expect(electron.errorBoxes).toHaveLength(0);
    crash();
    expect(window?.loaded).toHaveLength(4);
    expect(electron.errorBoxes).toHaveLength(1);
  });
});

describe('what a page may not do', () => {
  for (const [some, options] of inTwo(['will-navigate', 'will-frame-navigate', 'will-redirect'], 'will-navigate'))
    test.each(some)('%s to anywhere else is denied', options, async (name) => {
      const { electron } = await shellWith();
      const contents = electron.windows[0]?.webContents;
      if (!contents) throw new Error('no window');
      for (const url of [
        'https://example.com/',
        'http://127.0.0.1/',
        'file:///etc/passwd',
        'app://other/',
        'app://kindling.evil/',
        'apps://kindling/',
        'javascript:alert(1)',
        'data:text/html,hello',
        'not an address',
      ]) {
        expect(prevented(contents, name, { url }), url).toBe(true);
      }
      expect(prevented(contents, name, { url: 'app://kindling/#/runs' })).toBe(false);
    });

  test('webviews are denied', async () => {
    const { electron } = await shellWith();
    const contents = electron.windows[0]?.webContents;
    if (!contents) throw new Error('no window');
    expect(prevented(contents, 'will-attach-webview')).toBe(true);
  });

  test('new windows are denied, and only https links to known sites reach the browser', async () => {
    const { electron } = await shellWith();
    const open = (url: string) => electron.windows[0]?.webContents.openHandler?.({ url });
    const denied = [
      'app://kindling/',
      'http://huggingface.co/',
      'https://example.com/',
      'https://huggingface.co.evil.example/',
      'https://huggingface.co@evil.example/',
      'https://user:secret@huggingface.co/',
      'https://huggingface.co:8443/',
      'file:///bin/sh',
      'smb://huggingface.co/share',
      'ms-msdt:/id',
      'javascript:alert(1)',
      '',
    ];
    for (const url of denied) expect(open(url), url).toEqual({ action: 'deny' });
    expect(electron.openedLinks).toEqual([]);
    expect(open('https://huggingface.co/docs')).toEqual({ action: 'deny' });
    expect(electron.openedLinks).toEqual(['https://huggingface.co/docs']);
  });

  test('every permission and device is denied, and every download but of what the page has made', async () => {
    const { electron } = await shellWith();
    const { permissionRequest, permissionCheck, devicePermission } = electron.sessionHandlers as Record<
      string,
      (...parameters: unknown[]) => unknown
    >;
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'clipboard-read',
      'openExternal',
      'fileSystem',
    ]) {
      const answer = vi.fn();
      permissionRequest?.({}, permission, answer, {});
      expect(answer.mock.calls, permission).toEqual([[false]]);
      expect(permissionCheck?.({}, permission, 'app://kindling', {}), permission).toBe(false);
    }
    expect(devicePermission?.({ deviceType: 'usb' })).toBe(false);
    const isDenied = (url: string) => prevented(electron.defaultSession, 'will-download', {}, { getURL: () => url });
    for (const url of ['https://example.com/a', 'app://kindling/index.html', 'blob:https://example.com/1', 'data:,a']) {
      expect(isDenied(url), url).toBe(true);
    }
    expect(isDenied('blob:app://kindling/6f1c')).toBe(false);
  });
});

describe('the preload', () => {
  test('exposes fixed functions and nothing else', async () => {
    const { electron, openPage } = await shellWith();
    const bridge = await openPage();
    expect(Object.keys(electron.exposed)).toEqual(['kindling']);
    expect(Object.keys(bridge).sort()).toEqual(['fileToken', 'onClose', 'onMenuAction', 'onMessage', 'send']);
    for (const value of Object.values(bridge)) expect(typeof value).toBe('function');
  });

  test('connects the page to the host', async () => {
    const { openPage, home } = await shellWith();
    const client = clientOf(await openPage());
    expect(await client.host.info({})).toMatchObject({ shell: 'electron', home, canPickFiles: true });
  });

  test('gives each document a channel of its own, closed when the studio ends', async () => {
    const { openPage, electron } = await shellWith();
    const first = await openPage();
    const second = await openPage();
    expect(await clientOf(first).settings.get({})).toEqual(await clientOf(second).settings.get({}));
    // Everyone who listens hears of it: the connection, and the calls that are under way on it.
    const closed = Promise.all([0, 1].map(() => new Promise<void>((resolve) => second.onClose(resolve))));
    electron.module.app.quit();
    await closed;
  });

  test('turns a dropped file into a token without giving its path to the page', async () => {
    const { openPage, home } = await shellWith();
    const path = join(home, 'products.csv');
    writeFileSync(path, 'name\nLamp\n');
    const bridge = await openPage();
    const answer = await bridge.fileToken({ testPath: path } as unknown as File);
    expect(answer).toEqual({ ok: true, file: { token: expect.any(String), name: 'products.csv', bytes: 10 } });
    expect(JSON.stringify(answer)).not.toContain(home);
  });

  test('says why a file without a path has no token', async () => {
    const { openPage } = await shellWith();
    const bridge = await openPage();
    expect(await bridge.fileToken({} as File)).toMatchObject({ ok: false, error: { code: 'file_unreadable' } });
  });

  test('names no path: a page that tries is refused', async () => {
    const { openPage } = await shellWith();
    const client = clientOf(await openPage());
    const events = client.datasets.import({ file: { kind: 'path', path: '/etc/passwd' } });
    await expect(events.next()).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('senders that are not ours get a coded error', () => {
  const top = { url: 'app://kindling/', parent: null };
  const strangers: [string, { own: boolean; frame: { url: string; parent: typeof top | null } | null }][] = [
    ['another window', { own: false, frame: top }],
    ['a foreign page in our window', { own: true, frame: { url: 'https://example.com/', parent: null } }],
    ['a look-alike host', { own: true, frame: { url: 'app://kindling.evil/', parent: null } }],
    ['the empty document', { own: true, frame: { url: 'about:blank', parent: null } }],
    ['a frame inside our page', { own: true, frame: { url: 'app://kindling/', parent: top } }],
    ['a page that is gone', { own: true, frame: null }],
  ];

  for (const [kind, { own, frame }] of strangers)
    test(kind, againBut('another window', 'a look-alike host', 'a frame inside our page')(kind), async () => {
      const { electron, openPage, home } = await shellWith();
      const window = own ? electron.windows[0] : undefined;
      const path = join(home, 'window.json');
      writeFileSync(path, '{}');
      const refused = await electron.sendingFrom({ window, frame }, () => openedWhileStranger(electron));
      await expect(refused.host.info({})).rejects.toMatchObject({ code: 'forbidden' });

      const answer = electron.sendingFrom({ window, frame }, () =>
        electron.module.ipcRenderer.invoke(ELECTRON_CHANNELS.fileToken, path),
      );
      expect(await answer).toMatchObject({ ok: false, error: { code: 'forbidden' } });
      // The host is alive and still answers its own page.
      expect(await clientOf(await openPage()).host.info({})).toMatchObject({ shell: 'electron' });
    });

  /** A channel to the main process as a stranger would open it. */
  function openedWhileStranger(electron: RunningShell['electron']) {
    const { port1, port2 } = new MessageChannel();
    electron.module.ipcRenderer.postMessage(ELECTRON_CHANNELS.open, null, [port2 as never]);
    return clientOf({
      send: (text) => port1.postMessage(text),
      onMessage: (listener) => {
        port1.onmessage = ({ data }) => listener(String(data));
      },
      onClose: () => {},
      onMenuAction: () => {},
      fileToken: () => Promise.reject(new Error('not used')),
    });
  }

  for (const [some, options] of inTwo<[unknown]>([[undefined], [42], [{ path: '/etc/passwd' }], ['']], 42))
    test.each(some)('a dropped path that is %j is refused', options, async (path) => {
      const { electron } = await shellWith();
      const answer = await electron.module.ipcRenderer.invoke(ELECTRON_CHANNELS.fileToken, path);
      expect(answer).toMatchObject({ ok: false, error: { code: 'file_unreadable' } });
    });
});

describe('dialogs', () => {
  test('a file that was picked becomes a token; cancelling is null', async () => {
    const home = await mkdtemp(join(tmpdir(), 'kindling-shell-'));
    const file = join(home, 'a.csv');
    writeFileSync(file, 'a\n1\n');
    const picking = await shellWith({ home, openDialogAnswer: { canceled: false, filePaths: [file] } });
    const picked = await clientOf(await picking.openPage()).files.pickFile({});
    expect(picked).toEqual({ token: expect.any(String), name: 'a.csv', bytes: 4 });
    await running.pop()?.stop();
    await rm(home, { recursive: true });

    const cancelling = await shellWith();
    const client = clientOf(await cancelling.openPage());
    expect(await client.files.pickFile({})).toBeNull();
    expect(await client.files.pickFolder({})).toBeNull();
    expect(cancelling.electron.openDialogs.map(({ properties }) => properties)).toEqual([
      ['openFile'],
      ['openDirectory', 'createDirectory'],
    ]);
  });
});

describe('errors at start', () => {
  test.each([
    ['en-US', 'Kindling cannot start', /newer Kindling/],
    ['zh-CN', 'Kindling 无法启动', /更新版本/],
  ])('a database of a newer version is told in a native box (%s)', async (language, title, content) => {
    const home = await mkdtemp(join(tmpdir(), 'kindling-shell-'));
    const database = openDatabase(join(home, 'kindling.db'));
    database.pragma('user_version = 999');
    database.close();
    const { electron } = await shellWith({ home, systemLanguages: [language] });
    expect(electron.errorBoxes).toEqual([{ title, content: expect.stringMatching(content) }]);
    expect(electron.order).toContain('exit 1');
    expect(electron.windows).toHaveLength(0);
    await rm(home, { recursive: true });
  });

  test('a damaged database is moved away, and the window opens', async () => {
    const home = await mkdtemp(join(tmpdir(), 'kindling-shell-'));
    writeFileSync(join(home, 'kindling.db'), 'this is no database, whatever its name says. '.repeat(200));
    const { electron } = await shellWith({ home });
    expect(electron.errorBoxes).toEqual([]);
    expect(electron.windows).toHaveLength(1);
    await running.pop()?.stop();
    await rm(home, { recursive: true });
  });

  test('a home that another Kindling owns is told with its process id', async () => {
    const first = await shellWith();
    const second = await shellWith({ home: first.home });
    expect(second.electron.errorBoxes[0]?.content).toContain(String(process.pid));
    expect(second.electron.windows).toHaveLength(0);
  });
});

test('the command line attaches to the studio that is open, and may name paths there', async () => {
  const { home, electron } = await shellWith();
  const port = await connectLocal(home);
  if (!port) throw new Error('nobody listens');
  const client = connect(port, contract);
  expect(await client.host.info({})).toMatchObject({ shell: 'electron', home });
  const file = join(home, 'products.csv');
  const events = client.datasets.import({ file: { kind: 'path', path: file } });
  const first = events.next();
  await vi.waitFor(() => expect(String(electron.children[0]?.sent[0])).toContain(file));
  electron.children[0]?.end(1);
  await expect(first).rejects.toMatchObject({ code: 'worker_died' });
  port.close();
});

describe('runs', () => {
  /** A run that waits, on data that is gone: it fails as soon as its turn comes. */
  const failing = { run: { id: 'doomed', name: 'Doomed', state: 'queued' as const, step: 0, prepared: null } };

  test('one that fails is told by the system, a click shows it, and the icon shows no progress then', async () => {
    const home = await mkdtemp(join(tmpdir(), 'kindling-shell-'));
    storeRuns(home, [failing]);
    const { electron } = await shellWith({ home, systemLanguages: ['zh-CN'] });
    await vi.waitFor(() => expect(electron.notifications).toHaveLength(1));
    expect(electron.notifications[0]).toMatchObject({ title: '训练失败', body: '“Doomed”因错误而结束。', shown: true });
    await vi.waitFor(() => expect(electron.windows[0]?.progress.at(-1)).toBe(-1));

    electron.windows[0]?.hide();
    electron.notifications[0]?.emit('click');
    expect(electron.windows[0]?.isVisible()).toBe(true);
    expect(electron.windows[0]?.loaded).toEqual(['app://kindling/', 'app://kindling/#/runs/doomed']);
    await running.pop()?.stop();
    await rm(home, { recursive: true });
  });

  test('nothing is told where the user has switched it off', async () => {
    const home = await mkdtemp(join(tmpdir(), 'kindling-shell-'));
    storeRuns(home, []);
    const first = await shellWith({ home });
    await clientOf(await first.openPage()).settings.set({ notifications: false });
    await running.pop()?.stop();
    storeRuns(home, [failing]);
    const { electron, openPage } = await shellWith({ home });
    const client = clientOf(await openPage());
    await vi.waitFor(async () => expect((await client.runs.get({ id: 'doomed' })).state).toBe('failed'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(electron.notifications).toEqual([]);
    await running.pop()?.stop();
    await rm(home, { recursive: true });
  });
});

test('ends only after the host has closed', async () => {
  const { electron } = await shellWith();
  electron.module.app.quit();
  expect(electron.order).not.toContain('ended');
  await vi.waitFor(() => expect(electron.order).toContain('ended'));
});
