import type { SessionRole } from '#lib/core/sync/index.ts';
import { Carrying } from './carrying.ts';
import type { FromNetworkTab, ToNetworkTab } from './messages.ts';

const patienceWhenDisconnectedMs = 6_000;

/**
 * The part of the network that only a window can do: WebRTC connections, run by the vault's word.
 * Their frames do not pass through here.
 */
export class NetworkTab {
  readonly #port: MessagePort;
  readonly #carrying: Carrying;
  readonly #connections = new Map<number, Connection>();

  /** `startWorker`: starts the worker that carries frames. */
  constructor(port: MessagePort, startWorker: () => Worker) {
    this.#port = port;
    this.#carrying = new Carrying(startWorker);
    port.onmessage = ({ data }: MessageEvent<ToNetworkTab>) => this.#hear(data);
  }

  close(): void {
    for (const connection of this.#connections.values()) connection.close();
    this.#connections.clear();
    this.#carrying.close();
    this.#port.close();
  }

  #hear(message: ToNetworkTab): void {
    if (message.type === 'pulse') return this.#say({ type: 'pulse' });
    const { id } = message;
    if (message.type === 'attempt') {
      const connection = new Connection(message.role, (news) => this.#tell(id, news));
      this.#connections.set(id, connection);
      return this.#carrying.carry({ channel: connection.channel, port: message.frames });
    }
    const connection = this.#connections.get(id);
    if (message.type === 'signal') void connection?.hearSignal(message.signal);
    else {
      this.#connections.delete(id);
      connection?.close();
    }
  }

  #tell(id: number, news: ConnectionNews): void {
    if (news.type === 'closed') this.#connections.delete(id);
    this.#say({ ...news, id });
  }

  #say(message: FromNetworkTab): void {
    this.#port.postMessage(message);
  }
}

type ConnectionNews = { type: 'signal'; signal: string } | { type: 'closed' };

/** One peer connection with its one data channel. */
class Connection {
  readonly #peer = new RTCPeerConnection({ iceServers: [] });
  readonly channel: RTCDataChannel = this.#peer.createDataChannel('cairn', {
    negotiated: true,
    id: 0
  });
  readonly #tell: (news: ConnectionNews) => void;
  readonly #early: RTCIceCandidateInit[] = [];
  #disconnected: ReturnType<typeof setTimeout> | null = null;
  #closed = false;

  constructor(role: SessionRole, tell: (news: ConnectionNews) => void) {
    this.#tell = tell;
    this.#peer.onicecandidate = ({ candidate }) => {
      if (candidate) this.#signal({ candidate: candidate.toJSON() });
    };
    this.#peer.onconnectionstatechange = () => this.#stateChanged();
    if (role === 'offerer') void this.#offer();
  }

  async hearSignal(signal: string): Promise<void> {
    try {
      const { description, candidate } = JSON.parse(signal) as Signal;
      if (description) await this.#describe(description);
      if (!candidate) return;
      if (this.#peer.remoteDescription) await this.#peer.addIceCandidate(candidate);
      else this.#early.push(candidate);
    } catch {
      // A signal that the browser refuses ends the attempt; the next one starts afresh.
      this.#end();
    }
  }

  close(): void {
    this.#closed = true;
    if (this.#disconnected) clearTimeout(this.#disconnected);
    this.#peer.close();
  }

  async #offer(): Promise<void> {
    await this.#peer.setLocalDescription();
    this.#signal({ description: this.#peer.localDescription?.toJSON() });
  }

  async #describe(description: RTCSessionDescriptionInit): Promise<void> {
    await this.#peer.setRemoteDescription(description);
    for (const candidate of this.#early.splice(0)) await this.#peer.addIceCandidate(candidate);
    if (description.type === 'offer') await this.#offer();
  }

  #stateChanged(): void {
    const state = this.#peer.connectionState;
    if (state === 'failed' || state === 'closed') return this.#end();
    if (state === 'disconnected') {
      this.#disconnected ??= setTimeout(() => this.#end(), patienceWhenDisconnectedMs);
    } else if (this.#disconnected) {
      clearTimeout(this.#disconnected);
      this.#disconnected = null;
    }
  }

  #signal(signal: Signal): void {
    this.#tell({ type: 'signal', signal: JSON.stringify(signal) });
  }

  #end(): void {
    if (this.#closed) return;
    this.close();
    this.#tell({ type: 'closed' });
  }
}

interface Signal {
  description?: RTCSessionDescriptionInit | undefined;
  candidate?: RTCIceCandidateInit;
}
