/**
 * Homes are kept in step. What could go wrong: a home that nobody opened is drawn; one falls behind, because what changed
 * was just being written while it was drawn; one is drawn over and over; somebody sees what is not theirs any more.
 */
import { describe, expect, it } from 'vitest';
import { NotAuthorized, Rejected } from '../../../src/chat/errors.ts';
import { openHome } from '../../../src/storage/homes.ts';
import { saveIdentity, saveMember } from '../../../src/storage/members.ts';
import { command, receiveOne } from '../../support/an-app.ts';
import { buttonsOf, readableText } from '../../support/fake-chat.ts';
import { withDatabase } from '../../support/with-database.ts';
import { stages, type DeliveryStage } from './a-stage.ts';
import { until as untilSo } from './patience.ts';

const test = withDatabase();
const stage = stages(test);
const second = 1_000;
const minute = 60 * second;

async function opened(people: readonly string[]): Promise<DeliveryStage> {
  const there = await stage();
  for (const person of people) await look(there, person);
  await there.pass(second);
  return there;
}

const look = ({ app }: DeliveryStage, person: string) =>
  openHome(app.database.db, { platform: 'slack', person, now: app.clock.now() });

const homesDrawn = ({ slack }: DeliveryStage, person: string) =>
  slack.calls.filter(({ type, where }) => type === 'home' && where === person).length;

function homeOf({ slack }: DeliveryStage, person: string): string {
  const card = slack.homes.get(person);
  return card ? readableText(card) : '';
}

function codesOf({ slack }: DeliveryStage, person: string): readonly string[] {
  const card = slack.homes.get(person);
  if (!card) return [];
  return buttonsOf(card).map((button) => (button.type === 'action' ? button.action : button.url));
}

describe('a home', () => {
  it('is drawn for who has opened it, and for nobody else', async () => {
    const there = await opened(['ana', 'nobody']);
    const { ref } = await receiveOne(there.app);
    await command(there.app, 'ben', ref, 'claim');
    await there.pass(15 * second, second);
    expect([...there.slack.homes.keys()]).toEqual(['ana']);
    expect(homeOf(there, 'ana')).toContain('Your work, Ana');
  });

  it('shows what is mine with its buttons and a hint of the contact, never the contact', async () => {
    const there = await opened(['ana']);
    const { ref, number } = await receiveOne(there.app, {
      name: 'Olena Koval',
      phone: '+380671112233',
      email: 'olena@x.example',
    });
    await command(there.app, 'ana', ref, 'claim');
    await there.pass(11 * second, second);
    const text = homeOf(there, 'ana');
    expect(text).toContain(`L-${number}`);
    expect(text).toContain('First touch by');
    expect(text).toContain('☎ …33');
    expect(text).not.toMatch(/olena|koval|1112233|@/i);
    expect(codesOf(there, 'ana')).toEqual(
      expect.arrayContaining([`reveal:${ref}`, `touch:${ref}`, `qualify:${ref}`]),
    );
    expect(text).toContain('Claimed: 1');
  });

  it('loses what is not mine any more', async () => {
    const there = await opened(['ana']);
    const { ref, number } = await receiveOne(there.app);
    await command(there.app, 'ana', ref, 'claim');
    await there.pass(11 * second, second);
    await command(there.app, 'mo', ref, { type: 'assign', to: 'm_ben' });
    await there.pass(11 * second, second);
    expect(homeOf(there, 'ana')).not.toContain(`L-${number}`);
    expect(homeOf(there, 'ana')).toContain('Your hands are free.');
  });

  it('shows a closer what waits, until somebody has it', async () => {
    const there = await opened(['cleo']);
    const { ref, number } = await receiveOne(there.app);
    await command(there.app, 'ana', ref, 'claim');
    await command(there.app, 'ana', ref, 'qualify');
    await there.pass(11 * second, second);
    expect(homeOf(there, 'cleo')).toContain('1 waits for you');
    expect(codesOf(there, 'cleo')).toContain(`accept:${ref}`);
    await command(there.app, 'cleo', ref, 'accept');
    await there.pass(11 * second, second);
    expect(homeOf(there, 'cleo')).not.toContain('waits for you');
    expect(homeOf(there, 'cleo')).toContain(`L-${number}`);
  });

  it('shows an account manager a client that nobody has', async () => {
    const there = await opened(['dan']);
    const { ref } = await receiveOne(there.app);
    await command(there.app, 'ana', ref, 'claim');
    await command(there.app, 'ana', ref, 'qualify');
    await command(there.app, 'cleo', ref, 'accept');
    await command(there.app, 'cleo', ref, { type: 'convert', value: 100, currency: 'UAH' });
    await there.pass(11 * second, second);
    expect(codesOf(there, 'dan')).toContain(`take:${ref}`);
  });

  it('shows a prospector how many are free, and gives the next', async () => {
    const there = await opened([]);
    await receiveOne(there.app);
    await look(there, 'ana');
    await there.pass(second);
    expect(homeOf(there, 'ana')).toContain('1 free lead');
    expect(codesOf(there, 'ana')).toContain('next:main');
  });

  it('shows a manager the queue, a new lead in it, and who is away', async () => {
    const there = await opened(['mo', 'ana']);
    await receiveOne(there.app);
    await there.pass(11 * second, second);
    expect(homeOf(there, 'mo')).toContain('Nobody has claimed: 1');
    const until = there.app.clock.now() + 24 * 3600 * second;
    await saveMember(there.app.database.db, 'm_ana', { awayUntil: until, deputy: 'm_ben' });
    await there.pass(11 * second, second);
    expect(homeOf(there, 'mo')).toMatch(/Ana, until .*; Ben stands in/);
    expect(homeOf(there, 'ana')).not.toContain('The team');
  });

  it('names to a manager what is overdue, and lets them assign it', async () => {
    const there = await opened(['mo']);
    const { ref, number } = await receiveOne(there.app);
    there.app.clock.forward(3 * 24 * 3600 * second);
    await look(there, 'mo');
    await there.pass(second);
    expect(homeOf(there, 'mo')).toContain(`L-${number}`);
    expect(homeOf(there, 'mo')).toContain('Overdue: 1');
    expect(codesOf(there, 'mo')).toContain(`assign:${ref}`);
  });

  it('is empty for who is cut off', async () => {
    const there = await opened(['ana']);
    const { ref, number } = await receiveOne(there.app);
    await command(there.app, 'ana', ref, 'claim');
    await there.pass(11 * second, second);
    expect(homeOf(there, 'ana')).toContain(`L-${number}`);
    await saveIdentity(there.app.database.db, { platform: 'slack', person: 'ana', suspended: true });
    await there.pass(11 * second, second);
    expect(homeOf(there, 'ana')).toContain('We don’t know each other yet');
    expect(homeOf(there, 'ana')).not.toContain(`L-${number}`);
  });
});

