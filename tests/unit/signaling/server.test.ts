import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSignalingServer } from '../../../signaling/server.ts';
import { Clock, Device, refusedStatus, startServer } from './stage.ts';

describe('two stock y-webrtc clients', () => {
  it('find each other and shake hands', async () => {
    const { port } = await startServer();
    const [ada, ben] = [await Device.open(port), await Device.open(port)];
    // Word for word what y-webrtc 10 sends without a password.
    for (const person of [ada, ben]) person.say({ type: 'subscribe', topics: ['my-room'] });
    await ada.settled();
    const announce = { type: 'announce', from: 'ben' };
    ben.say({ type: 'publish', topic: 'my-room', data: announce });
    const heard = { type: 'publish', topic: 'my-room', data: announce, clients: 2 };
    expect(await ada.next()).toEqual(heard);
    expect(await ben.next()).toEqual(heard);

    const signal = { type: 'offer', sdp: 'v=0' };
    const offer = { to: 'ben', from: 'ada', type: 'signal', token: 0.5, signal };
    ada.say({ type: 'publish', topic: 'my-room', data: offer });
    expect(await ben.next()).toMatchObject({ data: offer });

    ben.say({ type: 'unsubscribe', topics: ['my-room'] });
    await ben.settled();
    ada.say({ type: 'publish', topic: 'my-room', data: 'c2VhbGVk' });
    expect(await ada.next()).toMatchObject({ data: offer });
    expect(await ada.next()).toMatchObject({ data: 'c2VhbGVk', clients: 1 });
  });

  it('get a pong for a ping', async () => {
    const { port } = await startServer();
    const ada = await Device.open(port);
    ada.say({ type: 'ping' });
    expect(await ada.next()).toEqual({ type: 'pong' });
  });

  it('no longer count once their socket is closed', async () => {
    const { port } = await startServer();
    const [ada, ben] = [await Device.open(port), await Device.open(port)];
    for (const person of [ada, ben]) person.say({ type: 'subscribe', topics: ['falls'] });
    await ben.settled();
    ben.socket.terminate();
    let clients = 2;
    while (clients === 2) {
      ada.say({ type: 'publish', topic: 'falls', data: 1 });
      ({ clients } = (await ada.next()) as { clients: number });
    }
    expect(clients).toBe(1);
  });
});

describe('the door', () => {
  it('is at /signal and nowhere else', async () => {
    const { port } = await startServer();
    const origin = `http://127.0.0.1:${port}`;
    expect(await refusedStatus(port, { origin }, '/')).toBe(404);
    expect(await refusedStatus(port, { origin }, '/signal/more')).toBe(404);
    const response = await fetch(`${origin}/signal`);
    expect([response.status, response.headers.get('upgrade')]).toEqual([426, 'websocket']);
  });

  it('is shut to pages of other origins and to programmes without a token', async () => {
    const server = await startServer({ token: 'sixteen-or-more-characters' });
    expect(await refusedStatus(server.port, { origin: 'https://evil.example' })).toBe(403);
    expect(await refusedStatus(server.port, {})).toBe(403);
    const headers = { authorization: 'Bearer sixteen-or-more-characters' };
    await Device.open(server.port, { headers });
    expect(server.refused('foreign-origin')).toBe(1);
    expect(server.refused('no-token')).toBe(1);
  });

  it('is shut to one address too many, until somebody leaves', async () => {
    const { port } = await startServer({ limits: { socketsPerAddress: 1 } });
    const origin = `http://127.0.0.1:${port}`;
    const ada = await Device.open(port);
    expect(await refusedStatus(port, { origin })).toBe(429);
    ada.socket.close();
    await ada.closed;
    await Device.open(port);
  });

  it('stands open to a proxy of ours for each address behind it', async () => {
    const { port } = await startServer({ limits: { socketsPerAddress: 1 }, isBehindProxy: true });
    const from = (address: string) => ({
      origin: `http://127.0.0.1:${port}`,
      headers: { 'x-forwarded-for': address }
    });
    await Device.open(port, from('192.0.2.1'));
    await Device.open(port, from('192.0.2.2'));
    expect(await refusedStatus(port, from('192.0.2.1'))).toBe(429);
  });
});

