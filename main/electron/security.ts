import { app, type Session, session, shell, type WebContents, type WebPreferences } from 'electron';
import { isAppAddress, isOwnBlob } from './appAddress.ts';
import { isAllowedExternalLink } from './externalLinks.ts';

/** Set one by one although most are defaults: what a window may do is stated here and does not depend on Electron's version. */
export const WINDOW_SECURITY = {
  contextIsolation: true,
  sandbox: true,
  webSecurity: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webviewTag: false,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  navigateOnDragDrop: false,
  safeDialogs: true,
} as const satisfies WebPreferences;

/** Sandboxes every renderer and keeps pages where they are. Must run before the app is ready. */
export function setupProcessSecurity(log: (message: string) => void): void {
  app.enableSandbox();
  app.on('web-contents-created', (_, contents) => confine(contents, log));
}

/** The interface needs no permission and no device, and downloads only what it has made itself. Runs once the app is ready. */
export function setupSessionSecurity(log: (message: string) => void): void {
  denyEverything(session.defaultSession, log);
}

function confine(contents: WebContents, log: (message: string) => void): void {
  const denyForeign = (event: { preventDefault(): void }, url: string) => {
    if (isAppAddress(url)) return;
    event.preventDefault();
    log(`navigation denied: ${url}`);
  };
  contents.on('will-navigate', (event) => denyForeign(event, event.url));
  contents.on('will-frame-navigate', (event) => denyForeign(event, event.url));
  contents.on('will-redirect', (event) => denyForeign(event, event.url));
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
    log('webview denied');
  });
  contents.setWindowOpenHandler(({ url }) => {
    if (isAllowedExternalLink(url)) {
      shell.openExternal(url).catch((error: unknown) => log(`cannot open ${url}: ${String(error)}`));
    } else log(`window denied: ${url}`);
    return { action: 'deny' };
  });
}

function denyEverything(target: Session, log: (message: string) => void): void {
  target.setPermissionRequestHandler((_, permission, answer) => {
    log(`permission denied: ${permission}`);
    answer(false);
  });
  target.setPermissionCheckHandler(() => false);
  target.setDevicePermissionHandler(() => false);
  target.on('will-download', (event, item) => {
    // Electron asks the user where to.
    if (isOwnBlob(item.getURL())) return;
    event.preventDefault();
    log(`download denied: ${item.getURL()}`);
  });
}
