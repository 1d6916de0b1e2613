import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type ServerOptions, type WebSocket } from 'ws';
import { addressOf } from './addresses.ts';
import { refusalOf, type AdmissionRules } from './admission.ts';
import type { Hub, Peer } from './hub.ts';
import type { Limits } from './limits.ts';
import type { Refusal } from './refusals.ts';
import { pathOf } from './requests.ts';

interface Reception {
  readonly hub: Hub;
  readonly limits: Limits;
  readonly count: (refusal: Refusal) => void;
  readonly rules: AdmissionRules;
  readonly isBehindProxy: boolean;
  readonly nameOf: (address: string) => string;
}

/** Opens sockets at `/signal`, for those who may, and leads what they say to the hub. */
export function acceptSockets(http: Server, reception: Reception): { endAll(): void } {
  const { hub, limits, count } = reception;
  const sockets = new WebSocketServer(socketOptions(limits));

  http.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const address = reception.nameOf(addressOf(request, reception.isBehindProxy));
    const refusal = whyNot(request, address, reception);
    if (refusal) {
      count(refusal);
      return turnAway(socket, refusal);
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      seat(webSocket, address, hub, count);
    });
  });

  return {
    endAll() {
      for (const socket of sockets.clients) {
        socket.close(1001);
        socket.terminate();
      }
    }
  };
}

function socketOptions(limits: Limits): ServerOptions & { closeTimeout: number } {
  return {
    noServer: true,
    maxPayload: limits.frameBytes,
    perMessageDeflate: false,
    closeTimeout: limits.closingHandshakeMs
  };
}

function whyNot(
  request: IncomingMessage,
  address: string,
  { hub, rules }: Reception
): Refusal | undefined {
  if (pathOf(request.url) !== '/signal') return 'wrong-path';
  return refusalOf(request, rules) ?? (hub.hasRoomFor(address) ? undefined : 'address-full');
}

function turnAway(socket: Duplex, refusal: Refusal): void {
  const status = refusal === 'wrong-path' ? 404 : refusal === 'address-full' ? 429 : 403;
  socket.once('finish', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`
  );
}

function seat(
  socket: WebSocket,
  address: string,
  hub: Hub,
  count: (refusal: Refusal) => void
): void {
  const peer = peerOf(socket);
  const guard = (work: () => void) => {
    try {
      work();
    } catch {
      // Whatever went wrong was brought by this socket, so only this one pays for it.
      count('server-error');
      socket.terminate();
    }
  };
  hub.enter(peer, address);
  socket.on('message', (data, isBinary) => {
    // `ws` hands over Buffers unless it is asked for something else.
    guard(() => hub.receive(peer, isBinary ? data : (data as Buffer).toString()));
  });
  socket.on('ping', () => guard(() => hub.hear(peer)));
  socket.on('pong', () => guard(() => hub.hear(peer)));
  socket.on('error', (error) => count(refusalIn(error)));
  socket.on('close', () => hub.leave(peer));
}

function peerOf(socket: WebSocket): Peer {
  return {
    get queuedBytes() {
      return socket.bufferedAmount;
    },
    send: (text) => socket.send(text),
    ping: () => socket.ping(),
    close: (code) => socket.close(code)
  };
}

/** By then `ws` has closed the socket with the fitting code. */
function refusalIn(error: Error): Refusal {
  const isTooLong = 'code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
  return isTooLong ? 'too-long' : 'socket-error';
}
