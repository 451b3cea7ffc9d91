import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { MENU_ACTIONS, type MenuAction } from '../shared/domain/pageActions.ts';
import type { FileTokenAnswer, StudioBridge } from '../shared/ipc/bridge.ts';
import { CloseEvent } from '../shared/ipc/closeEvent.ts';
import { ELECTRON_CHANNELS } from './transport/electronChannels.ts';

// Each document has its own channel to the host. The far end goes to the main process, which looks at who sent it.
const { port1: ours, port2: hosts } = new MessageChannel();
ipcRenderer.postMessage(ELECTRON_CHANNELS.open, null, [hosts]);

const ended = new CloseEvent();
// Chromium fires `close` when the other end is gone; the DOM's types do not list it yet.
ours.addEventListener('close', () => ended.fire());

const chosen: MenuAction[] = [];
let listening: ((action: MenuAction) => void) | null = null;
ipcRenderer.on(ELECTRON_CHANNELS.menuAction, (_, id: unknown) => {
  const action = MENU_ACTIONS.find((one) => one === id);
  if (!action) return;
  if (listening) listening(action);
  else chosen.push(action);
});

const bridge: StudioBridge = {
  send: (text) => ours.postMessage(String(text)),
  onMessage: (listener) => {
    ours.onmessage = ({ data }) => listener(String(data));
  },
  onClose: (listener) => ended.listen(() => listener()),
  onMenuAction: (listener) => {
    listening = (action) => listener(action);
    for (const action of chosen.splice(0)) listening(action);
  },
  fileToken: async (file): Promise<FileTokenAnswer> =>
    ipcRenderer.invoke(ELECTRON_CHANNELS.fileToken, webUtils.getPathForFile(file)),
};

contextBridge.exposeInMainWorld('kindling', bridge);
