import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Bytes, utf8 } from '#lib/core/base/index.ts';
import { SignalingClient } from '#lib/platform/signaling-client/index.ts';
import { Hub, type Peer } from '../../../signaling/hub.ts';
import { defaultLimits } from '../../../signaling/limits.ts';
import { RefusalCounter } from '../../../signaling/refusals.ts';

/** The server as it is, behind a socket of paper: everything takes ten milliseconds. */
const travelMs = 10;
let hub: Hub;
let refusals: RefusalCounter;
/** Frames that the network loses. */
let loses: (frame: string) => boolean;
let sockets: PaperSocket[];

class PaperSocket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly said: string[] = [];
  readonly #peer: Peer = {
    queuedBytes: 0,
    send: (text) => void setTimeout(() => this.onmessage?.({ data: text }), travelMs),
    ping: () => undefined,
    close: () => void setTimeout(() => this.onclose?.(), travelMs)
  };

  constructor() {
    sockets.push(this);
    hub.enter(this.#peer, 'hospital');
    setTimeout(() => this.onopen?.(), travelMs);
  }
  send(frame: string): void {
    this.said.push(frame);
    if (!loses(frame)) setTimeout(() => hub.receive(this.#peer, frame), travelMs);
  }
  close(): void {
    hub.leave(this.#peer);
  }
  /** As when the server goes. */
  breaks(): void {
    hub.leave(this.#peer);
    this.onclose?.();
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', PaperSocket);
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('removeEventListener', () => undefined);
  sockets = [];
  loses = () => false;
  refusals = new RefusalCounter();
  hub = new Hub({ limits: defaultLimits, now: () => performance.now(), count: refusals.add });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const names = (number: number) => Array.from({ length: number }, (_, i) => `topic-${i}`);

/** A device in many topics, that says hello in each as soon as the server is there. */
function device(topics: string[]) {
  const client = new SignalingClient('wss://cairn.test/signal');
  const heard = new Map<string, number>();
  const leave = topics.map((topic) =>
    client.subscribe(topic, () => heard.set(topic, (heard.get(topic) ?? 0) + 1))
  );
  const hello: Bytes = utf8('hello');
  client.onReachable((reachable) => {
    if (reachable) for (const topic of topics) client.publish(topic, hello);
  });
  return { client, heard, leave, hello };
}

const nothingRefused = () =>
  (['message-rate', 'join-rate', 'not-subscribed', 'socket-full'] as const).every(
    (refusal) => refusals.of(refusal) === 0
  );

describe('[N3] the client keeps to the limits of the server', () => {
  it('however many topics it is in, and is heard in all of them', () => {
    const { heard, client } = device(names(200));
    vi.advanceTimersByTime(20_000);
    expect([heard.size, nothingRefused(), hub.topicCount]).toEqual([200, true, 200]);
    client.close();
  });

  it('when a server comes back, and when much is said at once', () => {
    const { heard, client, hello } = device(names(120));
    vi.advanceTimersByTime(12_000);
    sockets[0]?.breaks();
    vi.advanceTimersByTime(15_000);
    expect([...heard.values()].every((times) => times === 2)).toBe(true);
    for (let i = 0; i < 100; i++) client.publish('topic-7', hello);
    vi.advanceTimersByTime(10_000);
    expect([heard.get('topic-7'), nothingRefused()]).toEqual([102, true]);
    client.close();
  });

  it('asks for many topics in one message', () => {
    const { client } = device([]);
    vi.advanceTimersByTime(100);
    for (const topic of names(25)) client.subscribe(topic, () => undefined);
    vi.advanceTimersByTime(100);
    expect(sockets[0]?.said.length).toBe(1);
    expect(hub.topicCount).toBe(25);
    client.close();
  });

  it('is in no more topics than there is room for, and takes the next when one is left', () => {
    const { leave, client } = device(names(258));
    vi.advanceTimersByTime(60_000);
    expect([hub.topicCount, nothingRefused()]).toEqual([256, true]);
    leave[0]?.();
    vi.advanceTimersByTime(1_000);
    expect([hub.topicCount, nothingRefused()]).toEqual([256, true]);
    client.close();
  });

  it('leaves a topic that it left and comes back to one that it wanted again', () => {
    const { client, leave } = device(['topic-0', 'topic-1']);
    vi.advanceTimersByTime(1_000);
    leave[0]?.();
    leave[1]?.();
    client.subscribe('topic-1', () => undefined);
    vi.advanceTimersByTime(1_000);
    expect(hub.topicCount).toBe(1);
    client.close();
  });
});

describe('[N4] what the server drops without an answer', () => {
  it('is asked for again: no topic is lost until the next connection', () => {
    let lost = 0;
    loses = (frame) => frame.includes('"subscribe"') && lost++ < 2;
    const { heard, client, hello } = device(names(20));
    vi.advanceTimersByTime(60_000);
    expect([heard.size, hub.topicCount]).toEqual([0, 20]);
    for (const topic of names(20)) client.publish(topic, hello);
    vi.advanceTimersByTime(1_000);
    expect(heard.size).toBe(20);
    const { length } = sockets[0]?.said ?? [];
    vi.advanceTimersByTime(60_000);
    // Pings only: where something was heard there is nothing to ask.
    expect((sockets[0]?.said.length ?? 0) - length).toBe(6);
    client.close();
  });
});
