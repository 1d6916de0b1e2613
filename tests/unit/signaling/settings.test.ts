import { describe, expect, it } from 'vitest';
import { explain, greeting } from '../../../signaling/run.ts';
import { readSettings } from '../../../signaling/settings.ts';

describe('the environment', () => {
  it('need not say anything', () => {
    expect(readSettings({}, 4173)).toEqual({
      ok: true,
      value: { port: 4173, host: '127.0.0.1', limits: {}, origins: [], isBehindProxy: false }
    });
  });

  it('may say everything', () => {
    const env = {
      PORT: '0',
      HOST: '::',
      CAIRN_ORIGINS: 'https://a.example, http://b.example:81',
      CAIRN_TOKEN: 'sixteen-or-more-characters',
      CAIRN_BEHIND_PROXY: '1',
      CAIRN_SOCKETS_PER_ADDRESS: '5000'
    };
    expect(readSettings(env, 4173)).toEqual({
      ok: true,
      value: {
        port: 0,
        host: '::',
        limits: { socketsPerAddress: 5000 },
        origins: ['https://a.example', 'http://b.example:81'],
        token: 'sixteen-or-more-characters',
        isBehindProxy: true
      }
    });
  });

  it.each([
    ['PORT', 'eighty'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['CAIRN_SOCKETS_PER_ADDRESS', '0'],
    ['CAIRN_ORIGINS', 'cairn.example'],
    ['CAIRN_ORIGINS', 'https://cairn.example/'],
    ['CAIRN_ORIGINS', '*'],
    ['CAIRN_TOKEN', 'short']
  ])('is told what is wrong with %s=%s', (name, value) => {
    const settings = readSettings({ [name]: value }, 4173);
    expect(settings.ok ? '' : settings.error).toMatch(new RegExp(`^${name} must be .+\\.$`));
  });
});

describe('the line at the start', () => {
  it.each([
    ['127.0.0.1', 'http://127.0.0.1:4173 (on this device only'],
    ['::1', 'http://[::1]:4173 (on this device only'],
    ['0.0.0.0', 'http://localhost:4173 (other devices need HTTPS'],
    ['192.0.2.7', 'http://192.0.2.7:4173 (other devices need HTTPS']
  ])('for %s', (host, start) => {
    expect(greeting('Cairn', host, 4173)).toContain(start);
  });
});

describe('why it could not start', () => {
  const failed = (code: string) => Object.assign(new Error(code), { code });
  it.each([
    ['EADDRINUSE', 'Port 4173 is taken'],
    ['EACCES', 'may not listen on port 4173'],
    ['EADDRNOTAVAIL', 'HOST=192.0.2.7 is not an address of this device'],
    ['ENOENT', 'npm run build'],
    ['EIO', 'could not start: EIO']
  ])('%s', (code, sentence) => {
    expect(explain(failed(code), { port: 4173, host: '192.0.2.7' })).toContain(sentence);
  });
});
