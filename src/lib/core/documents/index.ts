export type { Block, Inline, ListItem, TableCell, TableRow, TextMark } from './blocks.ts';
export { bodyOf, fieldsOf, metaOf } from './layout.ts';
export { checkUpdate, type Clocks, type UpdateFault } from './check-update.ts';
export { lastSlot, vaultSlot } from './client-id.ts';
export { type DocumentChange, DocumentStore } from './document-store.ts';
export { SpaceDocument } from './space-document.ts';
export { type Passage, readCard, summarise, type Summary, titleOf } from './read.ts';
export { type Copy, writeCopy } from './copy.ts';
export { type Provenance, readProvenance } from './provenance.ts';
export { Outbox, type Unsealed } from './outbox.ts';
export {
  type NewDocument,
  writeCard,
  writeField,
  writeNewDocument,
  type WrittenChange
} from './write.ts';
export { areasOfWork, type Kind, kindById, type KindSection } from './kinds/index.ts';
