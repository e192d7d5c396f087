/** What follows when something happens on a platform that nobody asked of the bot. */
import { describe, expect, it } from 'vitest';
import type { Happening } from '../../src/chat/happening.ts';
import { NotAuthorized } from '../../src/chat/errors.ts';
import { sendDueDigests } from '../../src/app/digests/send-due.ts';
import { handleHappening } from '../../src/app/handle-happening.ts';
import { forgetLostPlatform } from '../../src/app/lost-platform.ts';
import { listPlaces } from '../../src/app/places.ts';
import { readiness } from '../../src/app/readiness.ts';
import { findMember, saveMember } from '../../src/storage/members.ts';
import { findView } from '../../src/storage/read-lead.ts';
import { command, receiveOne } from '../support/an-app.ts';
import { withDatabase } from '../support/with-database.ts';
import { stages, type DeliveryStage } from './deliver/a-stage.ts';

const test = withDatabase();
const stage = stages(test);
const minute = 60_000;

type Told = Happening extends infer H
  ? H extends Happening
    ? Omit<H, 'platform' | 'id' | 'at'> & { readonly id?: string }
    : never
  : never;

let counted = 0;
/** On Slack, unless it says otherwise; each with an id of its own. */
async function happens({ app, pass }: DeliveryStage, told: Told): Promise<void> {
  counted += 1;
  await handleHappening(app, { platform: 'slack', id: `e${counted}`, at: app.clock.now(), ...told });
  await pass(minute, 2_000);
}

const leave = (person: string, id?: string): Told => ({
  type: 'person left',
  person,
  ...(id === undefined ? {} : { id }),
});
const inPlace = (channel: string) => ({ channel, thread: null });
const titles = (stage: DeliveryStage, where = 'managers', chat: 'slack' | 'telegram' = 'slack') =>
  stage[chat].seen(where).map(({ card }) => card.title);
const identity = async (who: string, platform = 'slack') =>
  (await findMember(test.db, `m_${who}`))?.identities.find((one) => one.platform === platform);

async function claimedBy(who: string, { app, pass }: DeliveryStage) {
  const lead = await receiveOne(app);
  await command(app, who, lead.ref, 'claim');
  await pass(minute, 2_000);
  return lead;
}

async function onlyOnSlack(who: string): Promise<void> {
  await saveMember(test.db, `m_${who}`, { identities: [{ platform: 'slack', person: who }] });
}

describe('somebody who left a platform', () => {
  it('has no access there at once, and keeps what they hold while they are elsewhere', async () => {
    const floor = await stage();
    const { ref } = await claimedBy('ana', floor);
    await happens(floor, leave('ana'));
    expect(await identity('ana')).toMatchObject({ suspended: true });
    expect((await findView(test.db, { ref }))?.lead.stage).toBe('claimed');
    expect(titles(floor)).toEqual(['Somebody is gone']);
    expect(floor.slack.seen('managers')[0]?.text).toMatch(/Ana .*Slack.* 1 lead or client stays/);
  });

  it('loses what they hold when they are nowhere else, and managers hear what waits', async () => {
    const floor = await stage();
    await onlyOnSlack('ana');
    const { ref } = await claimedBy('ana', floor);
    await happens(floor, leave('ana'));
    expect((await findView(test.db, { ref }))?.lead.stage).toBe('new');
    expect(floor.slack.seen('managers').map(({ text }) => text)).toEqual([expect.stringContaining('Ana')]);
    // The contact that stood in their private chat is gone.
    expect(floor.slack.seen('ana')[0]?.text).not.toContain('Koval');
  });

  it('is told of once, however often and by however many events it is brought', async () => {
    const floor = await stage();
    await happens(floor, leave('ben', 'same'));
    await happens(floor, leave('ben', 'same'));
    await happens(floor, leave('ben'));
    expect(titles(floor)).toHaveLength(1);
  });

  it('means nothing when they are nobody of ours', async () => {
    const floor = await stage();
    await happens(floor, leave('a stranger'));
    expect(titles(floor)).toEqual([]);
    expect(await test.db.selectFrom('ledger').selectAll().execute()).toEqual([]);
  });

  it('is let in again when they return, and has their cards again', async () => {
    const floor = await stage();
    await claimedBy('ana', floor);
    await happens(floor, leave('ana'));
    await happens(floor, { type: 'person returned', person: 'ana' });
    expect(await identity('ana')).toMatchObject({ suspended: false });
    expect(floor.slack.seen('ana')[0]?.text).toContain('Koval');
    await happens(floor, { type: 'person returned', person: 'ana' });
    expect(titles(floor)).toHaveLength(1);
  });

  it('is cut off by one of two processes that hear of it at the same moment', async () => {
    const floor = await stage();
    const happening = { platform: 'slack', at: 1, type: 'person left', person: 'ben' } as const;
    await Promise.all(['a', 'b', 'a'].map((id) => handleHappening(floor.app, { ...happening, id })));
    await floor.pass(minute, 2_000);
    expect(titles(floor)).toHaveLength(1);
  });
});

