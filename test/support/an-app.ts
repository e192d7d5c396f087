/**
 * An instance over the test database: a clock that the test moves, seeded randomness, a log that is kept, a small
 * playbook, and Ana, Ben, Cleo, Dan and Mo in their seats. On the web page (and on any fake platform) Ana is `ana`.
 */
import type { App } from '../../src/app/app.ts';
import type { Connection } from '../../src/app/connect-chats.ts';
import { noCounts, type Counts } from '../../src/app/counts.ts';
import { receiveLead, type LeadInput } from '../../src/app/receive-lead.ts';
import { handleCommand, type CommandInput, type CommandOutcome } from '../../src/app/handle-command.ts';
import type { Request } from '../../src/app/request.ts';
import type { ChatAdapter } from '../../src/chat/port.ts';
import type { MemberId, Ref } from '../../src/core/lead.ts';
import { platforms, type Language, type Platform, type Role } from '../../src/core/member.ts';
import type { Playbook } from '../../src/core/policy.ts';
import { insertMember } from '../../src/storage/members.ts';
import type { Database } from '../../src/storage/open-database.ts';
import { aPlaybook } from './a-playbook.ts';
import { memoryLog, type MemoryLog } from './memory-log.ts';
import { seededRandom } from './seeded-random.ts';
import { testClock, type TestClock } from './test-clock.ts';

export type AnApp = App & {
  readonly clock: TestClock;
  readonly log: MemoryLog;
  readonly adapters: Map<Platform, ChatAdapter>;
  readonly connections: Map<Platform, Connection>;
  /** How often deliverers were woken. */
  wakes(): number;
  /** From now on the regulation is this one. */
  govern(playbook: Playbook): void;
};

export type AnAppOptions = {
  readonly playbook?: Playbook;
  readonly clock?: TestClock;
  readonly seed?: number;
  readonly counts?: Counts;
  readonly adapters?: readonly ChatAdapter[];
  /** Without, nobody is there yet. */
  readonly seats?: readonly Seat[];
};

export type Seat = {
  readonly id: MemberId;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly language?: Language;
};

/** On every platform their identity is the id without `m_`. */
export const theTeam: readonly Seat[] = [
  { id: 'm_ana', name: 'Ana', roles: ['prospector'] },
  { id: 'm_ben', name: 'Ben', roles: ['prospector'] },
  { id: 'm_cleo', name: 'Cleo', roles: ['closer'] },
  { id: 'm_dan', name: 'Dan', roles: ['account_manager'] },
  { id: 'm_mo', name: 'Mo', roles: ['manager'] },
];

/** `database` is empty and migrated. */
export async function anApp(database: Database, options: AnAppOptions = {}): Promise<AnApp> {
  const { clock = testClock(), seed = 1, counts = noCounts, adapters = [], seats = theTeam } = options;
  let playbook = options.playbook ?? aPlaybook();
  let woken = 0;
  for (const seat of seats) await seatMember(database, seat, clock.now());
  return {
    database,
    clock,
    random: seededRandom(seed),
    playbook: () => playbook,
    log: memoryLog(),
    counts,
    adapters: new Map(adapters.map((adapter) => [adapter.name, adapter])),
    connections: new Map(),
    wake: () => {
      woken += 1;
    },
    wakes: () => woken,
    govern: (next) => {
      playbook = next;
    },
  };
}

export async function seatMember(
  { db }: Pick<Database, 'db'>,
  { id, name, roles, language = 'en' }: Seat,
  createdAt: number,
): Promise<void> {
  const saved = await insertMember(db, {
    id,
    name,
    language,
    timeZone: 'Europe/Kyiv',
    createdAt,
    roles: roles.map((role) => ({ role, direction: null })),
    identities: platforms.map((platform) => ({ platform, person: id.replace(/^m_/, '') })),
  });
  if (saved !== 'saved') throw new Error(`${name} could not be seated.`);
}

export function aLeadInput(parts: Partial<LeadInput> = {}): LeadInput {
  return {
    name: 'Olena Koval',
    phone: '067 123 45 67',
    email: null,
    company: null,
    source: 'website',
    message: null,
    direction: null,
    externalId: null,
    receivedAt: null,
    fields: null,
    ...parts,
  };
}

/** A lead that has just come in; each has a contact of its own unless one is given. */
export async function receiveOne(
  app: AnApp,
  parts: Partial<LeadInput> = {},
): Promise<{ readonly ref: Ref; readonly number: number }> {
  const tail = String(Math.floor(app.random.number() * 1e7)).padStart(7, '0');
  const received = await receiveLead(app, aLeadInput({ phone: `+38067${tail}`, ...parts }), {
    via: 'intake',
  });
  if ('problems' in received) throw new Error('The lead of the test was refused.');
  return received;
}

/** Commands that are whole without a word more. */
type Bare = 'claim' | 'release' | 'note' | 'qualify' | 'accept' | 'take' | 'reveal' | 'reopen' | 'erase';

/** A command by a member of the team (`'ana'`), over the API unless it says otherwise. */
export function command(
  app: AnApp,
  who: string,
  ref: Ref,
  request: Request | Bare,
  how: Partial<CommandInput> = {},
): Promise<CommandOutcome> {
  return handleCommand(app, {
    lead: { ref },
    by: `m_${who}`,
    via: 'api',
    command: typeof request === 'string' ? { type: request } : request,
    ...how,
  });
}
