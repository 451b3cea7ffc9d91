import type { StudioBridge } from '../../shared/ipc/bridge.ts';
import { CloseEvent } from '../../shared/ipc/closeEvent.ts';
import type { Port } from '../../shared/ipc/frames.ts';
import { PROOF_PREFIX, SOCKET_PROTOCOL } from '../../shared/ipc/pageProof.ts';
import { newProof } from './pageSession.ts';

/** A program that takes a connection and says nothing is not the studio. */
const OPEN_MS = 10_000;

import { MAX_MESSAGE_BYTES } from '../../shared/ipc/limits.ts';

/** The port of a page in Electron. The preload opened it with the page, so there is one and it is not opened again. */
function bridgePort(bridge: StudioBridge): Port {
  return {
    mostBytes: MAX_MESSAGE_BYTES,
    send: (text) => bridge.send(text),
    onMessage: (listener) => bridge.onMessage(listener),
    onClose: (listener) => bridge.onClose(listener),
    close: () => {},
  };
}

/** The address of the headless shell's socket, next to the page. */
export function socketAddress(page: Pick<Location, 'protocol' | 'host'>): string {
  return `${page.protocol === 'https:' ? 'wss:' : 'ws:'}//${page.host}/ws`;
}

/** Opens a port over a WebSocket; rejects when the server cannot be reached or refuses. */
function openSocketPort(address: string, protocols: string[]): Promise<Port> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address, protocols);
    const limit = setTimeout(() => socket.close(), OPEN_MS);
    const ended = new CloseEvent();
    // The only listener: between two of them other code would run on a connection that has ended for the first one alone.
    socket.addEventListener('close', () => {
      clearTimeout(limit);
      // Before it is open, a socket that closes was refused; afterwards the promise is settled already.
      reject(new Error(`no connection to ${address}`));
      ended.fire();
    });
    socket.addEventListener('open', () => {
      clearTimeout(limit);
      resolve({
        mostBytes: MAX_MESSAGE_BYTES,
        send: (text) => socket.send(text),
        onMessage: (listener) => socket.addEventListener('message', (event) => listener(String(event.data))),
        onClose: (listener) => ended.listen(listener),
        close: () => socket.close(),
      });
    });
  });
}

/** Opens the port this page was made for: the bridge in Electron, the socket in a browser. */
export function portOpener(): () => Promise<Port> {
  const bridge = window.kindling;
  if (!bridge) {
    const address = socketAddress(window.location);
    // A new proof each time: each is good once.
    return async () => openSocketPort(address, [SOCKET_PROTOCOL, `${PROOF_PREFIX}${await newProof()}`]);
  }
  let opened = false;
  return () => {
    // The host of an Electron window lives as long as the application: what has closed stays closed.
    if (opened) return Promise.reject(new Error('the host has ended'));
    opened = true;
    return Promise.resolve(bridgePort(bridge));
  };
}
