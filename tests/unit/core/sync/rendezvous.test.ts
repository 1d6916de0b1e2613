import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newPerson, type Person } from '../../../support/community.ts';
import { until } from '../../../support/device.ts';
import { Dice } from '../../../support/dice.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { FakeNetwork } from '../../../support/fake-network.ts';
import { type Guest, Meeting } from '../../../support/meeting.ts';

let people: Person[];
let network: FakeNetwork;
let clock: FakeClock;
let meeting: Meeting;

beforeAll(async () => {
  people = await Promise.all(['Amina', 'Ben', 'Cleo', 'Dev'].map(newPerson));
});
beforeEach(() => {
  network = new FakeNetwork();
  clock = new FakeClock();
  meeting = new Meeting(network, clock, people);
});

const person = (number: number): Person => {
  const found = people[number];
  if (!found) throw new Error('nobody of that number');
  return found;
};

async function together(...guests: Guest[]): Promise<void> {
  await until('everybody has met', () =>
    guests.every((guest) => guest.isWith(...guests.filter((other) => other !== guest)))
  );
}

async function met(): Promise<[Guest, Guest]> {
  const [amina, ben] = [meeting.comes(person(0)), meeting.comes(person(1))];
  await together(amina, ben);
  await meeting.quiet(20);
  return [amina, ben];
}

describe('[T4] two devices that hear of each other', () => {
  it('meet, whoever comes first', async () => {
    const amina = meeting.comes(person(0));
    await meeting.quiet(1);
    const ben = meeting.comes(person(1));
    await together(amina, ben);
    expect([amina.sessions.length, ben.sessions.length]).toEqual([1, 1]);
  });

  it('meet again after one of them began anew', async () => {
    const [amina, ben] = await met();
    ben.crash();
    const again = meeting.comes(person(1), ben.plug);
    await together(amina, again);
    await meeting.quiet(20);
    expect(amina.company).toEqual([person(1).id]);
  });

  it('meet across midnight, though one came the day before and one the day after', async () => {
    clock.set(Date.UTC(2026, 4, 4, 22, 30));
    const amina = meeting.comes(person(0));
    clock.set(Date.UTC(2026, 4, 5, 1, 30));
    await meeting.quiet(5);
    const ben = meeting.comes(person(1));
    amina.rendezvous.lookAgain();
    await together(amina, ben);
  });
});

