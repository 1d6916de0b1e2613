import { beforeEach, describe, expect, it } from 'vitest';
import { Hub } from '../../../signaling/hub.ts';
import { defaultLimits, type Limits } from '../../../signaling/limits.ts';
import { RefusalCounter } from '../../../signaling/refusals.ts';
import { Clock, PaperPeer } from './stage.ts';

let clock: Clock;
let refusals: RefusalCounter;
let hub: Hub;

function openHub(limits: Partial<Limits> = {}): void {
  clock = new Clock();
  refusals = new RefusalCounter();
  const all = { ...defaultLimits, ...limits };
  hub = new Hub({ limits: all, now: clock.now, count: refusals.add });
}

function enter(address = 'hospital'): PaperPeer {
  const peer = new PaperPeer();
  hub.enter(peer, address);
  return peer;
}

const say = (peer: PaperPeer, message: unknown) => hub.receive(peer, JSON.stringify(message));
const subscribe = (peer: PaperPeer, ...topics: string[]) =>
  say(peer, { type: 'subscribe', topics });
const publish = (peer: PaperPeer, topic: string, data: unknown = 'hello') =>
  say(peer, { type: 'publish', topic, data });
const isIn = (peer: PaperPeer, topic: string): boolean => {
  const before = peer.heard.length;
  publish(peer, topic);
  return peer.heard.length > before;
};

beforeEach(() => openHub());

describe('relaying', () => {
  it('brings what Ada publishes to Ben and back to Ada, and to nobody in another room', () => {
    const [ada, ben, eve] = [enter(), enter(), enter()];
    subscribe(ada, 'falls');
    subscribe(ben, 'falls');
    subscribe(eve, 'medicines');
    publish(ada, 'falls', { type: 'announce', from: 'ada' });
    const expected = {
      type: 'publish',
      topic: 'falls',
      data: { type: 'announce', from: 'ada' },
      clients: 2
    };
    expect(ada.heard).toEqual([expected]);
    expect(ben.heard).toEqual([expected]);
    expect(eve.heard).toEqual([]);
  });

  it('answers a ping with a pong', () => {
    const ada = enter();
    say(ada, { type: 'ping' });
    expect(ada.heard).toEqual([{ type: 'pong' }]);
  });

  it('refuses a publish by somebody who has not subscribed', () => {
    const [ada, eve] = [enter(), enter()];
    subscribe(ada, 'falls');
    publish(eve, 'falls');
    expect(ada.heard).toEqual([]);
    expect(refusals.of('not-subscribed')).toBe(1);
  });

  it('stops at unsubscribing and at leaving', () => {
    const [ada, ben, cem] = [enter(), enter(), enter()];
    for (const peer of [ada, ben, cem]) subscribe(peer, 'falls');
    say(ben, { type: 'unsubscribe', topics: ['falls', 'never-joined'] });
    hub.leave(cem);
    publish(ada, 'falls');
    expect(ada.heard).toMatchObject([{ clients: 1 }]);
    expect([ben.heard, cem.heard]).toEqual([[], []]);
  });

  it('keeps nothing of a topic that nobody listens to any more', () => {
    const [ada, ben] = [enter(), enter()];
    subscribe(ada, 'falls', 'medicines');
    subscribe(ben, 'falls');
    say(ada, { type: 'unsubscribe', topics: ['medicines'] });
    expect(hub.topicCount).toBe(1);
    hub.leave(ada);
    hub.leave(ben);
    expect(hub.topicCount).toBe(0);
  });

  it('counts a person once who subscribes twice', () => {
    const ada = enter();
    subscribe(ada, 'falls', 'falls');
    subscribe(ada, 'falls');
    publish(ada, 'falls');
    expect(ada.heard).toMatchObject([{ clients: 1 }]);
  });
});

describe('what closes a socket at once', () => {
  it.each([
    ['a frame that is not JSON', 'hello', 1007],
    ['a frame that says nothing known', '{"type":"subscribe","topics":7}', 1007],
    ['a binary frame', Buffer.from('{"type":"ping"}'), 1003]
  ])('%s', (_, frame, code) => {
    const [ada, eve] = [enter(), enter()];
    subscribe(ada, 'falls');
    subscribe(eve, 'falls');
    hub.receive(eve, frame);
    expect(eve.closedWith).toBe(code);
    expect(ada.closedWith).toBeUndefined();
    publish(ada, 'falls');
    expect(ada.heard).toMatchObject([{ clients: 1 }]);
  });

  it('and nothing that it says afterwards is heard', () => {
    const eve = enter();
    hub.receive(eve, 'hello');
    subscribe(eve, 'falls');
    say(eve, { type: 'ping' });
    expect(eve.heard).toEqual([]);
  });

  it('but not a message of a newer client, which is dropped', () => {
    const ada = enter();
    say(ada, { type: 'ice' });
    expect(ada.closedWith).toBeUndefined();
    expect(refusals.of('unknown-type')).toBe(1);
  });
});

