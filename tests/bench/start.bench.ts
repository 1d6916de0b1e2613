import { Person } from '../support/driver.ts';
import { type LibraryDocument, makeLibrary } from '../support/library.ts';
import { Site } from '../support/site.ts';
import { BenchPages } from './bench-pages.ts';
import { measure, report, tell } from './figures.ts';
import { fillLibrary } from './fill-library.ts';
import { measureFirstLoad } from './first-load.ts';
import { options } from './options.ts';
import type {} from './pages/yjs-library.ts';
import { reopen, watchReopening } from './reopen.ts';
import { median } from './statistics.ts';
import { inTurns } from './turns.ts';

/** Documents on the device. */
const n = options.n ?? 1_000;
const peerName = 'y-indexeddb 9.0.12';
const passphrase = 'a quiet harbour wall';

measure(['first_load_js_kb', 'first_load_worker_js_kb'], async () => {
  const { page, worker, files } = await measureFirstLoad();
  report('first_load_js_kb', { value: page / 1000, unit: 'kB', n: files });
  report('first_load_worker_js_kb', { value: worker / 1000, unit: 'kB', n: files });
});

measure(['reopen_list_ms', 'reopen_search_ms'], async () => {
  const documents = makeLibrary({ n, seed: options.seed, data: options.data });
  const [first] = documents;
  const query = first?.title ?? '';
  const site = await Site.open();
  const pages = await BenchPages.open('yjs-library');
  const amina = await openFilled(site, documents);
  const peer = await Person.open({ name: 'peer', url: pages.url });
  try {
    await fillPeer(peer, pages, documents);
    await watchReopening(amina);
    const turns = await inTurns(
      () => reopen(amina, passphrase, query),
      () => reopenPeer(peer, pages, query)
    );
    const theirs = turns.theirs;
    const peerOf = (pick: 'listed' | 'found') =>
      typeof theirs === 'string'
        ? { name: peerName, value: null, note: theirs }
        : { name: peerName, value: median(theirs.map((one) => one[pick])) };
    const list = median(turns.ours.map((one) => one.list));
    const search = median(turns.ours.map((one) => one.search));
    report('reopen_list_ms', { value: list, unit: 'ms', n, peer: peerOf('listed') });
    report('reopen_search_ms', { value: search, unit: 'ms', n, peer: peerOf('found') });
  } finally {
    await amina.leave();
    await peer.leave();
    await pages.close();
    await site.close();
  }
});

/** A device with the whole library on it, written by three authors. */
async function openFilled(site: Site, documents: readonly LibraryDocument[]): Promise<Person> {
  const amina = await Person.open({ name: 'amina', url: site.url });
  const others: Person[] = [];
  try {
    for (const name of ['Ben', 'Carys'].slice(0, Math.max(0, documents.length - 1))) {
      others.push(await Person.open({ name, url: site.url }));
    }
    await fillLibrary(amina, passphrase, others, documents);
    return amina;
  } catch (error) {
    await amina.leave();
    throw error;
  } finally {
    for (const other of others) await other.leave();
  }
}

async function fillPeer(
  peer: Person,
  pages: BenchPages,
  documents: readonly LibraryDocument[]
): Promise<void> {
  const atOnce = 100;
  await peer.page.goto(pages.page('yjs-library'));
  await peer.page.waitForFunction(() => 'fill' in window);
  for (let from = 0; from < documents.length; from += atOnce) {
    const some = documents.slice(from, from + atOnce).map(({ title, text }) => ({ title, text }));
    await peer.page.evaluate(([list, at]) => window.fill(list, at), [some, from] as const);
    tell(`peer: ${from + some.length} of ${documents.length} filled`);
  }
}

async function reopenPeer(peer: Person, pages: BenchPages, query: string) {
  await peer.page.goto('about:blank');
  await peer.page.goto(pages.page('yjs-library'));
  await peer.page.waitForFunction(() => 'openAll' in window);
  const opened = await peer.page.evaluate(([count, words]) => window.openAll(count, words), [
    n,
    query
  ] as const);
  if (opened.documents !== n || opened.results === 0) {
    throw new Error(`${opened.documents} of ${n} opened, ${opened.results} found`);
  }
  return opened;
}
