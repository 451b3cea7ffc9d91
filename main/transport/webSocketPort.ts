import type { WebSocket } from 'ws';
import { CloseEvent } from '../../shared/ipc/closeEvent.ts';
import type { Port } from '../../shared/ipc/frames.ts';
import { MAX_MESSAGE_BYTES } from '../../shared/ipc/limits.ts';
import { MAX_WAITING_BYTES } from './limits.ts';

/** Why the server ended a connection, as close codes of RFC 6455, section 7.4.1. */
const UNSUPPORTED_DATA = 1003;

/** A port over an accepted WebSocket. Peers send text; anything binary ends the connection, as does a peer that stops reading. */
export function webSocketPort(socket: WebSocket): Port {
  socket.on('message', (_, isBinary) => {
    if (isBinary) socket.close(UNSUPPORTED_DATA);
  });
  // A broken frame or a payload above the limit: `ws` closes the connection by itself, which is all that is to be done.
  socket.on('error', () => {});
  const ended = new CloseEvent();
  socket.on('close', () => ended.fire());
  return {
    mostBytes: MAX_MESSAGE_BYTES,
    send: (text) => {
      if (socket.readyState !== socket.OPEN) return;
      socket.send(text, () => {});
      if (socket.bufferedAmount > MAX_WAITING_BYTES) socket.terminate();
    },
    onMessage: (listener) => {
      socket.on('message', (data, isBinary) => {
        if (!isBinary) listener(data.toString());
      });
    },
    onClose: (listener) => ended.listen(listener),
    close: () => socket.terminate(),
  };
}