describe('drawing a home', () => {
  it('happens at most every ten seconds, however much changes, and the last state stands', async () => {
    const there = await opened(['ana']);
    const before = homesDrawn(there, 'ana');
    const { ref } = await receiveOne(there.app);
    await command(there.app, 'ana', ref, 'claim');
    for (let count = 0; count < 20; count += 1) {
      await command(there.app, 'ana', ref, { type: 'touch', kind: 'call', outcome: 'no_answer' });
      await there.pass(second);
    }
    await command(there.app, 'ana', ref, 'release');
    await there.pass(20 * second, second);
    expect(homesDrawn(there, 'ana') - before).toBeLessThanOrEqual(4);
    expect(homesDrawn(there, 'ana') - before).toBeGreaterThanOrEqual(2);
    expect(homeOf(there, 'ana')).toContain('Your hands are free.');
  });

  it('happens once more when something changed while it was under way', async () => {
    const there = await opened(['mo']);
    const { ref } = await receiveOne(there.app);
    await there.pass(21 * second, second);
    const { promise: until, resolve } = Promise.withResolvers<void>();
    there.slack.trouble({ on: ['home'], where: 'mo', times: 1, error: null, until });
    const drawn = homesDrawn(there, 'mo');
    await command(there.app, 'ana', ref, 'claim');
    const settling = there.delivery.settle();
    await untilSo(() => homesDrawn(there, 'mo') > drawn);
    // It was drawn already, and is on its way.
    await command(there.app, 'mo', ref, { type: 'disqualify', reason: 'spam' });
    resolve();
    await settling;
    expect(homeOf(there, 'mo')).toContain('In work: 1');
    await there.pass(11 * second, second);
    expect(homeOf(there, 'mo')).toContain('In work: 0');
  });

  it('is not done any more where it is refused, and the managers hear of it once; messages arrive', async () => {
    const there = await opened(['ana', 'ben']);
    there.slack.trouble({ on: ['home'], error: () => new Rejected('not_enabled') });
    for (const who of ['ana', 'ben', 'ana']) {
      const { ref } = await receiveOne(there.app);
      await command(there.app, who, ref, 'claim');
      await there.pass(12 * second, second);
    }
    expect(there.slack.seen('managers').map(({ text }) => text)).toEqual([expect.stringContaining('home')]);
    expect(there.slack.seen('ana')).toHaveLength(2);
    there.slack.heal();
    await look(there, 'ana');
    await there.pass(11 * second, second);
    expect(homeOf(there, 'ana')).toContain('2 leads in your hands');
  });

  it('shuts nobody’s private chat when it is not allowed', async () => {
    const there = await opened(['ana']);
    there.slack.trouble({ on: ['home'], error: () => new NotAuthorized('no home', 'place') });
    const { ref } = await receiveOne(there.app);
    await command(there.app, 'ana', ref, 'claim');
    await there.pass(12 * second, second);
    const other = await receiveOne(there.app);
    await command(there.app, 'ana', other.ref, 'claim');
    await there.pass(12 * second, second);
    expect(there.slack.seen('ana')).toHaveLength(2);
  });
});

describe('homes of many', () => {
  it('stand in nobody’s way, whoever changes what at the same moment, and all end up right', async () => {
    const there = await opened(['ana', 'ben', 'cleo', 'mo']);
    const { app, delivery, another } = there;
    const other = another();
    const leads = await Promise.all(Array.from({ length: 12 }, () => receiveOne(app)));
    const deeds = leads.flatMap(({ ref }, index) => {
      const who = index % 2 === 0 ? 'ana' : 'ben';
      return [
        () => command(app, who, ref, 'claim'),
        () => command(app, 'mo', ref, { type: 'assign', to: index % 3 === 0 ? 'm_ben' : 'm_ana' }),
        () => command(app, who, ref, { type: 'touch', kind: 'call', outcome: 'reached' }),
        () => saveMember(app.database.db, `m_${who}`, { awayUntil: null }),
        () => look(there, who),
      ];
    });
    for (let round = 0; round < 3; round += 1) {
      await Promise.all([...deeds.map((deed) => deed()), delivery.settle(), other.settle()]);
      app.clock.forward(5 * second);
    }
    await other.stop();
    await there.leap(minute);
    for (const who of ['ana', 'ben']) {
      const { count } = await app.database.db
        .selectFrom('leads')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('custodian', '=', `m_${who}`)
        .executeTakeFirstOrThrow();
      expect(homeOf(there, who)).toContain(`${count} leads in your hands`);
    }
    expect(there.app.log.text()).not.toMatch(/deadlock|40P01/);
  });
});
