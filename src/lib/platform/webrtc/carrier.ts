import { type Bytes, copyBytes } from '#lib/core/base/index.ts';
import type { FromCarrier, ToCarrier } from './messages.ts';

/** Firefox buffers without complaint and Chromium throws at 16 MiB, so the cap is ours. */
const mostBuffered = 1_048_576;

/** Passes frames between a data channel and the vault, and can read none of them. */
export class Carrier {
  readonly #channel: RTCDataChannel;
  readonly #port: MessagePort;
  readonly #waiting: Bytes[] = [];

  constructor(channel: RTCDataChannel, port: MessagePort) {
    this.#channel = channel;
    this.#port = port;
    channel.binaryType = 'arraybuffer';
    channel.bufferedAmountLowThreshold = mostBuffered / 2;
    channel.onopen = () => this.#say({ type: 'open' });
    channel.onclose = () => this.#say({ type: 'closed' });
    channel.onbufferedamountlow = () => this.#flush();
    channel.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      this.#say({ type: 'frame', frame: new Uint8Array(data) });
    };
    // It may have opened on its way here.
    if (channel.readyState === 'open') this.#say({ type: 'open' });
    port.onmessage = ({ data }: MessageEvent<ToCarrier>) => this.#hear(data);
  }

  #hear(message: ToCarrier): void {
    if (message.type === 'close') {
      this.#channel.close();
      this.#port.close();
    } else {
      this.#waiting.push(message.frame);
      this.#flush();
    }
  }

  #flush(): void {
    while (this.#channel.readyState === 'open' && this.#channel.bufferedAmount < mostBuffered) {
      const frame = this.#waiting.shift();
      if (!frame) return;
      this.#channel.send(copyBytes(frame));
      this.#say({ type: 'sent', bytes: frame.length });
    }
  }

  #say(message: FromCarrier): void {
    this.#port.postMessage(message, message.type === 'frame' ? [message.frame.buffer] : []);
  }
}
