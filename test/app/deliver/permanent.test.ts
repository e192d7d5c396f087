/**
 * Every kind of message meets every kind of error. What must hold: it ends as shown, or as put aside, after at most three
 * calls; what is put aside is named to the managers once; and nothing else is held up by it.
 */
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { MessageGone, NotAuthorized, RateLimited, Rejected, Unreachable } from '../../../src/chat/errors.ts';
import { openHome } from '../../../src/storage/homes.ts';
import { insertPlace } from '../../../src/storage/places.ts';
import type { JsonObject, WorkKind } from '../../../src/storage/tables.ts';
import { command, receiveOne } from '../../support/an-app.ts';
import type { Call } from '../../support/fake-chat.ts';
import { withDatabase } from '../../support/with-database.ts';
import { stages, type DeliveryStage } from './a-stage.ts';

const test = withDatabase();
const stage = stages(test);
const second = 1_000;
const minute = 60 * second;

type Message = {
  readonly kind: WorkKind;
  readonly how: Call['type'];
  /** A channel or a person. */
  readonly where: string;
  /** All that comes before it. */
  readonly before?: (stage: DeliveryStage) => Promise<string>;
  /** Puts it into the outbox. */
  readonly put: (stage: DeliveryStage, ref: string) => Promise<unknown>;
};

const put =
  (kind: WorkKind, where: string, row: { telling?: string; body?: JsonObject }): Message['put'] =>
  ({ app }, ref) =>
    sql`
      insert into outbox (kind, lane, lead, member, telling, once, body, urgency, wanted, queued_at)
      select ${kind}, l.id, ${row.telling === undefined ? null : ref}, i.member, ${row.telling ?? null},
        ${kind === 'import card' ? null : `${kind}:${where}`}, ${JSON.stringify(row.body ?? null)}::text::jsonb, 1, 1,
        ${app.clock.now()}::bigint
      from lanes l left join identities i on i.lane = l.id
      where l.platform = 'slack' and l.channel = ${where}`.execute(app.database.db);

async function received(there: DeliveryStage): Promise<string> {
  return (await receiveOne(there.app)).ref;
}

async function shown(there: DeliveryStage): Promise<string> {
  const ref = await received(there);
  await there.leap(2 * second);
  return ref;
}

async function claimed(there: DeliveryStage): Promise<string> {
  const ref = await shown(there);
  await command(there.app, 'ana', ref, 'claim');
  await there.leap(3 * second);
  return ref;
}

const trouble = { trouble: 'nobody_there', member: 'm_ana', number: 1001 };
const period = { from: '2026-03-02', to: '2026-03-03', direction: null };
const imported = { direction: 'main', count: 60, at: 0 };

const messages: readonly Message[] = [
  { kind: 'living card', how: 'post', where: 'prospectors', put: received },
  {
    kind: 'living card',
    how: 'edit',
    where: 'prospectors',
    before: shown,
    put: ({ app }, ref) => command(app, 'ana', ref, 'claim'),
  },
  {
    kind: 'stub',
    how: 'edit',
    where: 'prospectors',
    before: claimed,
    put: ({ app }, ref) => command(app, 'ana', ref, 'release'),
  },
  {
    kind: 'private card',
    how: 'direct',
    where: 'ana',
    before: shown,
    put: ({ app }, ref) => command(app, 'ana', ref, 'claim'),
  },
  {
    kind: 'private card',
    how: 'edit',
    where: 'ana',
    before: claimed,
    put: ({ app }, ref) => command(app, 'ana', ref, { type: 'touch', kind: 'call', outcome: 'reached' }),
  },
  {
    kind: 'tell',
    how: 'direct',
    where: 'ana',
    before: shown,
    put: put('tell', 'ana', { telling: 'lead_repeated' }),
  },
  {
    kind: 'tell managers',
    how: 'post',
    where: 'managers',
    put: put('tell managers', 'managers', { body: trouble }),
  },
  { kind: 'tell managers', how: 'direct', where: 'mo', put: put('tell managers', 'mo', { body: trouble }) },
  // Not in the managers' own place: what is told of it would meet the same trouble there.
  {
    kind: 'digest',
    how: 'post',
    where: 'account_team',
    put: put('digest', 'account_team', { body: period }),
  },
  { kind: 'digest', how: 'direct', where: 'mo', put: put('digest', 'mo', { body: period }) },
  {
    kind: 'import card',
    how: 'post',
    where: 'prospectors',
    put: put('import card', 'prospectors', { body: imported }),
  },
  {
    kind: 'home',
    how: 'home',
    where: 'ana',
    put: ({ app }) => openHome(app.database.db, { platform: 'slack', person: 'ana', now: app.clock.now() }),
  },
];

