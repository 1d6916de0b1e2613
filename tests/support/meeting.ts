import { type Bytes, systemRandom } from '#lib/core/base/index.ts';
import { importVerifyKey, sign, verify } from '#lib/core/crypto/index.ts';
import { Rendezvous, type Session, dailyPlaces } from '#lib/core/sync/index.ts';
import type { Person } from './community.ts';
import type { FakeClock } from './fake-clock.ts';
import type { FakeNetwork, Plug } from './fake-network.ts';

/** People of one space who look for each other on one network, by one clock. */
export class Meeting {
  readonly network: FakeNetwork;
  readonly clock: FakeClock;
  readonly spaceId: Bytes = new Uint8Array(16).fill(1);
  readonly secret: Bytes = new Uint8Array(32).fill(2);
  readonly #people: Person[];

  constructor(network: FakeNetwork, clock: FakeClock, people: Person[]) {
    this.network = network;
    this.clock = clock;
    this.#people = people;
  }

  verifies(from: string, purpose: 'cairn/1/hello' | 'cairn/1/auth', said: Bytes, by: Bytes) {
    const person = this.#people.find(({ id }) => id === from);
    if (!person || by.length !== 64) return Promise.resolve(false);
    return importVerifyKey(person.keys.signingKey).then((key) => verify(key, by, purpose, said));
  }

  comes(person: Person, plug: Plug = this.network.plug()): Guest {
    return new Guest(this, person, plug);
  }

  /** Resolves once nobody has said anything for a while; fails after more than `most` messages. */
  async quiet(most: number): Promise<void> {
    const { published } = this.network;
    const before = published.length;
    for (let last = -1, rounds = 0; rounds < 60; rounds++) {
      if (published.length - before > most) throw new Error(`more than ${most} messages`);
      if (published.length !== last) rounds = 0;
      last = published.length;
      // As answers do, by way of another thread.
      await crypto.subtle.digest('SHA-256', new Uint8Array(1));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

/** One life of a device at the meeting. */
export class Guest {
  readonly person: Person;
  readonly plug: Plug;
  readonly rendezvous: Rendezvous;
  /** Every session that was opened, the newest last. */
  readonly sessions: Session[] = [];

  constructor(meeting: Meeting, person: Person, plug: Plug) {
    this.person = person;
    this.plug = plug;
    const { signalling, connector } = plug;
    this.rendezvous = new Rendezvous(
      {
        spaceId: meeting.spaceId,
        deviceId: person.id,
        places: (now) => dailyPlaces(meeting.secret, now),
        signHello: (message) => sign(person.keys.sign, 'cairn/1/hello', message),
        checkHello: (from, message, signature) =>
          meeting.verifies(from, 'cairn/1/hello', message, signature),
        prove: (transcript) => sign(person.keys.sign, 'cairn/1/auth', transcript),
        check: (from, proof, transcript) =>
          meeting.verifies(from, 'cairn/1/auth', transcript, proof),
        met: (session) => {
          this.sessions.push(session);
          session.listen(async () => undefined);
        }
      },
      { signalling, connector, clock: meeting.clock, random: systemRandom }
    );
    this.rendezvous.start();
  }

  /** Ids of everybody with whom a session is open. */
  get company(): string[] {
    return this.sessions.filter(({ isOpen }) => isOpen).map(({ peer }) => peer);
  }

  isWith(...others: Guest[]): boolean {
    return others.every(({ person }) => this.company.includes(person.id));
  }

  /** Ends this life without a word, as a crash would. */
  crash(): void {
    this.rendezvous.leave();
    this.plug.pull();
    this.plug.pushIn();
  }
}