describe('somebody who left a place', () => {
  const leftPlace = (person: string, channel: string) =>
    ({ type: 'person left place', person, place: inPlace(channel) }) as const;

  it('stays one of the team while they are in another', async () => {
    const floor = await stage();
    floor.slack.attends('closers', 'ana', true);
    await happens(floor, leftPlace('ana', 'prospectors'));
    expect(await identity('ana')).toMatchObject({ suspended: false });
    expect(titles(floor)).toEqual([]);
  });

  it('stays one where the platform does not tell and nothing was heard', async () => {
    const floor = await stage();
    await happens(floor, leftPlace('ana', 'prospectors'));
    expect(await identity('ana')).toMatchObject({ suspended: false });
  });

  it('is gone when they are in none any more, and back when they join one', async () => {
    const floor = await stage();
    await onlyOnSlack('ana');
    const { ref } = await claimedBy('ana', floor);
    for (const channel of ['closers', 'account_team', 'managers']) floor.slack.attends(channel, 'ana', false);
    await happens(floor, leftPlace('ana', 'prospectors'));
    expect(await identity('ana')).toMatchObject({ suspended: true });
    expect((await findView(test.db, { ref }))?.lead.stage).toBe('new');
    expect(titles(floor)).toHaveLength(1);
    await happens(floor, leftPlace('ana', 'prospectors'));
    expect(titles(floor)).toHaveLength(1);
    await happens(floor, { type: 'person joined place', person: 'ana', place: inPlace('closers') });
    expect(await identity('ana')).toMatchObject({ suspended: false });
  });

  it('whom the platform itself turned out is not let in by joining a place', async () => {
    const floor = await stage();
    await happens(floor, leave('ana'));
    await happens(floor, { type: 'person joined place', person: 'ana', place: inPlace('closers') });
    expect(await identity('ana')).toMatchObject({ suspended: true });
  });

  it('that is bound to nothing has left nothing of ours', async () => {
    const floor = await stage();
    await happens(floor, leftPlace('ana', 'lunch'));
    expect(await test.db.selectFrom('place_presences').selectAll().execute()).toEqual([]);
  });
});

