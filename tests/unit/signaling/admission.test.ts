import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { addressOf, createAddressNames } from '../../../signaling/addresses.ts';
import { refusalOf } from '../../../signaling/admission.ts';
import { Clock } from './stage.ts';

const asking = (headers: Record<string, string>, remoteAddress = '10.0.0.1') =>
  ({ headers, socket: { remoteAddress } }) as unknown as IncomingMessage;

describe('by origin', () => {
  const rules = { origins: [], token: undefined };

  it.each([
    ['http://localhost:4173', 'localhost:4173'],
    ['https://cairn.example', 'cairn.example'],
    ['https://cairn.example', 'cairn.example:443'],
    ['https://cairn.example', 'CAIRN.example'],
    ['http://[::1]:4173', '[::1]:4173']
  ])('lets a page of %s call %s', (origin, host) => {
    expect(refusalOf(asking({ origin, host }), rules)).toBeUndefined();
  });

  it.each([
    ['https://evil.example', 'cairn.example'],
    ['https://cairn.example.evil.example', 'cairn.example'],
    ['https://cairn.example:8443', 'cairn.example'],
    ['https://cairn.example/', 'cairn.example'],
    ['https://someone@cairn.example', 'cairn.example'],
    ['null', 'null'],
    ['', 'cairn.example'],
    ['file://', ''],
    ['https://cairn.example', '']
  ])('turns a page of %j away from %j', (origin, host) => {
    expect(refusalOf(asking({ origin, host }), rules)).toBe('foreign-origin');
  });

  it('goes by the list alone where there is one', () => {
    const listed = { origins: ['https://app.example'], token: undefined };
    const from = (origin: string) => refusalOf(asking({ origin, host: 'signal.example' }), listed);
    expect(from('https://app.example')).toBeUndefined();
    expect(from('http://app.example')).toBe('foreign-origin');
    expect(from('https://signal.example')).toBe('foreign-origin');
  });
});

describe('without an origin', () => {
  const bearer = (authorization: string) => asking({ host: 'cairn.example', authorization });
  const rules = { origins: [], token: 'sixteen-or-more-characters' };

  it('asks for the token', () => {
    expect(refusalOf(bearer('Bearer sixteen-or-more-characters'), rules)).toBeUndefined();
    expect(refusalOf(bearer('Bearer sixteen-or-more-character'), rules)).toBe('no-token');
    expect(refusalOf(bearer('sixteen-or-more-characters'), rules)).toBe('no-token');
    expect(refusalOf(asking({ host: 'cairn.example' }), rules)).toBe('no-token');
  });

  it('lets nobody in where no token was set', () => {
    expect(refusalOf(bearer('Bearer undefined'), { ...rules, token: undefined })).toBe('no-token');
  });
});

describe('addresses', () => {
  it('are taken from the socket, whatever the caller writes into the header', () => {
    const request = asking({ 'x-forwarded-for': '1.1.1.1' });
    expect(addressOf(request, false)).toBe('10.0.0.1');
  });

  it('are the last hop written down by a proxy of ours', () => {
    const request = asking({ 'x-forwarded-for': 'made-up, 192.0.2.7' });
    expect(addressOf(request, true)).toBe('192.0.2.7');
    expect(addressOf(asking({}), true)).toBe('10.0.0.1');
  });

  it('are known by names that do not show them and change every day', () => {
    const clock = new Clock();
    const nameOf = createAddressNames(clock.now);
    const today = nameOf('192.0.2.7');
    expect(today).not.toContain('192.0.2.7');
    expect(nameOf('192.0.2.7')).toBe(today);
    expect(nameOf('192.0.2.8')).not.toBe(today);
    expect(createAddressNames(clock.now)('192.0.2.7')).not.toBe(today);
    clock.ms += 24 * 60 * 60 * 1000;
    expect(nameOf('192.0.2.7')).not.toBe(today);
  });

  it.each([
    ['192.0.2.7', '::ffff:192.0.2.7'],
    ['2001:db8::1', '2001:0DB8:0:0:ffff::2'],
    ['2001:db8:1:2::', '2001:db8:1:2:3:4:5:6'],
    ['::1', '0:0:0:0:0:0:0:2'],
    ['fe80::1%eth0', 'fe80::2%eth1']
  ])('%s counts with %s', (one, other) => {
    const nameOf = createAddressNames(() => 0);
    expect(nameOf(one)).toBe(nameOf(other));
  });

  it.each([
    ['2001:db8:1:2::1', '2001:db8:1:3::1'],
    ['2001:db8::1', '2001:db9::1'],
    ['192.0.2.7', '192.0.2.71'],
    ['', '::1']
  ])('%s does not count with %s', (one, other) => {
    const nameOf = createAddressNames(() => 0);
    expect(nameOf(one)).not.toBe(nameOf(other));
  });
});
