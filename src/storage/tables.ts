/**
 * The tables as the program sees them. Moments are bigint milliseconds, read as numbers on both engines.
 *
 * Leads, their history and the outbox are written by SQL functions alone (`let_in`, `move_on`, `take_work`,
 * `settle_work`), so that each deed is one statement; the types here are for reading them.
 */
import type { ColumnType, Generated, JSONColumnType, Kysely } from 'kysely';
import type { Brief, Contact } from '../core/contact.ts';
import type { EventType, LeadEvent } from '../core/event.ts';
import type { Lead, MemberId, Moment, Ref, Stage } from '../core/lead.ts';
import type { Audience, Language, Load, Platform, Role, Via } from '../core/member.ts';
import type { Telling } from '../core/notice.ts';
import type { Segment } from '../core/roles.ts';

export type Db = Kysely<Tables>;

/** Anything that JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** Written by a function or by default; never by Kysely. */
type Kept<T> = ColumnType<T, never, never>;

export type Tables = {
  members: {
    id: MemberId;
    name: string;
    language: Language | null;
    time_zone: string | null;
    active: Generated<boolean>;
    away_until: Moment | null;
    deputy: MemberId | null;
    sample: Generated<boolean>;
    created_at: Moment;
    given_back: Generated<number>;
    off_since: Moment | null;
    limits: ColumnType<Partial<Load>, string | undefined, string>;
  };
  /** By turns: how many offers each had. */
  turns: { member: MemberId; direction: string; segment: Segment; count: number; last_at: Moment };
  member_roles: { member: MemberId; role: Role; direction: string | null };
  member_loads: { member: MemberId; held: keyof Load; count: number };
  identities: {
    platform: Platform;
    person: string;
    member: MemberId;
    lane: number;
    suspended: Generated<boolean>;
    reachable: Generated<boolean>;
    /** They wrote in private, or opened the conversation. */
    met: Generated<boolean>;
    /** Suspended because they left every place. */
    gone: Generated<boolean>;
    created_at: Moment;
  };
  /** One stream of messages to one end: a channel, or a person's private conversation. One in flight at a time. */
  lanes: {
    id: Kept<number>;
    platform: Platform;
    kind: 'channel' | 'person';
    channel: string;
    thread: string;
    next_at: Generated<Moment>;
    leased_until: Generated<Moment>;
    holder: number | null;
    problem: string | null;
  };
  platforms: { platform: Platform; next_at: Moment };
  /** When something began under a rate, the last moments in order: as many as it allows in its span. */
  rates: { platform: Platform; rate: string; begun: readonly Moment[]; shut_until: Moment };
  places: {
    id: string;
    lane: number;
    audience: Audience;
    direction: string | null;
    language: Language | null;
    created_at: Moment;
  };
  leads: {
    ref: Kept<Ref>;
    number: Kept<number>;
    revision: Kept<number>;
    stage: Kept<Stage>;
    direction: Kept<string>;
    source: Kept<string | null>;
    custodian: Kept<MemberId | null>;
    received_at: Kept<Moment>;
    due_at: Kept<Moment | null>;
    external_key: Kept<string | null>;
    /** It came with many others, and no card of its own tells of it until it is offered anew. */
    quiet: Kept<boolean>;
    next_step_at: Kept<Moment | null>;
    state: Kept<Lead>;
    last: Kept<LeadEvent>;
  };
  /** Erasable. */
  contacts: {
    lead: Kept<Ref>;
    name: Kept<string | null>;
    phone: Kept<string | null>;
    email: Kept<string | null>;
    company: Kept<string | null>;
    contact: Kept<Contact>;
    brief: Kept<Brief>;
  };
  /** Contacts of living leads: what a duplicate is recognised by. */
  lead_keys: { kind: Kept<'external' | 'phone' | 'email'>; value: Kept<string>; lead: Kept<Ref> };
  /** Erasable. */
  texts: {
    lead: Kept<Ref>;
    revision: Kept<number>;
    at: Kept<Moment>;
    by: Kept<MemberId | null>;
    text: Kept<string>;
  };
  /** Append-only: the database refuses to update or delete. */
  history: {
    lead: Kept<Ref>;
    revision: Kept<number>;
    at: Kept<Moment>;
    type: Kept<EventType>;
    by: Kept<MemberId | null>;
    via: Kept<Via>;
    direction: Kept<string>;
    body: Kept<LeadEvent>;
  };
  reveals: {
    lead: Kept<Ref>;
    revision: Kept<number>;
    member: Kept<MemberId>;
    at: Kept<Moment>;
    own: Kept<boolean>;
    via: Kept<Via>;
    reason: Kept<string | null>;
  };
  accounts: {
    lead: Kept<Ref>;
    converted_at: Kept<Moment>;
    value: Kept<number | null>;
    currency: Kept<string | null>;
    sold: Kept<string | null>;
    custodian: Kept<MemberId | null>;
  };
  outbox: {
    id: Kept<number>;
    kind: Kept<WorkKind>;
    lane: Kept<number>;
    lead: Kept<Ref | null>;
    member: Kept<MemberId | null>;
    telling: Kept<Telling | null>;
    once: Kept<string | null>;
    body: Kept<JsonObject | null>;
    urgency: Kept<number>;
    wanted: Kept<number>;
    shown: Kept<number | null>;
    dirty: Kept<boolean>;
    queued_at: Kept<Moment>;
    next_at: Kept<Moment>;
    takes: Kept<number>;
    attempts: Kept<number>;
    leased_by: Kept<string | null>;
    unknown: Kept<boolean>;
    message: Kept<JsonObject | null>;
    buried: Kept<string | null>;
    plain: Kept<boolean>;
    twins: Kept<boolean>;
  };
  ledger: { platform: string; id: string; at: Generated<Moment> };
  idempotency: {
    owner: string;
    key: string;
    body_hash: string;
    started_at: Moment;
    status: number | null;
    answer: Json | null;
  };
  form_sessions: {
    platform: Platform;
    person: string;
    ref: string;
    lead: Ref | null;
    state: JSONColumnType<JsonObject>;
    expires_at: Moment;
  };
  /** What a platform brought. The body is forgotten once it is worked on, or put aside. */
  updates: {
    platform: Kept<Platform>;
    id: Kept<number>;
    lane: Kept<string>;
    body: Kept<JsonObject | null>;
    state: Kept<'waiting' | 'done' | 'aside'>;
    tries: Kept<number>;
    next_at: Kept<Moment>;
    leased_by: Kept<string | null>;
    leased_until: Kept<Moment>;
    kept_at: Kept<Moment>;
  };
  leases: { name: string; holder: string; until: Moment };
  /** Whether somebody is in a channel, as far as it was heard of. */
  place_presences: { platform: Platform; channel: string; person: string; is_in: boolean; at: Moment };
  join_codes: {
    hash: string;
    kind: 'join' | 'manager';
    member: MemberId | null;
    created_by: MemberId | null;
    expires_at: Moment;
    used_at: Moment | null;
  };
  code_tries: { platform: Platform; person: string; failed: number; since: Moment };
  web_messages: {
    id: string;
    position: Kept<number>;
    change: Kept<number>;
    channel: string;
    key: string;
    card: string;
    language: Language;
    is_private: boolean;
    posted_at: Moment;
    edited_at: Moment | null;
  };
  instance: { key: string; value: Json };
};

export type WorkKind =
  | 'living card'
  | 'stub'
  | 'private card'
  | 'tell'
  | 'tell managers'
  | 'digest'
  /** One for many leads that came at once: a level, drawn from its body. */
  | 'import card'
  /** What somebody sees who opens the bot itself, where a platform has that: a level, one a person. */
  | 'home'
  /** What the clock has to say to one person or place, in sum: drawn from its body. */
  | 'reminder';
