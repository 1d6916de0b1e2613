import { Carrier } from './carrier.ts';

interface Cargo {
  channel: RTCDataChannel;
  port: MessagePort;
}

/**
 * Where frames are carried: in a worker of its own, so that they never wait until a tab has drawn
 * what was typed; in the tab where a browser leaves data channels to windows.
 */
export class Carrying {
  readonly #startWorker: () => Worker;
  #worker: Worker | null = null;

  constructor(startWorker: () => Worker) {
    this.#startWorker = startWorker;
  }

  /** A channel can be handed over only in the task that made it. */
  carry(cargo: Cargo): void {
    try {
      this.#worker ??= this.#startWorker();
      this.#worker.postMessage(cargo, [cargo.channel, cargo.port]);
    } catch (failure) {
      if (!(failure instanceof DOMException)) throw failure;
      new Carrier(cargo.channel, cargo.port);
    }
  }

  close(): void {
    this.#worker?.terminate();
    this.#worker = null;
  }
}

/** The worker's side. */
export function carryHere(scope: { onmessage: ((event: MessageEvent) => void) | null }): void {
  scope.onmessage = ({ data: { channel, port } }: MessageEvent<Cargo>) => {
    new Carrier(channel, port);
  };
}
