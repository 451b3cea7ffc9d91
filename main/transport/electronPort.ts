import type { IpcMain, IpcMainEvent, IpcMainInvokeEvent, MessagePortMain, WebContents } from 'electron';
import { z } from 'zod';
import { AppError, toAppError } from '../../shared/errors/errors.ts';
import type { FileTokenAnswer } from '../../shared/ipc/bridge.ts';
import { CloseEvent } from '../../shared/ipc/closeEvent.ts';
import type { PickedFile } from '../../shared/ipc/contract.ts';
import { type DownFrame, type Port, UpFrame, type WireError } from '../../shared/ipc/frames.ts';
import { ELECTRON_CHANNELS } from './electronChannels.ts';

export interface WindowGate {
  /** Whether these are the contents of a window that the studio opened. */
  isOwn(contents: WebContents): boolean;
  /** Whether an address is a page of the studio. */
  isOwnAddress(url: string): boolean;
  attach(port: Port): void;
  addFile(path: string): PickedFile;
  /** Told about every sender that was turned away. */
  onRefused(what: string): void;
}

/**
 * Lets the studio's own pages talk to the host. A document brings its own message channel, which ends with it: an answer to a
 * page that was reloaded cannot reach the page that came after. Anyone else gets `forbidden` for every call.
 */
export function serveWindows(ipc: IpcMain, gate: WindowGate): void {
  ipc.on(ELECTRON_CHANNELS.open, (event) => {
    const port = event.ports[0];
    if (!port) return;
    const refusal = refusalOf(event, gate);
    if (refusal) refuseCalls(port, refusal);
    else gate.attach(portOf(port));
  });

  ipc.handle(ELECTRON_CHANNELS.fileToken, (event, path: unknown): FileTokenAnswer => {
    const refusal = refusalOf(event, gate);
    if (refusal) return { ok: false, error: wireError(refusal) };
    try {
      return { ok: true, file: gate.addFile(droppedPath(path)) };
    } catch (thrown) {
      return { ok: false, error: wireError(toAppError(thrown)) };
    }
  });
}

/** A frame is trusted when it is the top frame of one of our windows and shows a page of ours. */
function refusalOf({ sender, senderFrame }: IpcMainEvent | IpcMainInvokeEvent, gate: WindowGate): AppError | null {
  let what: string | undefined;
  if (!gate.isOwn(sender)) what = 'this window is not the studio’s';
  else if (senderFrame === null) what = 'the page is gone';
  else if (senderFrame.parent !== null) what = 'a frame inside a page cannot talk to the studio';
  else if (!gate.isOwnAddress(senderFrame.url)) what = 'this page is not the studio’s';
  if (what === undefined) return null;
  gate.onRefused(`${what}: ${senderFrame?.url ?? 'unknown address'}`);
  return new AppError('forbidden', { what });
}

function portOf(channel: MessagePortMain): Port {
  const ended = new CloseEvent();
  channel.on('close', () => ended.fire());
  return {
    send: (text) => {
      if (!ended.fired) channel.postMessage(text);
    },
    onMessage: (listener) => {
      channel.on('message', ({ data }) => {
        if (typeof data === 'string') listener(data);
      });
      channel.start();
    },
    onClose: (listener) => ended.listen(listener),
    close: () => channel.close(),
  };
}

/** Answers every call with the refusal, so that a foreign page is told and not left waiting. */
function refuseCalls(channel: MessagePortMain, refusal: AppError): void {
  const port = portOf(channel);
  port.onMessage((text) => {
    const frame = parseCall(text);
    if (!frame) return;
    port.send(JSON.stringify({ type: 'fail', id: frame.id, error: wireError(refusal) } satisfies DownFrame));
  });
}

function parseCall(text: string): UpFrame | undefined {
  try {
    const frame = UpFrame.parse(JSON.parse(text));
    return frame.type === 'call' ? frame : undefined;
  } catch {
    return undefined;
  }
}

const DroppedPath = z.string().min(1).max(32_768);

function droppedPath(path: unknown): string {
  const parsed = DroppedPath.safeParse(path);
  // Electron knows no path of a file that a page made up itself or that was dragged out of another program's memory.
  if (!parsed.success)
    throw new AppError('file_unreadable', { file: 'the dropped file', problem: 'it is not on disk' });
  return parsed.data;
}

const wireError = ({ code, message, details }: AppError): WireError => ({ code, message, details });
