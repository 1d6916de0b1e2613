import * as Y from 'yjs';

/** The visible text that one Yjs client wrote from a clock on: what would be lost with it. */
export function ownTextSince(doc: Y.Doc, client: number, clock: number): string {
  const structs = doc.store.clients.get(client) ?? [];
  return structs
    .flatMap((struct) => {
      if (!(struct instanceof Y.Item) || struct.deleted) return [];
      if (!(struct.content instanceof Y.ContentString)) return [];
      const skipped = Math.max(0, clock - struct.id.clock);
      return [struct.content.str.slice(skipped)];
    })
    .join('')
    .trim();
}
