import type { MenuAction } from '../domain/pageActions.ts';
import type { PickedFile } from './contract.ts';
import type { WireError } from './frames.ts';

/** A dropped file as a token, or why it cannot have one. Errors lose their code on the way out of a preload, so it travels as data. */
export type FileTokenAnswer = { ok: true; file: PickedFile } | { ok: false; error: WireError };

/**
 * All that Electron's preload gives to a page, as `window.kindling`: fixed functions over fixed channels. Absent in a
 * browser, where the page talks to the studio over a WebSocket.
 */
export interface StudioBridge {
  /** Sends a frame (`shared/ipc/frames.ts`) to the host. */
  send(text: string): void;
  /** Frames from the host. A page sets its one listener before it sends anything; a second call replaces the first. */
  onMessage(listener: (text: string) => void): void;
  /** Called once when the host has ended the connection; at once where it has ended already. */
  onClose(listener: () => void): void;
  /** What the user chooses from the menu of the application. Choices made before the page listens are told when it does; a second listener replaces the first. */
  onMenuAction(listener: (action: MenuAction) => void): void;
  /** Registers a dropped file with the host. Its path goes from the preload to the host and is never given to the page. */
  fileToken(file: File): Promise<FileTokenAnswer>;
}

declare global {
  interface Window {
    readonly kindling?: StudioBridge;
  }
}
