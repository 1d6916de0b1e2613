import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { tell } from '../figures.ts';
import type { PlannedAct } from './plan.ts';

const folder = fileURLToPath(new URL('./peer', import.meta.url));
const entry = `${folder}/node_modules/@localfirst/auth/dist/index.js`;

/** What is used of the package. */
interface Auth {
  createUser(name: string): AuthUser;
  createDevice(given: { userId: string; deviceName: string }): unknown;
  createTeam(name: string, context: unknown): Team;
  loadTeam(source: Uint8Array, context: unknown, keys: unknown): Team;
}
interface AuthUser {
  userId: string;
}
interface Team {
  graph: { links: Record<string, unknown> };
  save(): Uint8Array;
  teamKeyring(): unknown;
  merge(graph: Team['graph']): void;
  addForTesting(user: AuthUser): void;
  addRole(name: string): void;
  addMemberRole(userId: string, role: string): void;
  remove(userId: string): void;
  members(): unknown[];
  store: { updateState(): void };
}

/** Its graph of the same operations: links that are hashed, and a state that is folded from them. */
export class LocalfirstAuth {
  static readonly peer = '@localfirst/auth 6.0.0';
  readonly #auth: Auth;
  readonly #context: unknown;
  readonly #users: readonly AuthUser[];
  readonly #team: Team;

  private constructor(auth: Auth, context: unknown, users: readonly AuthUser[], team: Team) {
    this.#auth = auth;
    this.#context = context;
    this.#users = users;
    this.#team = team;
  }

  /** The plan, until the graph has as many links as a ledger of ours operations. */
  static async of(acts: readonly PlannedAct[], links: number): Promise<LocalfirstAuth> {
    const auth = await install();
    const people = 1 + acts.filter(({ act }) => act === 'admit').length;
    const users = Array.from({ length: people }, (_, i) => auth.createUser(`person ${i}`));
    const [founder] = users;
    if (!founder) throw new Error('nobody is here');
    const device = auth.createDevice({ userId: founder.userId, deviceName: 'laptop' });
    const context = { user: founder, device };
    const team = auth.createTeam('Eye surgery circle', context);
    const peer = new LocalfirstAuth(auth, context, users, team);
    for (const one of acts) {
      peer.#does(one);
      if (peer.#links % 250 === 0) tell(`${LocalfirstAuth.peer}: ${peer.#links} links`);
    }
    // An admission is one link there and two operations here: roles make up for it.
    for (let turn = 0; peer.#links < links; turn++) {
      const stay = acts.filter(({ act }) => act === 'admit').length - removalsIn(acts);
      peer.#does({
        act: 'give-role',
        person: 1 + (turn % stay),
        turn: 50 + Math.floor(turn / stay)
      });
    }
    return peer;
  }

  get size(): { links: number; members: number } {
    return { links: this.#links, members: this.#team.members().length };
  }

  /** Milliseconds to check the links' hashes, put them in order and fold them. */
  resolveWhole(): number {
    const start = performance.now();
    this.#team.store.updateState();
    return performance.now() - start;
  }

  /** Milliseconds until one more link by somebody else has been taken in. */
  resolveLast(): number {
    const keyring = this.#team.teamKeyring();
    const other = this.#auth.loadTeam(this.#team.save(), this.#context, keyring);
    other.addRole(`role ${this.#links} more`);
    const start = performance.now();
    this.#team.merge(other.graph);
    return performance.now() - start;
  }

  get #links(): number {
    return Object.keys(this.#team.graph.links).length;
  }

  #roles = new Set<string>();

  #does(planned: PlannedAct): void {
    const user = this.#users[planned.person];
    if (!user) throw new Error(`nobody is number ${planned.person}`);
    switch (planned.act) {
      case 'admit':
        this.#team.addForTesting(user);
        return;
      case 'remove':
        this.#team.remove(user.userId);
        return;
      case 'give-role': {
        // A role is a group there, and taking it away changes its keys: it is only given.
        const role = `role ${planned.turn}`;
        if (!this.#roles.has(role)) this.#team.addRole(role);
        this.#roles.add(role);
        this.#team.addMemberRole(user.userId, role);
      }
    }
  }
}

const removalsIn = (acts: readonly PlannedAct[]) =>
  acts.filter(({ act }) => act === 'remove').length;

/**
 * Fetched when it is first measured, as its own lockfile says, and apart from everything else: its
 * packages insist on another package manager when they are installed, which would break ours.
 */
async function install(): Promise<Auth> {
  if (!existsSync(entry)) {
    tell(`fetching ${LocalfirstAuth.peer}`);
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: folder,
      stdio: ['ignore', 2, 2]
    });
  }
  return (await import(entry)) as Auth;
}
