/** A desk with Ana, Ben, Cleo, Dan and Mo in their seats, and what was asked of it. */
import type { BulkResult, Desk, DeskPerson, DeskPlace, Seat } from '../../../../adapters/web/desk.ts';
import type { Role } from '../../../../src/core/member.ts';
import { audiences } from '../../../../src/core/member.ts';

export type MemoryDesk = Desk & {
  /** What was asked, as `deed argument`. */
  readonly asked: string[];
  /** In which language a preview was asked for. */
  readonly spokenTo: string[];
  /** The seat is gone. */
  leave(person: string): void;
  seat(seat: Partial<Seat> & Pick<Seat, 'person' | 'roles'>): void;
};

export function memoryDesk(): MemoryDesk {
  const asked: string[] = [];
  const spokenTo: string[] = [];
  const seats = new Map<string, Seat>();
  const seat: MemoryDesk['seat'] = (given) =>
    void seats.set(given.person, {
      member: `m_${given.person}`,
      name: given.person,
      language: 'en',
      timeZone: 'Europe/Kyiv',
      isSample: true,
      isAway: false,
      ...given,
    });
  for (const [person, role] of Object.entries(team)) seat({ person, roles: [role] });
  const note = <T>(deed: string, value: T) => {
    asked.push(deed);
    return { ok: true as const, value };
  };
  const aPerson: DeskPerson = {
    id: 'm_eve',
    name: 'Eve',
    roles: [],
    language: 'en',
    isActive: true,
    isAway: false,
    isSample: false,
    held: 0,
    platforms: [],
  };
  const aPlace: DeskPlace = {
    id: 'p_1',
    platform: 'web',
    channel: 'prospectors',
    audience: 'prospectors',
    direction: null,
    language: 'en',
  };
  return {
    asked,
    spokenTo,
    seat,
    leave: (person) => void seats.delete(person),
    seats: async () => [...seats.values()],
    channels: async () =>
      audiences.map((audience) => ({ channel: audience, audiences: [audience], directions: [] })),
    company: () => ({ name: 'Acme', directions: [{ id: 'main', name: 'Windows', reasons: [] }] }),
    happened: async () => ({
      received: true,
      claimed: false,
      qualified: false,
      accepted: false,
      converted: false,
      taken: false,
    }),
    async speak({ person }, language) {
      asked.push(`speak ${person} ${language}`);
    },
    sampleLead: async () => note('sample', { ref: 'rabc', number: 'L-1042' }),
    people: async () => [aPerson],
    addPerson: async (by, { name }) => note(`add ${by.person} ${name}`, aPerson),
    async changePerson(by, id, changes) {
      if (id === 'm_mo') return { ok: false, says: 'Mo is the last manager.' };
      return note(`change ${by.person} ${id} ${JSON.stringify(changes)}`, { ...aPerson, released: 0 });
    },
    invite: async (by, id) => note(`invite ${by.person} ${id}`, { code: 'abcd-efgh-jkmn', expiresAt: 0 }),
    dismissSampleTeam: async (by) => note(`dismiss ${by.person}`, { count: 6 }),
    places: async () => [aPlace],
    bind: async (by, { channel }) => note(`bind ${by.person} ${channel}`, aPlace),
    unbind: async (by, id) => note(`unbind ${by.person} ${id}`, null),
    async previewMove(by, { from, to }) {
      spokenTo.push(by.language);
      return note(`preview ${by.person} ${from} ${to}`, { groups: [], going: 0, staying: 0 });
    },
    moveAll: async (by, { from, to }) => note(`move ${by.person} ${from} ${to}`, { ...nothing, next: null }),
    async bulk(by, deed, leads) {
      asked.push(`bulk ${by.person} ${deed.type} ${leads.map(({ ref }) => ref).join()}`);
      return nothing;
    },
    isOurs: async (by) => note(`caller ${by.person}`, { found: null }),
    figures: async (by, period) =>
      note(`figures ${by.person} ${period}`, { card: { title: 'Digest', blocks: [] }, picture: null }),
    async leads({ stage }) {
      asked.push(`leads ${stage}`);
      return { items: [], next: null };
    },
  };
}

const nothing: BulkResult = { done: 0, unchanged: 0, refused: [], back: [] };

const team: Readonly<Record<string, Role>> = {
  ana: 'prospector',
  ben: 'prospector',
  cleo: 'closer',
  dan: 'account_manager',
  mo: 'manager',
};