describe('the server itself', () => {
  it('says that it is well, and nothing more', async () => {
    const { port } = await startServer();
    const response = await fetch(`http://127.0.0.1:${port}/healthz`);
    expect([response.status, await response.text()]).toEqual([200, 'ok']);
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  it('has no pages when it serves no app', async () => {
    const { port } = await startServer();
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
  });

  it('answers reading only, and only to proper targets', async () => {
    const { port } = await startServer();
    const ask = async (method: string, path: string) => {
      const asked = request({ port, host: '127.0.0.1', method, path }).end();
      const [response] = (await once(asked, 'response')) as [IncomingMessage];
      response.resume();
      return response.statusCode;
    };
    expect(await ask('POST', '/healthz')).toBe(405);
    expect(await ask('OPTIONS', '*')).toBe(405);
    expect(await ask('GET', '/%zz')).toBe(400);
    expect(await ask('GET', 'http://[')).toBe(400);
    expect(await ask('GET', '//')).toBe(404);
    expect(await ask('GET', 'http://other.example/healthz')).toBe(200);
  });

  it('pings the silent and lets them go when they do not answer', async () => {
    const clock = new Clock();
    const works: Array<() => void> = [];
    const every = (_: number, work: () => void) => {
      works.push(work);
      return () => {};
    };
    const server = await startServer({ now: clock.now, every });
    const later = (ms: number) => {
      clock.ms += ms;
      works[0]?.();
    };
    const quiet = await Device.open(server.port);
    const lively = await Device.open(server.port);
    quiet.socket.pause();
    for (let minute = 1; minute <= 3; minute += 1) {
      later(60_000);
      lively.say({ type: 'ping' });
      await lively.next();
    }
    quiet.socket.resume();
    expect(await quiet.closed).toBe(1008);
    expect(server.refused('silent')).toBe(1);
  });

  it('logs what it refused once a minute, without saying to whom', async () => {
    const works: Array<() => void> = [];
    const lines: string[] = [];
    const server = await startServer({
      every: (_, work) => {
        works.push(work);
        return () => {};
      },
      log: (line) => lines.push(line)
    });
    const minute = () => works[1]?.();
    minute();
    await refusedStatus(server.port, { origin: 'https://evil.example' });
    const eve = await Device.open(server.port);
    eve.say({ type: 'publish', topic: 'secret-room', data: 1 });
    eve.socket.send('not json');
    await eve.closed;
    minute();
    minute();
    expect(lines).toEqual(['Signalling refused: foreign-origin 1, not-subscribed 1, not-json 1']);
  });

  it('takes any free port when asked for 0, and says so when a port is taken', async () => {
    const { port } = await startServer();
    expect(port).toBeGreaterThan(0);
    await expect(createSignalingServer({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('closes though somebody is in the middle of asking', async () => {
    const server = await createSignalingServer({ port: 0 });
    const slow = connect(server.port, '127.0.0.1');
    await once(slow, 'connect');
    slow.on('error', () => {});
    slow.write('GET / HTTP/1.1\r\nHos');
    await (await fetch(`http://127.0.0.1:${server.port}/healthz`)).text();
    await server.close();
    slow.resume();
    await once(slow, 'close');
  });

  it('closes with sockets open, twice if need be', async () => {
    const server = await createSignalingServer({ port: 0 });
    const ada = new Device(server.port);
    onTestFinished(() => ada.socket.terminate());
    await ada.opened;
    await server.close();
    await server.close();
    expect(await ada.closed).toBe(1001);
    await expect(fetch(`http://127.0.0.1:${server.port}/healthz`)).rejects.toThrow();
  });
});
