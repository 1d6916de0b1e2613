import { expect, test } from '@playwright/test';
import { Person } from '../support/driver.ts';
import { Site } from '../support/site.ts';

test('a pulled cable cuts everything: page, socket and data channel', async () => {
  const site = await Site.open();
  const amina = await Person.open({ name: 'amina', url: site.url });
  const ben = await Person.open({ name: 'ben', url: site.url });
  try {
    const [offer, received] = await Promise.all([startChannel(amina), startChannel(ben)]);
    expect([offer, received]).toEqual([true, true]);
    await connectChannels(amina, ben);
    await say(amina, 'before');
    await expect.poll(() => heard(ben)).toEqual(['before']);
    ben.goOffline();
    await say(amina, 'while cut');
    const asked = await ben.page.evaluate(() =>
      fetch('/healthz', { signal: AbortSignal.timeout(2_000) }).then(
        () => 'answered',
        () => 'nothing'
      )
    );
    expect(asked).toBe('nothing');
    expect(await heard(ben)).toEqual(['before']);
    ben.goOnline();
    await expect.poll(() => heard(ben), { timeout: 60_000 }).toEqual(['before', 'while cut']);
  } finally {
    await amina.leave();
    await ben.leave();
    await site.close();
  }
});

interface Lab {
  peer: RTCPeerConnection;
  channel: RTCDataChannel;
  heard: string[];
}

const startChannel = (person: Person): Promise<boolean> =>
  person.page.evaluate(() => {
    const peer = new RTCPeerConnection();
    const channel = peer.createDataChannel('lab', { negotiated: true, id: 0 });
    const heard: string[] = [];
    channel.onmessage = ({ data }) => heard.push(String(data));
    (globalThis as unknown as { lab: Lab }).lab = { peer, channel, heard };
    return true;
  });

async function connectChannels(from: Person, to: Person): Promise<void> {
  const offer = await describe(from, null);
  const answer = await describe(to, offer);
  await from.page.evaluate(async (sdp) => {
    const { lab } = globalThis as unknown as { lab: Lab };
    await lab.peer.setRemoteDescription({ type: 'answer', sdp });
    await new Promise((resolve) => {
      if (lab.channel.readyState === 'open') resolve(null);
      else lab.channel.onopen = resolve;
    });
  }, answer);
}

/** An offer, or the answer to one, with all its candidates in it. */
const describe = (person: Person, offer: string | null): Promise<string> =>
  person.page.evaluate(async (sdp) => {
    const { peer } = (globalThis as unknown as { lab: Lab }).lab;
    if (sdp !== null) await peer.setRemoteDescription({ type: 'offer', sdp });
    await peer.setLocalDescription();
    while (peer.iceGatheringState !== 'complete') {
      await new Promise((resolve) => (peer.onicegatheringstatechange = resolve));
    }
    return peer.localDescription?.sdp ?? '';
  }, offer);

const say = (person: Person, text: string): Promise<void> =>
  person.page.evaluate((words) => {
    (globalThis as unknown as { lab: Lab }).lab.channel.send(words);
  }, text);

const heard = (person: Person): Promise<string[]> =>
  person.page.evaluate(() => (globalThis as unknown as { lab: Lab }).lab.heard);
