import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseClientMessage, parseServerMessage, wireLimits } from '../../../signaling/protocol.ts';

const parse = (message: unknown) => parseClientMessage(JSON.stringify(message));
const ourTopic = 'q83vEjRWeJCrze8SNFZ4kA';

describe('what a client may say', () => {
  it.each([
    { type: 'subscribe', topics: [ourTopic, 'tiptap-demo.room:1'] },
    { type: 'subscribe', topics: [] },
    { type: 'unsubscribe', topics: [ourTopic] },
    { type: 'publish', topic: ourTopic, data: 'c2VhbGVk' },
    { type: 'publish', topic: 'room', data: { type: 'announce', from: 'a' } },
    { type: 'publish', topic: 'room', data: null },
    { type: 'ping' }
  ])('understands %j', (message) => {
    expect(parse(message)).toEqual({ ok: true, value: message });
  });

  it('leaves out fields that the language does not have', () => {
    expect(parse({ type: 'ping', clients: 9 })).toEqual({ ok: true, value: { type: 'ping' } });
  });
});

describe('what is refused', () => {
  it.each([
    ['bytes', Buffer.from('{}'), 'not-text'],
    ['nothing', undefined, 'not-text'],
    ['an unfinished object', '{"type":"ping"', 'not-json'],
    ['an empty frame', '', 'not-json'],
    ['a list', '[]', 'malformed'],
    ['null', 'null', 'malformed'],
    ['a type that is no word', '{"type":1}', 'malformed'],
    ['a type hidden in the prototype', '{"__proto__":{"type":"ping"}}', 'malformed'],
    ['a message of tomorrow', '{"type":"ice"}', 'unknown-type'],
    ['topics that are no list', '{"type":"subscribe","topics":{"length":1}}', 'malformed'],
    ['no topics at all', '{"type":"subscribe"}', 'malformed'],
    ['a topic that is no word', '{"type":"subscribe","topics":[["a"]]}', 'malformed'],
    ['an empty topic', '{"type":"subscribe","topics":[""]}', 'malformed'],
    ['a topic with a line break', '{"type":"subscribe","topics":["room\\n"]}', 'malformed'],
    ['a publish to nowhere', '{"type":"publish","data":1}', 'malformed'],
    ['a publish of nothing', '{"type":"publish","topic":"room"}', 'malformed'],
    ['an endless frame', `"${'a'.repeat(25 * 1024)}"`, 'too-long']
  ])('%s', (_, frame, error) => {
    expect(parseClientMessage(frame)).toEqual({ ok: false, error });
  });

  it('a topic of 65 characters, though 64 will do', () => {
    expect(parse({ type: 'subscribe', topics: ['a'.repeat(64)] }).ok).toBe(true);
    expect(parse({ type: 'subscribe', topics: ['a'.repeat(65)] }).ok).toBe(false);
  });

  it('more topics in one message than a socket may have', () => {
    const topics = Array.from({ length: wireLimits.topicsPerSocket + 1 }, (_, n) => `t${n}`);
    expect(parse({ type: 'subscribe', topics }).ok).toBe(false);
    expect(parse({ type: 'subscribe', topics: topics.slice(1) }).ok).toBe(true);
  });
});

describe('whatever arrives', () => {
  const nearlyRight = fc.record(
    {
      type: fc.oneof(fc.constantFrom('subscribe', 'unsubscribe', 'publish', 'ping'), fc.anything()),
      topics: fc.oneof(fc.array(fc.oneof(fc.string(), fc.anything())), fc.anything()),
      topic: fc.oneof(fc.string(), fc.anything()),
      data: fc.jsonValue(),
      clients: fc.anything()
    },
    { requiredKeys: [] }
  );
  const asText = (value: unknown) =>
    JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? Number(part) : part));
  const anyFrame = fc.oneof(fc.string(), fc.anything(), fc.json(), nearlyRight.map(asText));

  it('is never a reason to throw, and what is understood keeps to the limits', () => {
    const topicsIn = (frame: unknown): readonly string[] => {
      const parsed = parseClientMessage(frame);
      if (!parsed.ok || parsed.value.type === 'ping') return [];
      return parsed.value.type === 'publish' ? [parsed.value.topic] : parsed.value.topics;
    };
    fc.assert(
      fc.property(anyFrame, (frame) => {
        for (const topic of topicsIn(frame)) expect(topic).toMatch(/^[\w.:-]{1,64}$/);
        parseServerMessage(frame);
      }),
      { seed: 20, numRuns: 1000 }
    );
  });
});

describe('what the server may say', () => {
  it.each([{ type: 'publish', topic: ourTopic, data: 'c2VhbGVk', clients: 2 }, { type: 'pong' }])(
    '%j',
    (message) => {
      expect(parseServerMessage(JSON.stringify(message))).toEqual({ ok: true, value: message });
    }
  );

  it.each([
    ['a publish that counts nobody', '{"type":"publish","topic":"a","data":1}', 'malformed'],
    ['half a client', '{"type":"publish","topic":"a","data":1,"clients":0.5}', 'malformed'],
    ['a request', '{"type":"ping"}', 'unknown-type']
  ])('not %s', (_, frame, error) => {
    expect(parseServerMessage(frame)).toEqual({ ok: false, error });
  });

  it('the echo of the longest frame a client may send still fits', () => {
    const question = (data: string) => JSON.stringify({ type: 'publish', topic: 'a', data });
    const data = 'x'.repeat(wireLimits.frameBytes - question('').length);
    expect(parseClientMessage(question(data)).ok).toBe(true);
    const echo = JSON.stringify({ type: 'publish', topic: 'a', data, clients: 64 });
    expect(parseServerMessage(echo).ok).toBe(true);
  });
});
