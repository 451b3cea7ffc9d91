import { protocol } from 'electron';
import { APP_SCHEME, isAppAddress } from './appAddress.ts';
import { serveFile } from './staticFiles.ts';

/** Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the built interface under `app://kindling/`. */
export function setupAppProtocol(rendererFolder: string): void {
  protocol.handle(APP_SCHEME, (request) =>
    isAppAddress(request.url) ? serveFile(rendererFolder, request) : new Response(null, { status: 403 }),
  );
}
