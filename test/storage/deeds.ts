/** Deeds on the database, for tests of storage: a team in its seats, a lead that comes in, events that move it on. */
import type { Contact } from '../../src/core/contact.ts';
import type { Happening, LeadEvent } from '../../src/core/event.ts';
import { evolve } from '../../src/core/evolve.ts';
import type { Lead, MemberId, Moment, Ref } from '../../src/core/lead.ts';
import type { LeadView } from '../../src/core/lead-view.ts';
import type { Audience, Platform, Role } from '../../src/core/member.ts';
import type { Notice } from '../../src/core/notice.ts';
import { insertLead, type Arrived, type Arrival } from '../../src/storage/insert-lead.ts';
import { insertMember } from '../../src/storage/members.ts';
import { insertPlace } from '../../src/storage/places.ts';
import { findView } from '../../src/storage/read-lead.ts';
import { saveLead, type Saved, type Saving } from '../../src/storage/save-lead.ts';
import type { Db } from '../../src/storage/tables.ts';
import { aLead, aMoment } from '../support/a-lead.ts';

const seats: readonly (readonly [MemberId, string, Role])[] = [
  ['m_ana', 'Ana', 'prospector'],
  ['m_ben', 'Ben', 'prospector'],
  ['m_cleo', 'Cleo', 'closer'],
  ['m_dan', 'Dan', 'account_manager'],
  ['m_mo', 'Mo', 'manager'],
];

/** Ana is `ana` on the platforms that are named. */
export async function seatTeam(db: Db, on: readonly Platform[] = ['slack']): Promise<void> {
  for (const [id, name, role] of seats) {
    const saved = await insertMember(db, {
      id,
      name,
      language: 'en',
      timeZone: 'Europe/Kyiv',
      createdAt: aMoment,
      roles: [{ role, direction: null }],
      identities: on.map((platform) => ({ platform, person: id.slice(2) })),
    });
    if (saved !== 'saved') throw new Error(`${name} has no seat.`);
  }
}

export function bind(
  db: Db,
  audience: Audience,
  more: { platform?: Platform; channel?: string; direction?: string | null; id?: string } = {},
) {
  const { platform = 'slack', channel = `C_${audience}`, direction = null } = more;
  return insertPlace(db, {
    id: more.id ?? `p_${platform}_${channel}_${audience}_${direction ?? 'all'}`,
    platform,
    channel,
    thread: null,
    audience,
    direction,
    language: null,
    createdAt: aMoment,
  });
}

export function aContact(more: Partial<Contact> = {}): Contact {
  return {
    name: 'Olena Koval',
    phone: '+380671234567',
    phoneChecked: true,
    email: null,
    company: null,
    message: null,
    fields: {},
    ...more,
  };
}

export type Coming = {
  readonly ref?: Ref;
  readonly phone?: string | null;
  readonly email?: string | null;
  readonly name?: string | null;
  readonly company?: string | null;
  readonly source?: string | null;
  readonly externalId?: string | null;
  readonly direction?: string;
  readonly at?: Moment;
  readonly notices?: readonly Notice[];
} & Partial<Pick<Arrival, 'delivery' | 'idempotency'>>;

export function letIn(db: Db, coming: Coming = {}): Promise<Arrived> {
  return insertLead(db, anArrival(coming));
}

export function anArrival(coming: Coming = {}): Arrival {
  const { ref = 'l_first', phone = '+380671234567', email = null, at = aMoment } = coming;
  const lead = aLead({
    ref,
    direction: coming.direction ?? 'main',
    source: coming.source === undefined ? 'website' : coming.source,
    receivedAt: at,
    since: at,
  });
  if (lead.stage !== 'new') throw new Error('Only new leads come in.');
  return {
    lead,
    event: {
      type: 'received',
      ref,
      direction: lead.direction,
      source: lead.source,
      receivedAt: at,
      previous: null,
      dueAt: null,
      at,
      by: null,
      via: 'intake',
    },
    contact: aContact({
      phone,
      email,
      name: coming.name === undefined ? 'Olena Koval' : coming.name,
      company: coming.company ?? null,
    }),
    externalId: coming.externalId ?? null,
    keys: [
      ...(phone === null ? [] : [{ kind: 'phone', value: phone } as const]),
      ...(email === null ? [] : [{ kind: 'email', value: email } as const]),
    ],
    notices: coming.notices ?? [{ type: 'card', audience: 'prospectors', fresh: true }],
    ...(coming.delivery ? { delivery: coming.delivery } : {}),
    ...(coming.idempotency ? { idempotency: coming.idempotency } : {}),
  };
}

export async function viewOf(db: Db, ref: Ref): Promise<LeadView> {
  const view = await findView(db, { ref });
  if (!view) throw new Error(`There is no lead ${ref}.`);
  return view;
}

type More = Partial<Omit<Saving, 'before' | 'after' | 'events'>> & {
  readonly at?: Moment;
  /** What the deed was decided on; else what is there now. */
  readonly before?: Lead;
};

/** What happened to a lead, by a member, saved. */
export async function move(
  db: Db,
  ref: Ref,
  by: MemberId | null,
  happened: Happening | readonly Happening[],
  more: More = {},
): Promise<Saved> {
  const { at = aMoment, before: given, ...rest } = more;
  const before = given ?? (await viewOf(db, ref)).lead;
  const list = 'type' in happened ? [happened] : happened;
  const events: LeadEvent[] = list.map((event) => ({ ...event, at, by, via: 'slack' }));
  const after = events.reduce<Lead>((lead, event) => evolve(lead, event), before);
  return saveLead(db, { loads: [], notices: [], ...rest, before, after, events });
}

export const claimed: Happening = { type: 'claimed', dueAt: null };
export const released: Happening = { type: 'released', dueAt: null };
export const qualified: Happening = { type: 'qualified', dueAt: null };
export const accepted: Happening = { type: 'accepted', dueAt: null };
export const taken: Happening = { type: 'taken', dueAt: null };
export const noted: Happening = { type: 'noted' };
export function disqualified(reason = 'no_need'): Happening {
  return { type: 'disqualified', reason };
}
export function converted(value: number | null = 500_00, currency: string | null = 'UAH'): Happening {
  return { type: 'converted', value, currency, dueAt: null };
}
