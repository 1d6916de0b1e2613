/**
 * The wire language of the signalling server: y-webrtc's topic protocol, JSON in text frames.
 * The one file here that `src/` may import, so it stands alone and knows nothing of Node.
 */
export type ClientMessage =
  | { readonly type: 'subscribe'; readonly topics: readonly string[] }
  | { readonly type: 'unsubscribe'; readonly topics: readonly string[] }
  | { readonly type: 'publish'; readonly topic: string; readonly data: unknown }
  | { readonly type: 'ping' };

/** A publish comes back to every subscriber, its sender included, with how many they are. */
export type ServerMessage =
  | {
      readonly type: 'publish';
      readonly topic: string;
      readonly data: unknown;
      readonly clients: number;
    }
  | { readonly type: 'pong' };

/** What a client must keep to, or its messages are dropped and in the end its socket closed. */
export const wireLimits = {
  frameBytes: 24 * 1024,
  topicsPerSocket: 256,
  /** Every topic of a subscribe counts as one join. */
  joinsPerSecond: 20,
  messagesPerSecond: 20,
  /** How many messages, and how many joins, may come at once after a rest. */
  burst: 60
} as const;

export const closeCodes = { notText: 1003, notUnderstood: 1007, limitExceeded: 1008 } as const;

export type ParseError = 'not-text' | 'too-long' | 'not-json' | 'malformed' | 'unknown-type';

export type Parsed<Message> =
  | { readonly ok: true; readonly value: Message }
  | { readonly ok: false; readonly error: ParseError };

/**
 * Reads one frame from a client. Never throws. `unknown-type` is a well-formed message of a newer
 * client; every other error means that this is no client of ours.
 */
export function parseClientMessage(frame: unknown): Parsed<ClientMessage> {
  const fields = parseObject(frame);
  if (!fields.ok) return fields;
  const { type, topics, topic, data } = fields.value;
  switch (type) {
    case 'subscribe':
    case 'unsubscribe':
      return isTopicList(topics) ? understood({ type, topics }) : refused('malformed');
    case 'publish':
      return isTopic(topic) && data !== undefined
        ? understood({ type, topic, data })
        : refused('malformed');
    case 'ping':
      return understood({ type });
    default:
      return refused(typeof type === 'string' ? 'unknown-type' : 'malformed');
  }
}

/** Reads one frame from the server. Never throws; `data` is whatever another client published. */
export function parseServerMessage(frame: unknown): Parsed<ServerMessage> {
  const fields = parseObject(frame);
  if (!fields.ok) return fields;
  const { type, topic, data, clients } = fields.value;
  switch (type) {
    case 'publish':
      return isTopic(topic) && data !== undefined && isCount(clients)
        ? understood({ type, topic, data, clients })
        : refused('malformed');
    case 'pong':
      return understood({ type });
    default:
      return refused(typeof type === 'string' ? 'unknown-type' : 'malformed');
  }
}

function parseObject(frame: unknown): Parsed<Record<string, unknown>> {
  if (typeof frame !== 'string') return refused('not-text');
  // The answer carries a few bytes more than the question (`clients`), hence the slack.
  if (frame.length > wireLimits.frameBytes + 64) return refused('too-long');
  try {
    const value: unknown = JSON.parse(frame);
    return isRecord(value) ? understood(value) : refused('malformed');
  } catch {
    return refused('not-json');
  }
}

/**
 * Our own topics are 22 characters of base64url. Stock y-webrtc lets a person choose any room
 * name, so the dot and the colon, common in such names, pass as well.
 */
function isTopic(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9_.:-]{1,64}$/.test(value);
}

function isTopicList(value: unknown): value is string[] {
  return Array.isArray(value) && value.length <= wireLimits.topicsPerSocket && value.every(isTopic);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function understood<Message>(value: Message): Parsed<Message> {
  return { ok: true, value };
}

function refused(error: ParseError): Parsed<never> {
  return { ok: false, error };
}
