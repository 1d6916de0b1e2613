import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Carrier } from '#lib/platform/webrtc/carrier.ts';
import { Carrying } from '#lib/platform/webrtc/carrying.ts';
import type { FromCarrier, ToCarrier } from '#lib/platform/webrtc/messages.ts';
import { until } from '../../support/device.ts';

const mebibyte = 1_048_576;

/** A data channel as far as a carrier uses one; what is sent lies in its buffer until it is drained. */
class Wire {
  readyState: RTCDataChannelState = 'connecting';
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  binaryType = '';
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onbufferedamountlow: (() => void) | null = null;
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
  readonly sent: number[] = [];

  send(frame: Uint8Array): void {
    this.sent.push(frame[0] ?? -1);
    this.bufferedAmount += frame.length;
  }
  opens(): void {
    this.readyState = 'open';
    this.onopen?.();
  }
  drains(): void {
    this.bufferedAmount = 0;
    this.onbufferedamountlow?.();
  }
  close(): void {
    this.readyState = 'closed';
    this.onclose?.();
  }
  get asChannel() {
    return this as unknown as RTCDataChannel;
  }
}

let wire: Wire;
let vault: MessagePort;
let port: MessagePort;
let said: FromCarrier[];

beforeEach(() => {
  wire = new Wire();
  ({ port1: vault, port2: port } = new MessageChannel());
  said = [];
  vault.onmessage = ({ data }: MessageEvent<FromCarrier>) => said.push(data);
});
afterEach(() => vault.close());

const tell = (message: ToCarrier) => vault.postMessage(message);
const frame = (first: number, length = 1) => {
  const bytes = new Uint8Array(length);
  bytes[0] = first;
  return { type: 'frame' as const, frame: bytes };
};
const types = () => said.map(({ type }) => type);

describe('a carrier', () => {
  it('hands on in order, and says what has come and gone', async () => {
    new Carrier(wire.asChannel, port);
    wire.opens();
    tell(frame(1));
    tell(frame(2));
    await until('both have gone', () => types().filter((type) => type === 'sent').length === 2);
    wire.onmessage?.({ data: new Uint8Array([3]).buffer });
    await until('it has come', () => types().includes('frame'));
    expect(wire.sent).toEqual([1, 2]);
    expect(said.at(-1)).toEqual({ type: 'frame', frame: new Uint8Array([3]) });
  });

  it('says that a channel is open which opened on its way here', async () => {
    wire.readyState = 'open';
    new Carrier(wire.asChannel, port);
    await until('it is said', () => types().includes('open'));
  });

  it('holds back what the browser’s buffer has no room for', async () => {
    new Carrier(wire.asChannel, port);
    wire.opens();
    tell(frame(1, mebibyte));
    tell(frame(2));
    await until('the first has gone', () => types().includes('sent'));
    tell({ type: 'frame', frame: new Uint8Array([3]) });
    expect(wire.sent).toEqual([1]);
    await until('the others have come', () => {
      wire.drains();
      return wire.sent.length === 3;
    });
    expect(wire.sent).toEqual([1, 2, 3]);
  });

  it('closes the channel when it is told to, and tells when the channel has closed', async () => {
    new Carrier(wire.asChannel, port);
    wire.opens();
    wire.close();
    await until('it is told', () => types().includes('closed'));
    wire.readyState = 'open';
    tell({ type: 'close' });
    await until('it is closed', () => wire.readyState === 'closed');
  });

  it('works in the tab where a browser does not let a channel go to a worker', async () => {
    const refusing = {
      postMessage: () => {
        throw new DOMException('not transferable', 'DataCloneError');
      }
    } as unknown as Worker;
    new Carrying(() => refusing).carry({ channel: wire.asChannel, port });
    wire.opens();
    tell(frame(9));
    await until('it has gone', () => wire.sent.length === 1);
  });
});
