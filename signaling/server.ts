import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { createAddressNames } from './addresses.ts';
import { answer } from './answer.ts';
import { Hub } from './hub.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { RefusalCounter, type Refusal } from './refusals.ts';
import { acceptSockets } from './sockets.ts';
import { readFiles } from './static/index.ts';

export interface SignalingServerOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host?: string;
  /** The built app, to be served beside the signalling. Without it there is only signalling. */
  readonly root?: string;
  readonly limits?: Partial<Limits>;
  /** Who may connect: see `AdmissionRules`. */
  readonly origins?: readonly string[];
  readonly token?: string;
  /** Whether a proxy of ours stands in front, so that its X-Forwarded-For can be believed. */
  readonly isBehindProxy?: boolean;
  /** Receives a line a minute about what was refused, if anything was: counts by class only. */
  readonly log?: (line: string) => void;
  /** Milliseconds of a clock that never runs backwards. */
  readonly now?: () => number;
  /** Does the work again and again, until the function it returns is called. */
  readonly every?: (ms: number, work: () => void) => () => void;
}

export interface SignalingServer {
  readonly port: number;
  /** How often something was refused for this reason since the last line of the log. */
  readonly refused: (refusal: Refusal) => number;
  close(): Promise<void>;
}

/** Listens when it resolves. Rejects with Node's own error if it cannot listen or read the app. */
export async function createSignalingServer(
  options: SignalingServerOptions
): Promise<SignalingServer> {
  const { host = '127.0.0.1', now = () => performance.now(), every = repeat, log } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const refusals = new RefusalCounter();
  const count = refusals.add;
  const hub = new Hub({ limits, now, count });
  const files = options.root === undefined ? undefined : await readFiles(options.root);

  const http = createServer(timeoutsOf(limits), (request, response) => {
    answer(request, response, files).catch(() => {
      count('server-error');
      response.destroy();
    });
  });
  http.maxConnections = limits.connections;
  http.setTimeout(limits.stalledResponseMs);

  const sockets = acceptSockets(http, {
    hub,
    limits,
    count,
    rules: { origins: options.origins ?? [], token: options.token },
    isBehindProxy: options.isBehindProxy ?? false,
    nameOf: createAddressNames(now)
  });

  const port = await listen(http, options.port, host);
  const stopSweeping = every(limits.idleMs / 4, () => hub.sweep());
  const stopLogging = every(60_000, () => {
    const line = refusals.summarise();
    if (line) log?.(line);
  });

  return {
    port,
    refused: (refusal) => refusals.of(refusal),
    async close() {
      stopSweeping();
      stopLogging();
      sockets.endAll();
      await new Promise((resolve) => {
        http.close(resolve);
        http.closeAllConnections();
      });
    }
  };
}

function timeoutsOf(limits: Limits) {
  return {
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    connectionsCheckingInterval: limits.connectionsCheckingIntervalMs
  };
}

function listen(http: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, () => {
      http.off('error', reject);
      resolve((http.address() as AddressInfo).port);
    });
  });
}

function repeat(ms: number, work: () => void): () => void {
  const timer = setInterval(work, ms);
  return () => clearInterval(timer);
}
