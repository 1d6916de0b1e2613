/*
 * A second reading of docs/protocol.md, "Resolution", written from the text with sets of names
 * instead of bits, and without a line of src: where the two disagree, one of them is wrong.
 */

import { type Fact, FactBook, inOrder, isKind, isLower, levelOf } from './reference-facts.ts';
import { outcomeOf } from './reference-outcome.ts';
import { memberConcerned, signerIn } from './reference-powers.ts';
import { compareRanks, type Limit, type Signer, View } from './reference-view.ts';

export type { Act, Fact, ReferenceRole } from './reference-facts.ts';

/** The facts that count, and what they come to. `facts` is closed: no parent is missing. */
export function referenceState(facts: readonly Fact[]) {
  const book = new FactBook(facts);
  const views = new Views(book);
  const counted = new Resolution(book, views).settle();
  return outcomeOf(book, counted, views.of(counted));
}

/** Most sets come up again in the next turn of the loop. */
export class Views {
  readonly #book: FactBook;
  readonly #known = new Map<string, View>();

  constructor(book: FactBook) {
    this.#book = book;
  }

  of(seen: ReadonlySet<string>, limit: Limit | null = null): View {
    const bits = this.#book.all.map(({ id }) => (seen.has(id) ? 1 : 0)).join('');
    const key = limit ? `${bits} ${limit.member} ${limit.role}` : bits;
    const known = this.#known.get(key);
    if (known) return known;
    const view = new View(this.#book, seen, (fact) => this.signer(fact, seen), limit);
    this.#known.set(key, view);
    return view;
  }

  before(fact: Fact, seen: ReadonlySet<string>, limit: Limit | null = null): View {
    const past = [...this.#book.past(fact.id)].filter((id) => seen.has(id));
    return this.of(new Set(past), limit);
  }

  /** For whom a fact counts where these do. */
  signer(fact: Fact, seen: ReadonlySet<string>, limit: Limit | null = null): Signer | null {
    return signerIn(this.before(fact, seen, limit), fact);
  }
}

class Resolution {
  readonly #book: FactBook;
  readonly #views: Views;
  readonly #void = new Set<string>();
  /** In the order in which they were accepted. */
  #accepted: Fact[] = [];
  /** What counts for now, and for whom. */
  #ok = new Set<string>();
  #signers = new Map<string, Signer>();

  constructor(book: FactBook, views: Views) {
    this.#book = book;
    this.#views = views;
  }

  settle(): ReadonlySet<string> {
    for (;;) {
      this.#walk();
      const candidates = this.#counting().filter(
        (fact) => !this.#accepted.includes(fact) && this.#takes(fact)
      );
      const isAdminsTurn = candidates.some(({ id }) => this.#signers.get(id)?.role === 'admin');
      if (!isAdminsTurn && this.#yieldToPromotions()) continue;
      const [next] = candidates.sort((a, b) => this.#compare(a, b));
      if (next) this.#accept(next);
      else if (!this.#keepAnAdmin()) return this.#ok;
    }
  }

  #walk(): void {
    this.#ok = new Set();
    this.#signers = new Map();
    for (const fact of this.#book.all) {
      const signer = this.#void.has(fact.id) ? null : this.#views.signer(fact, this.#ok);
      if (!signer) continue;
      this.#ok.add(fact.id);
      this.#signers.set(fact.id, signer);
    }
  }

  #counting(): Fact[] {
    return this.#book.all.filter(({ id }) => this.#ok.has(id));
  }

  #before(fact: Fact): View {
    return this.#views.before(fact, this.#ok);
  }

  /** Removals and demotions. */
  #takes(fact: Fact): boolean {
    if (isKind(fact, 'remove-device', 'remove-member')) return true;
    if (!isKind(fact, 'set-role')) return false;
    return isLower(fact.act.role, this.#before(fact).role(fact.act.member));
  }

  #compare(a: Fact, b: Fact): number {
    const [one, two] = [this.#signers.get(a.id), this.#signers.get(b.id)];
    if (!one || !two) throw new Error('only what counts is compared');
    const now = this.#views.of(this.#ok);
    return (
      compareRanks(now.rank(one.member), now.rank(two.member)) ||
      Number(two.byRecovery) - Number(one.byRecovery) ||
      this.#compareDevices(now, one.byRecovery, a, b) ||
      inOrder(a, b)
    );
  }

  #compareDevices(now: View, areRecoveries: boolean, a: Fact, b: Fact): number {
    const [one, two] = [now.firstEntry(a.device), now.firstEntry(b.device)];
    return areRecoveries || !one || !two ? 0 : inOrder(one, two);
  }

  #accept(fact: Fact): void {
    this.#accepted.push(fact);
    const fallen = this.#book.all.filter(
      (other) =>
        !this.#accepted.includes(other) &&
        this.#book.areConcurrent(fact, other) &&
        this.#fallsWith(fact, other)
    );
    for (const { id } of fallen) this.#void.add(id);
  }

  #fallsWith(taking: Fact, other: Fact): boolean {
    const { act } = taking;
    if (act.kind === 'remove-device') return other.device === act.device;
    if (act.kind === 'remove-member') return this.#isSignedBy(other, act.member);
    if (act.kind !== 'set-role') return false;
    return this.#isSignedBy(other, act.member) && this.#needsMore(other, act.role);
  }

  /** By what was signed before, whether or not that counts. */
  #isSignedBy({ id, device }: Fact, member: string): boolean {
    const past = this.#book.past(id);
    return this.#book
      .naming(member, 'found', 'admit', 'add-device', 'set-recovery')
      .some(
        (naming) =>
          past.has(naming.id) &&
          (('device' in naming.act && naming.act.device === device) ||
            ('recovery' in naming.act && naming.act.recovery === device))
      );
  }

  #needsMore(fact: Fact, role: Limit['role']): boolean {
    const signer = this.#signers.get(fact.id);
    if (!signer) return false;
    return this.#views.signer(fact, this.#ok, { member: signer.member, role }) === null;
  }

  /** R2. */
  #yieldToPromotions(): boolean {
    const promotions = this.#counting().filter(
      (fact) => isKind(fact, 'set-role') && levelOf(fact.act.role) >= levelOf('steward')
    );
    const yielding = this.#counting().filter((fact) => {
      const signer = this.#signers.get(fact.id);
      if (signer?.role !== 'steward' || this.#accepted.includes(fact)) return false;
      const member = memberConcerned(this.#views.of(this.#ok), fact);
      if (member === null || member === signer.member) return false;
      return promotions.some((one) => isAbout(one, member) && this.#book.areConcurrent(one, fact));
    });
    for (const { id } of yielding) this.#void.add(id);
    return yielding.length > 0;
  }

  /** R8. */
  #keepAnAdmin(): boolean {
    const now = this.#views.of(this.#ok);
    if (now.members.some(({ act }) => now.isActiveAdmin(act.member))) return false;
    const last = this.#accepted.findLast((fact) => this.#ok.has(fact.id) && this.#tookAdmin(fact));
    if (!last) return false;
    this.#accepted = this.#accepted.filter((fact) => fact !== last);
    this.#void.add(last.id);
    return true;
  }

  #tookAdmin(fact: Fact): boolean {
    const member = memberConcerned(this.#views.of(this.#ok), fact);
    return member !== null && this.#before(fact).isAdmin(member);
  }
}

const isAbout = ({ act }: Fact, member: string): boolean =>
  act.kind === 'set-role' && act.member === member;
