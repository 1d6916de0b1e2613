import type { Result } from '#lib/core/base/index.ts';
import areasOfWorkData from './areas-of-work.json' with { type: 'json' };
import atlasCaseStudy from './atlas-case-study.json' with { type: 'json' };
import incidentSummary from './incident-summary.json' with { type: 'json' };
import type { Kind, Vocabulary } from './kind.ts';
import page from './page.json' with { type: 'json' };
import { parseKind, parseVocabulary, type KindFault } from './parse.ts';

/** The kinds that come with this version, in the order they are offered. */
export const kinds: readonly Kind[] = [atlasCaseStudy, incidentSummary, page].map((data) =>
  sound(parseKind(data))
);

/** Tags for the area of work a document is about; never a condition for saving. */
export const areasOfWork: Vocabulary = sound(parseVocabulary(areasOfWorkData));

/** The kind of this id, or `null` for one that only a newer version knows. */
export const kindById = (id: string): Kind | null => kinds.find((kind) => kind.id === id) ?? null;

function sound<T>(result: Result<T, KindFault>): T {
  if (result.ok) return result.value;
  throw new Error(`Built-in data: ${result.error.path} should be ${result.error.expected}`);
}
