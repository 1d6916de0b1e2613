import { type Clock, encodePlain, type Random } from '#lib/core/base/index.ts';
import {
  Comparison,
  type ComparisonMessage,
  encodeMessage,
  type JoinRequest,
  type Offer,
  type Session
} from '#lib/core/sync/index.ts';

/** So long an answer may take where no person is asked. */
const patienceMs = 30_000;

/** A device that has proved that it may let this one in, and what has been said with it. */
export class Admitter {
  readonly session: Session;
  readonly offer: Offer;
  isAsked = false;
  /** The last one that was agreed on with this device, be it in an earlier session. */
  code: string | null;
  #comparison: Promise<Comparison> | null = null;
  #cancelPatience: () => void = () => undefined;

  constructor(session: Session, offer: Offer, code: string | null) {
    this.session = session;
    this.offer = offer;
    this.code = code;
    session.onEnd(() => this.answered());
  }

  get name(): string {
    return this.offer.answeredBy || this.offer.inviterName;
  }

  /** Asks to be admitted; where a person decides, a code is agreed on as well. */
  async ask(
    request: JoinRequest,
    approval: boolean,
    { clock, random }: { clock: Clock; random: Random }
  ): Promise<void> {
    const { session } = this;
    await session.send(encodeMessage({ type: 'join', request }));
    if (!approval) {
      this.#cancelPatience = clock.after(patienceMs, () => session.close());
      return;
    }
    const { transcript, role } = session;
    const terms = { transcript, role, device: encodePlain(request.device) };
    this.#comparison = Comparison.begin(terms, random, (message) =>
      session.send(encodeMessage(message))
    );
  }

  /** Whether a new code is known. */
  async compare(message: ComparisonMessage): Promise<boolean> {
    const comparison = await this.#comparison;
    const code = comparison ? await comparison.hear(message) : null;
    if (code === null) this.session.close('not-proved');
    if (typeof code !== 'string') return false;
    this.code = code;
    return true;
  }

  answered(): void {
    this.#cancelPatience();
  }
}