/** Errors that pass: they meet one call. */
const passing: readonly (readonly [string, () => Error, boolean])[] = [
  ['a limit of the place', () => new RateLimited(7 * second, 'place'), false],
  ['a limit of the method', () => new RateLimited(7 * second, 'method'), false],
  ['a limit of the platform', () => new RateLimited(7 * second, 'platform'), false],
  ['no answer, and nothing done', () => new Unreachable('down', false), false],
  ['an answer that is lost', () => new Unreachable('lost', true), true],
  ['a platform that takes nothing for a moment', () => new NotAuthorized('token', 'platform'), false],
  ['a mistake of the adapter', () => new TypeError('x'), false],
];

const permanent: readonly (readonly [string, () => Error])[] = [
  ['a place that is shut', () => new NotAuthorized('is_archived', 'place')],
  ['a message that is refused', () => new Rejected('message_limit_exceeded')],
  ['a message that is gone', () => new MessageGone('message_not_found')],
];

const isToldOf = ({ title }: { readonly title: string }) => title === 'A message did not arrive';

async function prepared(message: Message) {
  const there = await stage();
  const ref = (await message.before?.(there)) ?? '';
  await there.leap(2 * second);
  const begun = there.slack.calls.length;
  /** Something for another channel, to see that it is not held up. */
  await put('import card', 'closers', { body: imported })(there, '');
  return {
    there,
    ref,
    callsOf: () =>
      there.slack.calls
        .slice(begun)
        .filter(({ type, where }) => (type === message.how || type === 'find') && where === message.where),
    told: () => there.slack.calls.slice(begun).filter(isToldOf),
  };
}

const rowsOf = (kind: WorkKind) =>
  sql<{ dirty: boolean; buried: string | null; stands: boolean; problem: string | null }>`
    select o.dirty, o.buried, o.message is not null as stands, l.problem
    from outbox o join lanes l on l.id = o.lane
    where o.kind = ${kind} and l.platform = 'slack' and l.channel <> 'closers'`
    .execute(test.db)
    .then(({ rows }) => rows);

