import { expect, it } from 'vitest';
import { type Clock, systemClock } from '#lib/core/base/index.ts';
import { MemoryStorage } from '#lib/core/storage/index.ts';
import { Device, Tab, until } from '../support/device.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeNetwork } from '../support/fake-network.ts';

const circle = (...names: string[]) => circleWith(systemClock, ...names);

async function circleWith(clock: Clock, ...names: string[]) {
  const network = new FakeNetwork();
  const [amina, ...others] = names.map(() => new Device(network, new MemoryStorage(), clock));
  if (!amina) throw new Error('nobody is here');
  await amina.vault.create(null);
  const started = await amina.workspace.startCommunity({
    community: 'Eye surgery circle',
    name: names[0] ?? '',
    organisation: 'Harbour'
  });
  if (!started.ok) throw new Error('no community');
  const { localId } = started.value;
  for (const [i, other] of others.entries()) {
    await other.vault.create(null);
    const invited = await amina.workspace.invite({
      spaceLocalId: localId,
      organisation: `Northgate ${i}`,
      days: 7
    });
    if (!invited.ok || !invited.value.link) throw new Error('no invitation');
    const joined = await other.workspace.acceptInvitation(new URL(invited.value.link).hash, {
      name: names[i + 1] ?? '',
      organisation: `Northgate ${i}`
    });
    if (!joined.ok) throw new Error(joined.error.type);
  }
  const all = [amina, ...others];
  await until('everybody knows everybody', () => {
    if (clock instanceof FakeClock) clock.advance(50);
    return all.every((one) => people(one).length === names.length && named(one, ...names));
  });
  return { network, amina, others, localId };
}

const community = (device: Device) => {
  const space = device.workspace.spaces().find(({ kind }) => kind === 'community');
  if (!space) throw new Error('no community here');
  return device.workspace.space(space.localId);
};
const people = (device: Device) => community(device).people().members;
const named = (device: Device, ...names: string[]) =>
  names.every((name) => people(device).some((one) => one.name === name));
