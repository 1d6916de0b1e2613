export { type DocKind, docKinds, mayWrite } from './domain.ts';
export {
  type ContentCodec,
  type Intake,
  type LogEntry,
  type Obstacle,
  SpaceLog
} from './space-log.ts';
export {
  encodePosition,
  hashHeads,
  type Meta,
  type Position,
  positionFrom,
  positionShape
} from './meta.ts';
export {
  type OpenedEnvelope,
  openEnvelope,
  parseEnvelope,
  sealEnvelope,
  whoseEnvelope
} from './envelope.ts';
export { readReceipt, type Receipt, writeReceipt } from './receipt.ts';
