import { spawn } from 'node:child_process';

/** Opens an address in the user's browser where there is one; a machine without a screen has none, and that is fine. */
export function openBrowser(url: string, environment: NodeJS.ProcessEnv = process.env): void {
  const command = browserCommand(url, environment, process.platform);
  if (!command) return;
  const child = spawn(command.file, command.args, { stdio: 'ignore', detached: true });
  // The address is on the screen already: who has no opener can still use it.
  child.on('error', () => {});
  child.unref();
}

function browserCommand(
  url: string,
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): { file: string; args: string[] } | null {
  if (platform === 'darwin') return { file: 'open', args: [url] };
  // `start` is part of the shell; the empty text is the window's title.
  if (platform === 'win32') return { file: 'cmd', args: ['/c', 'start', '""', url] };
  return environment.DISPLAY || environment.WAYLAND_DISPLAY ? { file: 'xdg-open', args: [url] } : null;
}
