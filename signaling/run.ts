import { createSignalingServer, type SignalingServer } from './server.ts';
import { readSettings, type Settings } from './settings.ts';

interface Programme {
  readonly name: string;
  readonly defaultPort: number;
  readonly root?: string;
}

/** Serves until it is asked to stop, and says where it listens or why it cannot. */
export async function run({ name, defaultPort, root }: Programme): Promise<void> {
  const settings = readSettings(process.env, defaultPort);
  if (!settings.ok) return giveUp(settings.error);
  try {
    const options = { ...settings.value, ...(root !== undefined && { root }) };
    const server = await createSignalingServer({ ...options, log: console.error });
    console.log(greeting(name, settings.value.host, server.port));
    stopWhenAsked(server);
  } catch (error) {
    giveUp(explain(error, settings.value));
  }
}

/** One line with the address, and what lies between it and other devices. */
export function greeting(name: string, host: string, port: number): string {
  const isEveryone = host === '0.0.0.0' || host === '::';
  const shown = isEveryone ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  const reach = /^(127\.|::1$|localhost$)/.test(host)
    ? '(on this device only; for others, put HTTPS in front of it)'
    : '(other devices need HTTPS in front of it)';
  return `${name}: http://${shown}:${port} ${reach}`;
}

/** A sentence for the person at the terminal: what happened and what to do. */
export function explain(error: unknown, { port, host }: Pick<Settings, 'port' | 'host'>): string {
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return `Port ${port} is taken, perhaps by another Cairn. Stop that one, or choose another port, for example PORT=${port + 1}.`;
    case 'EACCES':
      return `This account may not listen on port ${port}. Choose one above 1023 with PORT.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST=${host} is not an address of this device.`;
    case 'ENOENT':
      return 'The app has not been built yet. Run: npm run build';
    default:
      return `The server could not start: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/**
 * Some shells die of the signal that npm hands down, without handing it on: when we were started
 * by npm and our parent is gone, we were asked to stop as well.
 */
function stopWhenAsked(server: SignalingServer): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.env['npm_lifecycle_event'] && process.ppid !== parent) stop();
  }, 500);
  const stop = () => {
    clearInterval(watch);
    void server.close();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

function giveUp(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
