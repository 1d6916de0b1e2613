// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { type Removal, removalWords } from '../../../src/lib/features/people/removal-words.ts';
import { device, member, organisation } from '../../support/fake-people.ts';

const phone = device({ deviceId: 'phone', name: 'Phone' });
const ben = member({ memberId: 'ben', name: 'Ben Tarrant', devices: [phone] });
const amina = member({ memberId: 'amina', name: 'Amina Okafor', me: true });

const northgate = organisation({ name: 'Northgate', people: 3 });
const goesNorthgate: Removal = { what: 'organisation', organisation: northgate };
const goesThePhone: Removal = { what: 'device', device: phone, owner: ben };
const removals: Removal[] = [
  { what: 'person', member: ben },
  goesNorthgate,
  goesThePhone,
  { what: 'oneself', member: amina }
];
const textOf = (removal: Removal) => removalWords(removal).follows.join(' ');

describe('what is said before somebody or something is removed', () => {
  it('always is that what they have stays theirs, and what they wrote stays here', () => {
    for (const removal of removals) {
      expect(textOf(removal)).toMatch(/keeps? what (they|it) (already had|has)/);
      expect(textOf(removal)).toMatch(/(wrote|written on it) stays/);
    }
  });

  it('never promises more than can be kept', () => {
    for (const removal of removals) {
      expect(textOf(removal)).not.toMatch(/delet|erase|wipe|at once|immediately|revoke/i);
    }
  });

  it('names whom it concerns', () => {
    expect(removals.map((one) => removalWords(one).title)).toEqual([
      'Remove Ben Tarrant?',
      'Remove Northgate?',
      'Remove Ben Tarrant’s device “Phone”?',
      'Leave this space?'
    ]);
    expect(removalWords(goesNorthgate).button).toBe('Remove 3 people');
  });

  it('says when the device is the last one of its owner', () => {
    expect(textOf(goesThePhone)).toContain('It is the only device Ben Tarrant has here');
    const tablet = device({ deviceId: 'tablet' });
    const both = { ...ben, devices: [phone, tablet] };
    const removal: Removal = { what: 'device', device: tablet, owner: both };
    expect(removalWords(removal).title).toBe('Remove Ben Tarrant’s device?');
    expect(textOf(removal)).toContain('Their other devices go on as before.');
  });
});
