/**
 * The tables. Moments are milliseconds as bigint, so that what is stored is what the rules compute with.
 *
 * What is written for every lead (leads, contacts, keys, history, outbox) has no foreign keys: it is written by SQL
 * functions alone, each of which writes all of it or nothing, and a check of every reference would cost more than the
 * writing itself. What people manage by hand has them.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const people = [
  `create table members (
    id text primary key,
    name text not null,
    language text,
    time_zone text,
    active boolean not null default true,
    away_until bigint,
    deputy text references members (id),
    sample boolean not null default false,
    created_at bigint not null
  )`,
  `create table member_roles (
    member text not null references members (id),
    role text not null,
    direction text
  )`,
  "create unique index member_roles_once on member_roles (member, role, coalesce(direction, ''))",
  'create index member_roles_role on member_roles (role, member)',
  // How much a member has in hand, counted as it changes: a limit is held by the row's lock.
  `create table member_loads (
    member text not null,
    held text not null,
    count integer not null,
    primary key (member, held)
  )`,
  `create table lanes (
    id bigint generated always as identity primary key,
    platform text not null,
    kind text not null,
    channel text not null,
    thread text not null default '',
    next_at bigint not null default 0,
    leased_until bigint not null default 0,
    holder bigint,
    problem text,
    unique (platform, kind, channel, thread)
  )`,
  'create table platforms (platform text primary key, next_at bigint not null default 0)',
  "insert into platforms (platform) values ('slack'), ('telegram'), ('web')",
  `create table identities (
    platform text not null,
    person text not null,
    member text not null references members (id),
    lane bigint not null references lanes (id),
    suspended boolean not null default false,
    reachable boolean not null default true,
    created_at bigint not null,
    primary key (platform, person)
  )`,
  'create index identities_member on identities (member)',
  'create index identities_lane on identities (lane)',
  `create table places (
    id text primary key,
    lane bigint not null references lanes (id),
    audience text not null,
    direction text,
    language text,
    created_at bigint not null
  )`,
  "create unique index places_once on places (lane, audience, coalesce(direction, ''))",
  'create index places_audience on places (audience, direction)',
  `create table join_codes (
    hash text primary key,
    kind text not null,
    member text references members (id),
    created_by text references members (id),
    expires_at bigint not null,
    used_at bigint
  )`,
  `create table code_tries (
    platform text not null,
    person text not null,
    failed integer not null,
    since bigint not null,
    primary key (platform, person)
  )`,
];

const leads = [
  'create sequence lead_numbers start 1001',
  `create table leads (
    ref text primary key,
    number bigint not null unique,
    revision integer not null,
    stage text not null,
    direction text not null,
    source text,
    custodian text,
    received_at bigint not null,
    due_at bigint,
    external_key text,
    state jsonb not null,
    last jsonb not null
  )`,
  'create index leads_received on leads (received_at, number)',
  'create index leads_stage on leads (stage, received_at, number)',
  'create index leads_direction on leads (direction, received_at, number)',
  "create index leads_free on leads (direction, received_at, number) where stage = 'new'",
  'create index leads_custodian on leads (custodian, received_at, number) where custodian is not null',
  'create index leads_due on leads (due_at) where due_at is not null',
  'create index leads_external on leads (external_key, number) where external_key is not null',
  // Erasable.
  `create table contacts (
    lead text primary key,
    name text,
    phone text,
    email text,
    company text,
    contact jsonb not null,
    brief jsonb not null
  )`,
  // From its end: so one index serves the whole number and its last digits.
  'create index contacts_phone on contacts (reverse(phone) text_pattern_ops) where phone is not null',
  'create index contacts_email on contacts (email) where email is not null',
  `create function words_of(c contacts) returns tsvector language sql immutable parallel safe return
    to_tsvector('simple'::regconfig, coalesce(c.name, '') || ' ' || coalesce(c.company, ''))`,
  `create index contacts_words on contacts using gin (
    to_tsvector('simple'::regconfig, coalesce(name, '') || ' ' || coalesce(company, '')))`,
  `create table lead_keys (
    kind text not null,
    value text not null,
    lead text not null,
    primary key (kind, value)
  )`,
  'create index lead_keys_lead on lead_keys (lead)',
  // Erasable.
  `create table texts (
    lead text not null,
    revision integer not null,
    at bigint not null,
    by text,
    text text not null,
    primary key (lead, revision)
  )`,
  `create table history (
    lead text not null,
    revision integer not null,
    at bigint not null,
    type text not null,
    by text,
    via text not null,
    direction text not null,
    body jsonb not null,
    primary key (lead, revision)
  )`,
  'create index history_type on history (type, at)',
  `create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception 'The history is append-only: it can be added to, not changed.' using errcode = 'restrict_violation';
    end $$`,
  `create trigger history_is_append_only before update or delete on history
    for each row execute function refuse_change()`,
  `create trigger history_is_never_emptied before truncate on history
    for each statement execute function refuse_change()`,
  `create table reveals (
    lead text not null,
    revision integer not null,
    member text not null,
    at bigint not null,
    own boolean not null,
    via text not null,
    reason text,
    primary key (lead, revision)
  )`,
  'create index reveals_member on reveals (member, at)',
  `create table accounts (
    lead text primary key,
    converted_at bigint not null,
    value bigint,
    currency text,
    sold text,
    custodian text
  )`,
];

const delivery = [
  `create table outbox (
    id bigint generated always as identity primary key,
    kind text not null,
    lane bigint not null,
    lead text,
    member text,
    telling text,
    once text,
    body jsonb,
    urgency smallint not null,
    wanted integer not null default 0,
    shown integer,
    dirty boolean not null default true,
    queued_at bigint not null,
    next_at bigint not null default 0,
    takes integer not null default 0,
    attempts integer not null default 0,
    leased_by text,
    unknown boolean not null default false,
    message jsonb,
    buried text
  )`,
  // One card a lead and lane, and one private card.
  `create unique index outbox_level on outbox (lead, lane, kind) where kind in ('living card', 'private card')`,
  'create unique index outbox_once on outbox (once) where once is not null',
  "create index outbox_stub on outbox (lead) where kind = 'stub'",
  'create index outbox_dirty on outbox (lane, urgency, queued_at, id) where dirty',
  'create index outbox_buried on outbox (lane) where buried is not null',
  'create index outbox_told on outbox (queued_at) where once is not null and not dirty',
];

const borders = [
  `create table ledger (
    platform text not null,
    id text not null,
    at bigint not null default floor(extract(epoch from clock_timestamp()) * 1000)::bigint,
    primary key (platform, id)
  )`,
  'create index ledger_at on ledger (at)',
  `create table idempotency (
    owner text not null,
    key text not null,
    body_hash text not null,
    started_at bigint not null,
    status integer,
    answer jsonb,
    primary key (owner, key)
  )`,
  'create index idempotency_started on idempotency (started_at)',
  `create table form_sessions (
    platform text not null,
    person text not null,
    ref text not null,
    lead text,
    state jsonb not null,
    expires_at bigint not null,
    primary key (platform, person)
  )`,
  'create index form_sessions_lead on form_sessions (lead) where lead is not null',
  `create table web_messages (
    id text primary key,
    position bigint not null,
    change bigint not null,
    channel text not null,
    key text not null,
    card text not null,
    language text not null,
    is_private boolean not null,
    posted_at bigint not null,
    edited_at bigint,
    unique (channel, key)
  )`,
  'create index web_messages_position on web_messages (channel, position)',
  'create index web_messages_change on web_messages (change)',
  'create table counters (name text primary key, value bigint not null)',
  "insert into counters values ('web_change', 0)",
  `create function next_web_change() returns bigint language sql volatile as $$
    update counters set value = value + 1 where name = 'web_change' returning value $$`,
  'create table instance (key text primary key, value jsonb not null)',
];

const statements = [...people, ...leads, ...delivery, ...borders];