const memberNamed = (device: Device, name: string) => {
  const found = people(device).find((one) => one.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
};

async function newCase(device: Device, title: string): Promise<string> {
  const made = await device.workspace.createDocument({
    spaceLocalId: community(device).space.record.localId,
    kind: 'incident-summary',
    title
  });
  if (!made.ok) throw new Error('no document');
  return made.value.docId;
}

const has = (device: Device, title: string) =>
  device.workspace.catalogue(null).some((row) => row.title === title);

it('who is removed gets nothing new, keeps what they had, and the others go on under another key', async () => {
  const { amina, others } = await circle('Amina', 'Ben', 'Cleo');
  const [ben, cleo] = others as [Device, Device];
  const docId = await newCase(amina, 'Before');
  await until('all have the case', () => [ben, cleo].every((one) => has(one, 'Before')));
  const firstKey = community(amina).space.sendingKey?.epochId;

  const removed = await community(amina).governing.removeMember(
    memberNamed(amina, 'Cleo').memberId,
    'role-ended'
  );
  expect(removed).toEqual({ ok: true, value: undefined });
  await until('Ben knows', () => people(ben).length === 2);
  await until('both write under another key', () =>
    [amina, ben].every((one) => {
      const key = community(one).space.sendingKey?.epochId;
      return key !== undefined && key !== firstKey;
    })
  );
  const tab = await Tab.open(ben, docId);
  tab.type('what-happened', 'Only for those who stayed.');
  tab.flush();
  const aminasTab = await Tab.open(amina, docId);
  await until('Amina reads on', () => aminasTab.read('what-happened').endsWith('who stayed.'));
  await newCase(amina, 'After');
  await until('Ben has the new case', () => has(ben, 'After'));

  expect(has(cleo, 'Before')).toBe(true);
  expect(has(cleo, 'After')).toBe(false);
  await until('Cleo is told', () => community(cleo).summary().readOnly === 'removed');
  const key = community(ben).space.sendingKey?.epochId ?? '';
  expect(community(cleo).space.holds(key)).toBe(false);
});

it('what somebody wrote before they knew of their removal is kept apart, and can be let count', async () => {
  const { amina, others } = await circle('Amina', 'Ben', 'Cleo');
  const [ben, cleo] = others as [Device, Device];
  const docId = await newCase(amina, 'Lens case');
  await until('all have the case', () => [ben, cleo].every((one) => has(one, 'Lens case')));
  const read = await Tab.open(cleo, docId);
  read.type('what-happened', 'Seen by all. ');
  read.flush();
  const aminas = await Tab.open(amina, docId);
  await until('Amina has it', () => aminas.read('what-happened').includes('Seen by all.'));

  // Cleo writes on without a network; meanwhile Amina removes Cleo.
  cleo.plug.pull();
  read.type('what-happened', 'Nobody saw this yet. ');
  read.flush();
  await until('Cleo’s text is saved', () => read.saved);
  await newCase(cleo, 'From Cleo, late');
  const cleosId = memberNamed(amina, 'Cleo').memberId;
  await community(amina).governing.removeMember(cleosId, 'concern');
  await until('Ben knows', () => people(ben).length === 2);

  // Cleo’s device meets Ben’s again by the old key; what it brings is kept apart by both.
  await community(ben).space.addOperations(
    community(cleo)
      .space.ledger.operationsAfter([])
      .map(({ record }) => record)
  );
  const late = await community(cleo).space.log.read(0, 1_000);
  await community(ben).space.receive(late.map(({ bytes }) => bytes));
  const bens = await Tab.open(ben, docId);
  expect(bens.read('what-happened')).toContain('Seen by all.');
  expect(bens.read('what-happened')).not.toContain('Nobody saw this');
  expect(has(ben, 'From Cleo, late')).toBe(false);

  await until('Amina has it from Ben', () => community(amina).summary().lateChanges > 0);
  const rows = await community(amina).lateChanges();
  expect(rows).toMatchObject([{ name: 'Cleo', organisation: 'Northgate 1' }]);
  await community(amina).governing.adopt(rows[0]?.deviceId ?? '');
  await until('it counts for both', () => [amina, ben].every((one) => has(one, 'From Cleo, late')));
  const again = await Tab.open(ben, docId);
  expect(again.read('what-happened')).toContain('Nobody saw this yet.');
  expect(community(amina).summary().lateChanges).toBe(0);
});

it('a case that somebody is writing in shrinks under their hands, and loses nothing of theirs', async () => {
  const clock = new FakeClock();
  const { amina, others } = await circleWith(clock, 'Amina', 'Ben', 'Cleo');
  const passing = (holds: () => boolean) => () => {
    clock.advance(100);
    return holds();
  };
  const [ben, cleo] = others as [Device, Device];
  const docId = await newCase(amina, 'Lens case');
  await until(
    'all have the case',
    passing(() => [ben, cleo].every((one) => has(one, 'Lens case')))
  );
  const cleos = await Tab.open(cleo, docId);
  const bens = await Tab.open(ben, docId);
  // Amina has heard nothing of what Ben and Cleo do together.
  amina.plug.pull();
  cleos.type('what-happened', 'By Cleo. ');
  cleos.flush();
  await until(
    'Ben reads Cleo',
    passing(() => bens.read('what-happened') === 'By Cleo. ')
  );
  bens.type('setting', 'By Ben, who has read Cleo.');
  await until(
    'Ben’s text is saved',
    passing(() => bens.saved)
  );
  await community(amina).governing.removeMember(memberNamed(amina, 'Cleo').memberId, 'concern');
  amina.plug.pushIn();
  await until(
    'Ben knows',
    passing(() => people(ben).length === 2)
  );
  const after = await Tab.open(ben, docId);
  // Ben had read it and wrote on before he knew, so it stands.
  expect(after.read('what-happened')).toBe('By Cleo. ');
  expect(after.read('setting')).toBe('By Ben, who has read Cleo.');
  await until('Amina has both', async () => {
    clock.advance(100);
    const aminas = await Tab.open(amina, docId);
    const [cleosText, bensText] = [aminas.read('what-happened'), aminas.read('setting')];
    aminas.close();
    return cleosText === 'By Cleo. ' && bensText === 'By Ben, who has read Cleo.';
  });
});

it('[S2] who was out of reach when they were removed is told on coming back, and gets nothing else', async () => {
  const clock = new FakeClock();
  const { amina, others } = await circleWith(clock, 'Amina', 'Ben', 'Cleo');
  const passing =
    (holds: () => boolean, ms = 50) =>
    () => {
      clock.advance(ms);
      return holds();
    };
  const [ben, cleo] = others as [Device, Device];
  cleo.plug.pull();
  const cleosId = memberNamed(amina, 'Cleo').memberId;
  await community(amina).governing.removeMember(cleosId, 'role-ended');
  await until(
    'Ben knows, and has the next key',
    passing(() => people(ben).length === 2 && community(ben).space.sendingKey !== undefined)
  );
  await newCase(ben, 'After Cleo');
  const operations = community(ben).space.ledger.operationsAfter([]).length;
  amina.plug.pull();

  cleo.plug.pushIn();
  // Called into the quiet place after a while; only Ben is there to say it.
  clock.advance(16_000);
  await until(
    'Cleo is told',
    passing(() => community(cleo).summary().readOnly === 'removed', 20)
  );
  expect(has(cleo, 'After Cleo')).toBe(false);
  const known = community(cleo).space.ledger.operationsAfter([]).length;
  // The removal and what came before it, not the key that followed.
  expect(known).toBeLessThan(operations);
  await until(
    'the session is over',
    passing(() => community(cleo).network.inTouch.length === 0)
  );
  const made = await cleo.workspace.createDocument({
    ...{ spaceLocalId: community(cleo).space.record.localId, kind: 'page', title: 'Too late' }
  });
  expect(made.ok).toBe(false);
  expect(
    community(ben)
      .people()
      .members.map(({ name }) => name)
  ).toEqual(['Amina', 'Ben']);
});

it('a device that slept through a quarter and every key since finds the others again', async () => {
  const clock = new FakeClock();
  const { amina, others } = await circleWith(clock, 'Amina', 'Ben');
  const [ben] = others as [Device];
  const docId = await newCase(amina, 'Before');
  await until('Ben has the case', () => {
    clock.advance(200);
    return has(ben, 'Before');
  });
  ben.plug.pull();
  await community(amina).space.beginEpoch();
  clock.set(clock.now() + 45 * 86_400_000);
  await community(amina).space.beginEpoch();
  clock.set(clock.now() + 45 * 86_400_000);
  await newCase(amina, 'After');
  await until('Amina’s case is there', () => {
    clock.advance(200);
    return has(amina, 'After');
  });

  ben.plug.pushIn();
  // Called into the quiet place after a while; then slowly, for keys take their time.
  clock.advance(16_000);
  await until('Ben has what is new', () => {
    clock.advance(20);
    return has(ben, 'After');
  });
  const key = community(amina).space.sendingKey?.epochId ?? '';
  expect(community(ben).space.holds(key)).toBe(true);
  const tab = await Tab.open(ben, docId);
  tab.type('what-happened', 'Ben is back.');
  tab.flush();
  const aminas = await Tab.open(amina, docId);
  await until('Amina reads Ben', () => {
    clock.advance(100);
    return aminas.read('what-happened') === 'Ben is back.';
  });
});