describe('pace', () => {
  it('takes 60 messages at once and 20 more each second', () => {
    const ada = enter();
    const pings = (n: number) => {
      for (let i = 0; i < n; i += 1) say(ada, { type: 'ping' });
      return ada.heard.length;
    };
    expect(pings(65)).toBe(60);
    clock.ms += 1000;
    expect(pings(25)).toBe(80);
    expect(refusals.of('message-rate')).toBe(10);
    expect(ada.closedWith).toBeUndefined();
  });

  it('counts every topic of one subscribe as a join of its own', () => {
    const ada = enter();
    const topics = Array.from({ length: 70 }, (_, n) => `t${n}`);
    subscribe(ada, ...topics);
    expect(refusals.of('join-rate')).toBe(10);
    expect(isIn(ada, 't59')).toBe(true);
    expect(isIn(ada, 't60')).toBe(false);
    clock.ms += 500;
    subscribe(ada, ...topics.slice(60));
    expect(isIn(ada, 't69')).toBe(true);
  });

  it('counts joining again as a join', () => {
    const ada = enter();
    subscribe(ada, ...Array<string>(60).fill('falls'));
    subscribe(ada, 'medicines');
    expect(isIn(ada, 'medicines')).toBe(false);
  });

  it('counts protocol pings and pongs as messages', () => {
    const eve = enter();
    for (let n = 0; n < 60; n += 1) hub.hear(eve);
    say(eve, { type: 'ping' });
    expect(eve.heard).toEqual([]);
  });

  it('shows out who goes on asking for too much, with code 1008', () => {
    const eve = enter();
    let said = 0;
    while (eve.closedWith === undefined && said < 1000) {
      say(eve, { type: 'ping' });
      said += 1;
    }
    expect(eve.closedWith).toBe(1008);
    expect(said).toBe(60 + 60 + 1);
    expect(refusals.of('patience-lost')).toBe(1);
  });

  it('forgives who asks for too much now and then', () => {
    const ada = enter();
    for (let second = 0; second < 600; second += 1) {
      clock.ms += 1000;
      for (let n = 0; n < 21; n += 1) say(ada, { type: 'ping' });
    }
    expect(ada.closedWith).toBeUndefined();
  });

  it('earns nothing from a clock that runs backwards', () => {
    const ada = enter();
    clock.ms = -1_000_000;
    for (let n = 0; n < 61; n += 1) say(ada, { type: 'ping' });
    expect(ada.heard).toHaveLength(60);
  });
});

describe('room', () => {
  it('holds a socket to its topics', () => {
    openHub({ topicsPerSocket: 3 });
    const ada = enter();
    subscribe(ada, 'a', 'b', 'c', 'd');
    expect(['a', 'b', 'c', 'd'].map((topic) => isIn(ada, topic))).toEqual([
      true,
      true,
      true,
      false
    ]);
    subscribe(ada, 'a');
    expect(refusals.of('socket-full')).toBe(1);
    say(ada, { type: 'unsubscribe', topics: ['a'] });
    subscribe(ada, 'd');
    expect(isIn(ada, 'd')).toBe(true);
  });

  it('holds a topic to its sockets', () => {
    openHub({ socketsPerTopic: 2 });
    const [ada, ben, cem] = [enter(), enter(), enter()];
    for (const peer of [ada, ben, cem]) subscribe(peer, 'falls');
    expect(isIn(cem, 'falls')).toBe(false);
    expect(refusals.of('topic-full')).toBe(1);
    hub.leave(ben);
    subscribe(cem, 'falls');
    expect(isIn(cem, 'falls')).toBe(true);
  });

  it('holds an address to its sockets, until one leaves', () => {
    openHub({ socketsPerAddress: 2 });
    const ada = enter('hospital');
    enter('hospital');
    expect(hub.hasRoomFor('hospital')).toBe(false);
    expect(hub.hasRoomFor('clinic')).toBe(true);
    hub.leave(ada);
    hub.leave(ada);
    expect(hub.hasRoomFor('hospital')).toBe(true);
    enter('hospital');
    expect(hub.hasRoomFor('hospital')).toBe(false);
  });

  it('lets a slow reader go, and the others go on', () => {
    const [ada, ben, slow] = [enter(), enter(), enter()];
    for (const peer of [slow, ada, ben]) subscribe(peer, 'falls');
    slow.queuedBytes = defaultLimits.queuedBytes + 1;
    publish(ada, 'falls');
    expect(slow.closedWith).toBe(1008);
    expect(slow.heard).toEqual([]);
    expect(ben.heard).toHaveLength(1);
    publish(ada, 'falls');
    expect(ben.heard).toMatchObject([{ clients: 3 }, { clients: 2 }]);
  });
});

describe('silence', () => {
  const sweepAt = (seconds: number) => {
    clock.ms = seconds * 1000;
    hub.sweep();
  };

  it('is answered with a ping after a minute, and another, and then the door', () => {
    const quiet = enter();
    sweepAt(59);
    expect(quiet.pings).toBe(0);
    sweepAt(60);
    sweepAt(75);
    expect(quiet.pings).toBe(1);
    sweepAt(120);
    expect(quiet.pings).toBe(2);
    sweepAt(179);
    expect(quiet.closedWith).toBeUndefined();
    sweepAt(180);
    expect(quiet.closedWith).toBe(1008);
    expect(refusals.of('silent')).toBe(1);
  });

  it('is over with any sign of life', () => {
    const quiet = enter();
    sweepAt(60);
    sweepAt(120);
    hub.hear(quiet);
    sweepAt(179);
    expect(quiet.pings).toBe(2);
    sweepAt(180);
    expect(quiet.pings).toBe(3);
    expect(quiet.closedWith).toBeUndefined();
  });
});
