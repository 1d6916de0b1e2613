export { type DocKind, docKinds, type Domain, mayWrite } from './domain.ts';
export {
  type ContentCodec,
  type DocumentName,
  type Intake,
  type LateChanges,
  type LogEntry,
  type Obstacle,
  type Taken
} from './ports.ts';
export { SpaceLog } from './space-log.ts';
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