describe('a private conversation', () => {
  it('that was closed is written to no more, and what is held there is named to the managers', async () => {
    const floor = await stage();
    await onlyOnSlack('ana');
    const { number } = await claimedBy('ana', floor);
    await happens(floor, { type: 'private closed', person: 'ana' });
    await happens(floor, { type: 'private closed', person: 'ana' });
    expect(await identity('ana')).toMatchObject({ reachable: false });
    expect(titles(floor)).toEqual(['Somebody can’t be written to any more']);
    expect(floor.slack.seen('managers')[0]?.text).toContain(`L-${number}`);
  });

  it('that was closed troubles nobody while they are reached on another platform', async () => {
    const floor = await stage();
    await claimedBy('ana', floor);
    await happens(floor, { type: 'private closed', person: 'ana' });
    expect(await identity('ana')).toMatchObject({ reachable: false });
    expect(titles(floor)).toEqual([]);
  });

  it('that is opened shows what waited for them', async () => {
    const floor = await stage();
    floor.slack.trouble({ where: 'ana', error: () => new NotAuthorized('blocked', 'place') });
    await claimedBy('ana', floor);
    expect(floor.slack.seen('ana')).toEqual([]);
    floor.slack.heal();
    await happens(floor, { type: 'private opened', person: 'ana' });
    expect(floor.slack.seen('ana')).toHaveLength(1);
    expect(await identity('ana')).toMatchObject({ reachable: true, met: true });
    await happens(floor, { type: 'private opened', person: 'ana' });
    expect(floor.slack.seen('ana')).toHaveLength(1);
    expect(floor.slack.seen('ana')[0]?.edits).toBe(0);
  });

  /** The morning's digest finds Mo's conversation shut. */
  const digestFindsItShut = async ({ app, slack, pass }: DeliveryStage) => {
    slack.trouble({ where: 'mo', error: () => new NotAuthorized('blocked', 'place') });
    app.clock.forward(24 * 60 * minute);
    expect(await sendDueDigests(app)).toBeGreaterThan(0);
    await pass(10_000);
    expect(await identity('mo')).toMatchObject({ reachable: false });
    expect(slack.seen('mo')).toEqual([]);
    slack.heal();
  };

  it('that was shut when the digest came brings it when it is opened, once', async () => {
    const floor = await stage();
    await digestFindsItShut(floor);
    const digests = () => titles(floor, 'mo').filter((title) => title.startsWith('Digest'));
    await happens(floor, { type: 'private opened', person: 'mo' });
    expect(digests()).toHaveLength(1);
    await happens(floor, { type: 'private closed', person: 'mo' });
    await happens(floor, { type: 'private opened', person: 'mo' });
    expect(digests()).toHaveLength(1);
  });

  it('that is opened brings no digest to who manages no more', async () => {
    const floor = await stage();
    await digestFindsItShut(floor);
    await saveMember(test.db, 'm_ben', { roles: [{ role: 'manager', direction: null }] });
    await saveMember(test.db, 'm_mo', { roles: [{ role: 'manager', direction: 'export' }] });
    await happens(floor, { type: 'private opened', person: 'mo' });
    expect(await identity('mo')).toMatchObject({ reachable: true });
    expect(floor.slack.seen('mo')).toEqual([]);
  });

  it('belongs to somebody who opened their home, and has it drawn from then on', async () => {
    const floor = await stage();
    await happens(floor, { type: 'home opened', person: 'ana' });
    await happens(floor, { type: 'home opened', person: 'a stranger' });
    expect([...floor.slack.homes.keys()]).toEqual(['ana']);
  });
});

describe('a place', () => {
  const lost = (
    channel: string,
    problem: Extract<Happening, { type: 'place lost' }>['problem'],
    thread: string | null = null,
  ) => ({ type: 'place lost', place: { channel, thread }, problem }) as const;

  it('that is lost gets nothing more, says why, and is told of once', async () => {
    const floor = await stage();
    await happens(floor, lost('prospectors', 'shared_with_others'));
    await happens(floor, lost('prospectors', 'archived'));
    await receiveOne(floor.app);
    await floor.pass(minute, 2_000);
    expect(floor.slack.seen('prospectors')).toEqual([]);
    expect(titles(floor)).toEqual(['A place can’t be used any more']);
    expect(floor.slack.seen('managers')[0]?.text).toContain('shared with another company');
    const places = await listPlaces(floor.app);
    expect(places.find(({ channel }) => channel === 'prospectors')?.problem).toBe('archived');
    expect((await readiness(floor.app)).problems).toContain('places_shut:1');
  });

  it('that is the managers’ own is told of to them privately', async () => {
    const floor = await stage();
    await happens(floor, lost('managers', 'archived'));
    expect(titles(floor, 'mo')).toEqual(['A place can’t be used any more']);
  });

  it('that nothing is bound to is nothing to us', async () => {
    const floor = await stage();
    await happens(floor, lost('lunch', 'archived'));
    expect(titles(floor)).toEqual([]);
  });

  it('that can be used again shows what is open, each lead once', async () => {
    const floor = await stage();
    const first = await receiveOne(floor.app);
    await floor.pass(minute, 2_000);
    await happens(floor, lost('prospectors', 'archived'));
    await command(floor.app, 'ben', first.ref, 'claim');
    await receiveOne(floor.app);
    await happens(floor, { type: 'place usable', place: inPlace('prospectors') });
    await happens(floor, { type: 'place usable', place: inPlace('prospectors') });
    const seen = floor.slack.seen('prospectors');
    expect(seen).toHaveLength(2);
    expect(seen[0]?.text).toContain('Ben');
    expect((await listPlaces(floor.app)).every(({ problem }) => problem === null)).toBe(true);
  });

  it('stays shut while the platform says that something is still in the way', async () => {
    const floor = await stage();
    await happens(floor, lost('prospectors', 'shared_with_others'));
    floor.slack.obstruct('prospectors', 'shared_with_others');
    await happens(floor, { type: 'place usable', place: inPlace('prospectors') });
    expect((await listPlaces(floor.app)).some(({ problem }) => problem !== null)).toBe(true);
  });

  it('of one topic is lost alone', async () => {
    const floor = await stage();
    await test.db
      .updateTable('lanes')
      .set({ channel: 'forum', thread: '7' })
      .where('channel', '=', 'closers')
      .execute();
    await test.db
      .updateTable('lanes')
      .set({ channel: 'forum' })
      .where('channel', '=', 'prospectors')
      .execute();
    await happens(floor, lost('forum', 'topic_closed', '7'));
    const shut = (await listPlaces(floor.app)).filter(({ problem }) => problem !== null);
    expect(shut.map(({ audience }) => audience)).toEqual(['closers']);
    await happens(floor, lost('forum', 'topic_closed'));
    expect((await listPlaces(floor.app)).filter(({ problem }) => problem !== null)).toHaveLength(2);
  });
});

