import { join } from 'node:path';
import { app, ipcMain, nativeTheme, shell } from 'electron';
import { isAppAddress } from './electron/appAddress.ts';
import { registerAppScheme, setupAppProtocol } from './electron/appProtocol.ts';
import { nativePicker, showStartError } from './electron/dialogs.ts';
import { setupHome } from './electron/home.ts';
import { setupLogs } from './electron/logs.ts';
import { setupMenu } from './electron/menu.ts';
import { followSettings } from './electron/preferences.ts';
import { setupQuitting } from './electron/quitting.ts';
import { followRuns } from './electron/runNews.ts';
import { setupProcessSecurity, setupSessionSecurity } from './electron/security.ts';
import { openStudio, WINDOW_PEER } from './electron/studio.ts';
import { shellLanguage, textsOf } from './electron/texts.ts';
import { StudioWindow } from './electron/window.ts';
import { appFolders } from './shells/appFolders.ts';
import { serveWindows } from './transport/electronPort.ts';

/** Entry of the desktop shell: a window, a menu and dialogs around the host. */
const home = setupHome();
const logs = setupLogs(home);
setupProcessSecurity(logs.info);
registerAppScheme();
if (app.requestSingleInstanceLock()) {
  app
    .whenReady()
    .then(start)
    .catch((error: unknown) => {
      logs.error('the studio did not start', error);
      showStartError(error);
      app.exit(1);
    });
} else {
  // The studio that runs already shows its window.
  app.quit();
}

async function start(): Promise<void> {
  const folders = appFolders();
  let texts = textsOf(shellLanguage('system', app.getPreferredSystemLanguages()));

  setupSessionSecurity(logs.info);
  setupAppProtocol(folders.renderer);

  const picker = nativePicker(
    () => window.current,
    () => texts,
  );
  const studio = await openStudio({ home, folders, picker, logs });
  const quitting = setupQuitting({ studio, window: () => window, texts: () => texts, logs });
  const window = new StudioWindow({
    home,
    preload: join(folders.code, 'preload.cjs'),
    icon: join(folders.resources, 'icons', 'icon.png'),
    texts: () => texts,
    logs,
    mayClose: quitting.mayClose,
  });

  serveWindows(ipcMain, {
    isOwn: (contents) => window.owns(contents),
    isOwnAddress: isAppAddress,
    attach: (port) => studio.host.attach(port, WINDOW_PEER),
    addFile: (path) => studio.host.addFile(path),
    onRefused: (what) => logs.error(`refused: ${what}`),
  });
  followSettings(studio.client, ({ language, theme }) => {
    nativeTheme.themeSource = theme;
    texts = textsOf(shellLanguage(language, app.getPreferredSystemLanguages()));
    setupMenu({
      texts,
      developerTools: !app.isPackaged,
      actions: {
        showPage: (address) => window.showPage(address),
        act: (action) => window.act(action),
        openHome: () => void shell.openPath(home),
        openLogs: () => void shell.openPath(join(home, 'logs')),
      },
    });
  }).catch((error: unknown) => logs.error('the settings are not followed any more', error));
  followRuns({ client: studio.client, window, texts: () => texts }).catch((error: unknown) =>
    logs.error('the runs are not followed any more', error),
  );

  app.on('second-instance', () => window.show());
  app.on('activate', () => window.show());
  app.on('child-process-gone', (_, { type, reason, name }) => logs.error(`${name ?? type} ended: ${reason}`));
  window.show();
}
