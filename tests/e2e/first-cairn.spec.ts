import { expect, test } from '@playwright/test';
import { Person } from '../support/driver.ts';
import { Site } from '../support/site.ts';

const sentence = 'The lens box was opened before the second check.';

test('one sealed sentence crosses from one browser to another', async () => {
  const site = await Site.open();
  const amina = await Person.open({ name: 'amina', url: site.url });
  const ben = await Person.open({ name: 'ben', url: site.url });
  try {
    await amina.startCommunity({
      community: 'Eye surgery circle',
      name: 'Amina Okafor',
      organisation: 'Harbour Eye',
      passphrase: 'a quiet harbour wall'
    });
    await amina.newDocument('Incident case summary', 'Wrong lens implanted');
    await amina.write('What happened', sentence);
    await amina.saved();
    await amina.goTo('Eye surgery circle');
    const link = await amina.invite('Northgate Hospitals');
    await ben.join(link, {
      name: 'Ben Tarrant',
      organisation: 'Northgate Hospitals',
      passphrase: null
    });
    await ben.waitForDocument('Wrong lens implanted');
    await ben.openDocument('Wrong lens implanted');
    await expect.poll(() => ben.read('What happened')).toBe(sentence);
    expect([...amina.complaints, ...ben.complaints]).toEqual([]);
  } finally {
    await amina.leave();
    await ben.leave();
    await site.close();
  }
});
