import { describe, expect, it } from 'vitest';
import { toBase64Url, uintToBytes } from '#lib/core/base/index.ts';
import { hash } from '#lib/core/crypto/index.ts';
import { deriveInvitationKeys, readLink, writeLink } from '#lib/core/membership/index.ts';

const link = {
  secret: Uint8Array.from({ length: 16 }, (_, i) => i * 7),
  spaceId: Uint8Array.from({ length: 16 }, (_, i) => 255 - i),
  expiresAt: 1_778_500_000
};
const damaged = { ok: false, error: 'damaged' };

async function withContent(content: Uint8Array): Promise<string> {
  const check = (await hash('cairn/1/link', content)).slice(0, 2);
  return `j1.${toBase64Url(Uint8Array.from([...content, ...check]))}`;
}

const content = (version: number, flags: number) =>
  Uint8Array.from([
    version,
    flags,
    ...link.secret,
    ...link.spaceId,
    ...uintToBytes(link.expiresAt, 4)
  ]);

describe('[J1] the link of an invitation', () => {
  it('leads back to what was written, with or without its # and blanks', async () => {
    const fragment = await writeLink(link);
    expect(fragment).toMatch(/^j1\.[\w-]{54}$/);
    for (const text of [fragment, `#${fragment}`, ` ${fragment}\n`]) {
      expect(await readLink(text)).toEqual({ ok: true, value: link });
    }
    expect(await withContent(content(1, 0))).toBe(fragment);
  });

  it('is known to be damaged when any letter of it is another, missing or too much', async () => {
    const fragment = await writeLink(link);
    for (let at = 0; at < fragment.length; at++) {
      const other = fragment[at] === 'A' ? 'B' : 'A';
      expect(await readLink(fragment.slice(0, at) + other + fragment.slice(at + 1))).toEqual(
        damaged
      );
      expect(await readLink(fragment.slice(0, at) + fragment.slice(at + 1))).toEqual(damaged);
    }
    for (const text of [
      '',
      '#',
      'j1.',
      'j2.x',
      `${fragment}A`,
      `${fragment}=`,
      'hello',
      '#/library'
    ]) {
      expect(await readLink(text)).toEqual(damaged);
    }
  });

  it('of another version is not guessed at', async () => {
    expect(await readLink(await withContent(content(2, 0)))).toEqual(damaged);
    expect(await readLink(await withContent(content(0, 0)))).toEqual(damaged);
    expect(await readLink((await writeLink(link)).replace('j1.', 'j2.'))).toEqual(damaged);
  });

  it('with flags that this version does not know is not guessed at', async () => {
    expect(await readLink(await withContent(content(1, 1)))).toEqual(damaged);
  });
});

describe('[J2] the secret of an invitation', () => {
  it('gives both sides the same keys, none of which is the secret', async () => {
    const [one, two] = await Promise.all([
      deriveInvitationKeys(link.secret),
      deriveInvitationKeys(link.secret)
    ]);
    expect(one.inviteId).toBe(two.inviteId);
    expect(one.publicKey).toEqual(two.publicKey);
    expect(one.rendezvous).toEqual(two.rendezvous);
    expect(one.sign.extractable).toBe(false);
    const other = await deriveInvitationKeys(new Uint8Array(16));
    expect(other.inviteId).not.toBe(one.inviteId);
    expect(other.rendezvous).not.toEqual(one.rendezvous);
  });
});