describe('a place that moved', () => {
  const moved = (keepsMessages: boolean) =>
    ({ type: 'place moved', from: 'prospectors', to: 'new home', keepsMessages }) as const;

  it('goes on under its new id, and edits what it took along', async () => {
    const floor = await stage();
    const { ref } = await receiveOne(floor.app);
    await floor.pass(minute, 2_000);
    await happens(floor, moved(true));
    await happens(floor, moved(true));
    const stored = await test.db
      .selectFrom('outbox')
      .select('message')
      .where('kind', '=', 'living card')
      .execute();
    expect(stored.map(({ message }) => message?.['channel'])).toEqual(['new home']);
    await command(floor.app, 'ana', ref, 'claim');
    expect((await listPlaces(floor.app)).map(({ channel }) => channel)).toContain('new home');
  });

  it('shows fresh cards of what is open when its messages did not come along', async () => {
    const floor = await stage();
    const open = await receiveOne(floor.app);
    const closed = await receiveOne(floor.app);
    await floor.pass(minute, 2_000);
    await command(floor.app, 'mo', closed.ref, { type: 'disqualify', reason: 'spam' });
    await floor.pass(minute, 2_000);
    await happens(floor, moved(false));
    expect(floor.slack.seen('new home')).toHaveLength(1);
    await command(floor.app, 'ana', open.ref, 'claim');
    await floor.pass(minute, 2_000);
    expect(floor.slack.seen('new home')).toHaveLength(1);
    expect(floor.slack.seen('new home')[0]?.text).toContain('Ana');
  });

  it('to where it was bound already is one place afterwards', async () => {
    const floor = await stage();
    await receiveOne(floor.app);
    await floor.pass(minute, 2_000);
    await happens(floor, { ...moved(true), to: 'closers' });
    const places = await listPlaces(floor.app);
    expect(places.map(({ channel, audience }) => `${channel} ${audience}`).sort()).toEqual([
      'account_team account_team',
      'closers closers',
      'closers prospectors',
      'managers managers',
    ]);
  });
});

describe('a platform that is lost', () => {
  it('is held, and told of on the others once, until it takes the token again', async () => {
    const floor = await stage({ platforms: ['slack', 'telegram'] });
    await happens(floor, { type: 'platform lost' });
    await happens(floor, { type: 'platform lost' });
    expect(titles(floor)).toEqual([]);
    expect(titles(floor, 'managers', 'telegram')).toEqual(['Slack has turned Baton out']);
    expect(titles(floor, 'mo', 'telegram')).toEqual(['Slack has turned Baton out']);
    expect((await readiness(floor.app)).problems).toContain('platform_lost:slack');
    await forgetLostPlatform(floor.app, 'slack');
    expect((await readiness(floor.app)).problems).not.toContain('platform_lost:slack');
  });
});