describe('[T6] what a server plays back', () => {
  /** Everything again, in any order. */
  const playBack = (dice: Dice, times: number) => {
    const heard = [...network.published];
    for (let i = 0; i < times && heard.length > 0; i++) network.playBack(dice.pick(heard));
  };

  it('starts nothing: yesterday’s answers begin no attempt, and keep nobody from meeting', async () => {
    const [amina, ben] = await met();
    for (const guest of [amina, ben]) guest.crash();
    await meeting.quiet(1);
    const heard = [...network.published];
    const aminaAgain = meeting.comes(person(0), amina.plug);
    await meeting.quiet(1);
    for (const one of heard) network.playBack(one);
    // Each call of Ben's other life is answered, once; and of Amina's, which might be a copy's.
    await meeting.quiet(3);
    const before = network.published.length;
    const benAgain = meeting.comes(person(1), ben.plug);
    await until('Ben has called', () => network.published.length > before);
    for (const one of [...heard].reverse()) network.playBack(one);
    await together(aminaAgain, benAgain);
    await meeting.quiet(20);
    for (const one of heard) network.playBack(one);
    await meeting.quiet(0);
    expect([aminaAgain.isWith(benAgain), benAgain.isWith(aminaAgain)]).toEqual([true, true]);
  });

  it('makes no storm between two who cannot reach each other', async () => {
    const [amina, ben] = await met();
    for (const guest of [amina, ben]) guest.crash();
    await meeting.quiet(1);
    const heard = [...network.published];
    for (const { plug } of [amina, ben]) plug.silence = () => undefined;
    const [aminaAgain, benAgain] = [
      meeting.comes(person(0), amina.plug),
      meeting.comes(person(1), ben.plug)
    ];
    await meeting.quiet(20);
    for (const one of heard) network.playBack(one);
    await meeting.quiet(8);
    for (const { plug } of [amina, ben]) plug.silence = null;
    clock.advance(20_000);
    await together(aminaAgain, benAgain);
  });

  it('leaves an open session alone, and is answered by nobody', async () => {
    const [amina, ben] = await met();
    const before = network.published.length;
    playBack(new Dice(1), 500);
    await meeting.quiet(0);
    expect(network.published.length).toBe(before);
    expect([amina.sessions.length, ben.sessions.length]).toEqual([1, 1]);
    expect(amina.isWith(ben)).toBe(true);
  });

  it('does not disturb two who are just meeting, though all is said three times', async () => {
    const say = network.publish.bind(network);
    network.publish = (from, topic, message) => {
      for (let i = 0; i < 3; i++) say(from, topic, message);
    };
    const [amina, ben] = [meeting.comes(person(0)), meeting.comes(person(1))];
    await together(amina, ben);
    await meeting.quiet(60);
    expect([amina.sessions.length, ben.sessions.length]).toEqual([1, 1]);
  });

  it.each([2, 3, 5, 8, 13])(
    'keeps nobody apart, in any order and any number (seed %i)',
    async (seed) => {
      const dice = new Dice(seed);
      const guests = [meeting.comes(person(0)), meeting.comes(person(1)), meeting.comes(person(2))];
      for (let life = 0; life < 4; life++) {
        playBack(dice, dice.between(0, 60));
        await together(...guests);
        playBack(dice, 60);
        const number = dice.between(0, 2);
        const { plug } = guests[number] as Guest;
        guests[number]?.crash();
        playBack(dice, dice.between(0, 60));
        guests[number] = meeting.comes(person(number), plug);
        playBack(dice, 30);
      }
      await together(...guests);
      await meeting.quiet(60);
      const most = network.published.length;
      playBack(dice, 2_000);
      // Each device answers what it has not heard yet in this life, once.
      await meeting.quiet(3 * most);
      playBack(dice, 2_000);
      await meeting.quiet(3 * most);
      expect(guests.every((guest) => guest.company.length === 2)).toBe(true);
    }
  );
});

describe('[T5] those who have met', () => {
  it('are found by whoever met elsewhere, once the server is back', async () => {
    const guests = [0, 1].map((number) => meeting.comes(person(number)));
    await together(...guests);
    for (const { plug } of guests) plug.loseServer();
    const others = [2, 3].map((number) => meeting.comes(person(number)));
    await together(...others);
    for (const { plug } of guests) plug.findServer();
    await together(...guests, ...others);
  });

  it('are found in time, though nobody was told that the way is free', async () => {
    const guests = [0, 1, 2, 3].map((number) => meeting.comes(person(number)));
    const side = new Map(guests.map(({ plug }, number) => [plug, number >> 1]));
    network.carries = (from, to) => side.get(from) === side.get(to);
    await together(...guests.slice(0, 2));
    await together(...guests.slice(2));
    network.carries = () => true;
    clock.advance(360_000);
    await together(...guests);
  });

  it('call at a bounded rate', async () => {
    await met();
    clock.advance(15_000);
    await meeting.quiet(2);
    const before = network.published.length;
    for (let minute = 0; minute < 60; minute++) {
      clock.advance(60_000);
      await meeting.quiet(4);
    }
    const calls = network.published.length - before;
    expect(calls).toBeGreaterThanOrEqual(2 * 9);
    expect(calls).toBeLessThanOrEqual(2 * 31);
  });

  it('have 20 seconds from the first hello, proofs included: a silent channel is let go', async () => {
    const amina = meeting.comes(person(0));
    const ben = meeting.comes(person(1));
    let opened = 0;
    for (const { plug } of [amina, ben]) {
      plug.silence = () => void opened++;
    }
    await until('a channel is open', () => opened === 2);
    expect(amina.plug.channels.size).toBe(1);
    clock.advance(20_000);
    await until('it is closed', () => [...amina.plug.channels].every(({ isOpen }) => !isOpen));
    for (const { plug } of [amina, ben]) plug.silence = null;
    amina.rendezvous.lookAgain();
    await together(amina, ben);
  });
});