describe.each(messages)('$kind, by $how to $where', (message) => {
  it.each(passing)('arrives after %s, and nobody is bothered', async (_, error, acts) => {
    const { there, ref, callsOf, told } = await prepared(message);
    there.slack.trouble({ on: [message.how], where: message.where, times: 1, error, acts });
    await message.put(there, ref);
    await there.leap(minute);
    expect(callsOf().filter(({ type }) => type === message.how).length).toBeLessThanOrEqual(3);
    for (const row of await rowsOf(message.kind)) expect(row).toMatchObject({ dirty: false, buried: null });
    // What is told of a lost answer once is not told again.
    expect(told().filter(({ where }) => where !== message.where)).toEqual([]);
    expect(there.slack.seen('closers')).toHaveLength(1);
  });

  it.each(permanent)('ends after %s; it is told once, and nothing else is held up', async (what, error) => {
    const { there, ref, callsOf, told } = await prepared(message);
    there.slack.trouble({ on: [message.how], where: message.where, error });
    await message.put(there, ref);
    await there.leap(10 * minute);
    expect(callsOf().length).toBeGreaterThan(0);
    expect(callsOf().length).toBeLessThanOrEqual(3);
    for (const row of await rowsOf(message.kind)) expect(row.dirty).toBe(false);
    expect(there.slack.seen('closers')).toHaveLength(1);

    // An edit of what is gone is mended by posting anew, or there is nothing left to be shown.
    const isMended = message.how === 'edit' && what === 'a message that is gone';
    // Nobody is told of what was itself to tell of something, save that the place is shut.
    const isLastWord = message.kind === 'tell managers' && what !== 'a place that is shut';
    const others = told().filter(({ where }) => where !== message.where);
    expect(others).toHaveLength(isMended || isLastWord ? 0 : 1);
    if (isMended) {
      for (const row of await rowsOf(message.kind)) {
        expect(row).toMatchObject({ buried: null, stands: message.kind !== 'stub' });
      }
    } else {
      expect((await rowsOf(message.kind)).filter(({ buried }) => buried !== null)).toHaveLength(1);
      if (isLastWord) expect(there.app.log.text()).toContain('the platform refuses a message');
    }
  });
});

describe('a platform that takes nothing from us any more', () => {
  it('is told of once, on the other platform, and again only after it had come back', async () => {
    const { app, slack, telegram, leap } = await stage({ platforms: ['slack', 'telegram'] });
    const lostOnce = () => telegram.seen('managers').filter(({ text }) => text.includes('Slack'));
    slack.trouble({ error: () => new NotAuthorized('token_revoked', 'platform') });
    for (let count = 0; count < 3; count += 1) await receiveOne(app);
    await leap(20 * minute);
    expect(lostOnce()).toHaveLength(1);
    expect(slack.seen('managers')).toEqual([]);
    expect(telegram.seen('prospectors')).toHaveLength(3);

    slack.heal();
    await leap(10 * minute);
    expect(slack.seen('prospectors')).toHaveLength(3);
    slack.trouble({ error: () => new NotAuthorized('token_revoked', 'platform') });
    await receiveOne(app);
    await leap(10 * minute);
    expect(lostOnce()).toHaveLength(2);
  });
});

describe('a picture that is refused', () => {
  it('leaves a digest that says the same in words', async () => {
    const there = await stage();
    const { app, slack, leap } = there;
    await receiveOne(app);
    await leap(2 * second);
    const before = slack.calls.length;
    const today = { from: '2026-03-04', to: '2026-03-05', direction: null };
    slack.trouble({ on: ['post'], where: 'managers', times: 1, error: () => new Rejected('invalid_blocks') });
    await put('digest', 'managers', { body: today })(there, '');
    await leap(minute);
    expect(slack.calls.slice(before).map(({ where }) => where)).toEqual(['managers', 'managers']);
    const [digest, ...more] = slack.seen('managers');
    expect(more).toEqual([]);
    expect(digest?.card.blocks.some(({ type }) => type === 'image')).toBe(false);
    expect(digest?.text).toContain('Received: 1');
  });
});

describe('a digest for a place that is shut', () => {
  it('arrives late, with its words, when the place is bound again', async () => {
    const there = await stage();
    const { app, slack, leap } = there;
    slack.trouble({ where: 'managers', error: () => new NotAuthorized('kicked', 'place') });
    await put('digest', 'managers', { body: period })(there, '');
    await leap(minute);
    expect(slack.seen('managers')).toEqual([]);
    slack.heal();
    await insertPlace(app.database.db, {
      id: 'p_again',
      platform: 'slack',
      channel: 'managers',
      thread: null,
      audience: 'managers',
      direction: null,
      language: 'en',
      createdAt: app.clock.now(),
    });
    await leap(minute);
    expect(slack.seen('managers').map(({ text }) => text)).toEqual([expect.stringContaining('Mar 2026')]);
  });
});
