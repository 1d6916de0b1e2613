export {
  type Channel,
  type ConnectionAttempt,
  type Connector,
  type SessionRole,
  type Signalling
} from './ports.ts';
export { Comparison, type ComparisonMessage } from './comparison-code.ts';
export { batches } from './batches.ts';
export { Session } from './session.ts';
export { Exchange, type ExchangeSpace } from './exchange.ts';
export { Rendezvous, type RendezvousParty } from './rendezvous.ts';
export { dailyPlaces, latePlaces, lateSecret, rendezvousSecret } from './topics.ts';
export {
  decodeMessage,
  encodeMessage,
  type JoinRequest,
  type Message,
  mostShared,
  type Offer,
  type RefusalReason,
  type SharedInvitation
} from './wire.ts';
