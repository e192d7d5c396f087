/**
 * The answer to a posting is lost on a platform that can't be asked what stands there, so the card is posted again and
 * there are two. What could go wrong: somebody presses on the one that nobody knows of, and it goes on offering a lead
 * that is taken; a message that is no card at all is made into one; the first card is forgotten for the second; many
 * press on it at once, and it is taken in twice; somebody waits for their answer because of it.
 */
import { describe, expect, it } from 'vitest';
import { makeInbox } from '../../../src/app/inbox.ts';
import { watchTwins } from '../../../src/app/deliver/adopt-twin.ts';
import { Unreachable } from '../../../src/chat/errors.ts';
import type { MessageId } from '../../../src/chat/port.ts';
import { custodianOf } from '../../../src/core/lead.ts';
import { findView } from '../../../src/storage/read-lead.ts';
import { answeredAfter } from '../../support/answered-after.ts';
import { command, receiveOne } from '../../support/an-app.ts';
import { withDatabase } from '../../support/with-database.ts';
import { stages, type DeliveryStage } from './a-stage.ts';
import { until } from './patience.ts';

const test = withDatabase();
const stage = stages(test);
const second = 1_000;
const lost = () => new Unreachable('no answer', true);

async function onTelegram(): Promise<DeliveryStage> {
  const there = await stage({ platforms: ['telegram'] });
  await there.telegram.start(makeInbox(there.app));
  return there;
}

/** A lead with two cards in the prospectors' channel; the older is the one that nobody knows of. */
async function withTwin(there: DeliveryStage) {
  const { app, pass, telegram } = there;
  const { ref } = await receiveOne(app);
  telegram.trouble({ on: ['post'], where: 'prospectors', times: 1, acts: true, error: lost });
  await pass(10 * second);
  const cards = telegram.seen('prospectors').filter(({ key }) => key.startsWith(ref));
  const [unknown, known] = cards.map(({ id }) => id);
  if (!unknown || !known) throw new Error('There are no twins.');
  return { ref, unknown, known };
}

const rowsOf = (ref: string) =>
  test.db.selectFrom('outbox').selectAll().where('lead', '=', ref).orderBy('id').execute();

/** What is learnt after the answer is there when it stands in the outbox. */
const untilRows = (ref: string, count: number) => until(async () => (await rowsOf(ref)).length >= count);

const buttonsAt = ({ telegram }: DeliveryStage, message: MessageId) =>
  telegram
    .seen()
    .find(({ id }) => id.message === message.message)
    ?.buttons.map(({ code }) => code);

describe('a twin that nobody knew of', () => {
  it('loses its buttons when somebody claims on it, and the card tells who has the lead', async () => {
    const there = await onTelegram();
    const { ref, unknown, known } = await withTwin(there);
    const reply = await there.telegram.press('ana', `claim:${ref}`, { message: unknown });
    expect(reply).toMatchObject({ type: 'say', tone: 'done' });
    await until(async () => (await rowsOf(ref)).some(({ kind }) => kind === 'stub'));
    await there.pass(10 * second);
    expect(buttonsAt(there, unknown)).toEqual([]);
    expect(buttonsAt(there, known)).toEqual([`reveal:${ref}`]);
    expect(there.telegram.seen('prospectors').filter(({ buttons }) => buttons.some(isClaim))).toEqual([]);
  });

  it('is found out by who is too late on it as well', async () => {
    const there = await onTelegram();
    const { ref, unknown } = await withTwin(there);
    await command(there.app, 'ana', ref, 'claim');
    await there.pass(5 * second);
    expect(buttonsAt(there, unknown)).toEqual([`claim:${ref}`]);
    const reply = await there.telegram.press('ben', `claim:${ref}`, { message: unknown });
    expect(reply).toMatchObject({ tone: 'refused' });
    await until(async () => (await rowsOf(ref)).some(({ kind }) => kind === 'stub'));
    await there.pass(5 * second);
    expect(buttonsAt(there, unknown)).toEqual([]);
  });

  it('is taken in once, however many press on it at the same moment in several processes', async () => {
    const there = await onTelegram();
    const { ref, unknown, known } = await withTwin(there);
    const inboxes = [makeInbox(there.app), makeInbox(there.app), makeInbox(there.app)];
    const replies = await Promise.all(
      inboxes.flatMap((inbox, process) =>
        Array.from({ length: 8 }, (_, index) =>
          inbox.press({
            platform: 'telegram',
            id: `p${process}-${index}`,
            at: there.app.clock.now(),
            person: { id: index % 2 === 0 ? 'ana' : 'ben', name: 'x', language: null },
            place: { channel: 'prospectors', thread: null },
            code: `claim:${ref}`,
            message: index % 3 === 0 ? known : unknown,
          }),
        ),
      ),
    );
    const winners = replies.filter((reply) => reply.type === 'say' && reply.tone === 'done');
    expect(winners.length).toBeGreaterThan(0);
    const view = await findView(test.db, { ref });
    expect(view && custodianOf(view.lead)).toMatch(/m_ana|m_ben/);
    await until(async () => (await rowsOf(ref)).some(({ kind }) => kind === 'stub'));
    await there.pass(10 * second);
    const rows = await rowsOf(ref);
    expect(rows.filter(({ kind }) => kind === 'stub')).toHaveLength(1);
    expect(rows.filter(({ kind }) => kind === 'living card')).toHaveLength(1);
    expect(there.telegram.seen('prospectors').filter(({ buttons }) => buttons.some(isClaim))).toEqual([]);
  });

  it('becomes the card where none is known to stand', async () => {
    const there = await onTelegram();
    const { app, telegram, delivery, pass } = there;
    const { ref } = await receiveOne(app);
    telegram.trouble({ on: ['post'], times: 1, acts: true, error: lost });
    await delivery.settle();
    const [card] = telegram.seen('prospectors');
    if (!card) throw new Error('Nothing stands there.');
    // Before it is posted again somebody presses on it.
    await telegram.press('ana', `claim:${ref}`, { message: card.id });
    await until(async () => (await rowsOf(ref)).some(({ message }) => message !== null));
    await pass(10 * second);
    expect(telegram.seen('prospectors')).toHaveLength(1);
    expect(telegram.seen('prospectors')[0]?.text).toContain('Ana');
    expect(telegram.calls.filter(({ type }) => type === 'post')).toHaveLength(1);
  });

  it('of a private card loses the contact', async () => {
    const there = await onTelegram();
    const { app, pass, telegram } = there;
    const { ref } = await receiveOne(app, { name: 'Olena Koval' });
    await command(app, 'ana', ref, 'claim');
    telegram.trouble({ on: ['direct'], times: 1, acts: true, error: lost });
    await pass(10 * second);
    const [unknown, known, ...more] = telegram.seen('ana');
    expect(more).toEqual([]);
    if (!unknown || !known) throw new Error('There are no twins.');
    expect(unknown.text).toContain('Koval');
    await telegram.press('ana', `release:${ref}`, { message: unknown.id });
    // The card in the channel becomes a stub as well, since the lead is offered anew.
    await until(async () =>
      (await rowsOf(ref)).some(({ kind, member }) => kind === 'stub' && member !== null),
    );
    await pass(10 * second);
    expect(telegram.seen('ana').map(({ text }) => text.includes('Koval'))).toEqual([false, false]);
  });
});

describe('a press on a message that is known', () => {
  it('changes nothing in the outbox, on a card or on what was told', async () => {
    const there = await onTelegram();
    const { app, pass, telegram } = there;
    const { ref } = await receiveOne(app);
    await command(app, 'mo', ref, { type: 'assign', to: 'm_ana' });
    await pass(5 * second);
    const before = await rowsOf(ref);
    const twins = watchTwins(app);
    for (const seen of telegram.seen()) {
      const place = seen.person === null ? { channel: seen.id.channel, thread: null } : null;
      await twins.pressed({
        platform: 'telegram',
        id: seen.id.message,
        at: app.clock.now(),
        person: { id: seen.person ?? 'ana', name: 'x', language: null },
        place,
        code: `touch:${ref}`,
        message: seen.id,
      });
    }
    expect(await rowsOf(ref)).toEqual(before);
  });

  it('on an answer in a private chat, which is in no outbox, leaves it alone', async () => {
    const there = await onTelegram();
    const { app, pass, telegram } = there;
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    await pass(5 * second);
    const answer = { channel: 'direct-ana', thread: null, message: 'an answer' };
    await watchTwins(app).pressed({
      platform: 'telegram',
      id: 'p',
      at: app.clock.now(),
      person: { id: 'ana', name: 'x', language: null },
      place: null,
      code: `touch:${ref}`,
      message: answer,
    });
    expect((await rowsOf(ref)).filter(({ kind }) => kind === 'stub')).toEqual([]);
    expect(telegram.calls.filter(({ type }) => type === 'edit')).toEqual([]);
  });

  it('is looked up once for fifty presses, and not at all where the platform can be asked', async () => {
    const there = await onTelegram();
    const { ref, known } = await withTwin(there);
    let asked = 0;
    const database = new Proxy(there.app.database, {
      get(target, name) {
        if (name === 'db') asked += 1;
        return Reflect.get(target, name);
      },
    });
    const twins = watchTwins({ ...there.app, database });
    const press = {
      at: there.app.clock.now(),
      person: { id: 'ana', name: 'x', language: null },
      place: { channel: 'prospectors', thread: null },
      code: `claim:${ref}`,
      message: known,
    };
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        twins.pressed({ ...press, platform: 'telegram', id: `p${index}` }),
      ),
    );
    expect(asked).toBe(1);
    await twins.pressed({ ...press, platform: 'slack', id: 's' });
    expect(asked).toBe(1);
  });

  it('is looked up anew when more were pressed than are remembered, and what is no code is not looked up', async () => {
    const there = await onTelegram();
    const { ref, unknown } = await withTwin(there);
    let looked = 0;
    const { db } = there.app.database;
    const counted = answeredAfter(db, async () => {
      looked += 1;
    });
    const twins = watchTwins({ ...there.app, database: { ...there.app.database, db: counted } });
    const press = (message: MessageId, code: string) =>
      twins.pressed({
        platform: 'telegram',
        id: 'p1',
        at: there.app.clock.now(),
        person: { id: 'ana', name: 'x', language: null },
        place: { channel: 'prospectors', thread: null },
        code,
        message,
      });
    await press(unknown, `claim:${ref}`);
    await press(unknown, `claim:${ref}`);
    expect(looked).toBe(1);
    for (let count = 0; count < 20_000; count += 1)
      await press({ ...unknown, message: `other-${count}` }, 'no code at all');
    expect(looked).toBe(1);
    await press(unknown, `claim:${ref}`);
    expect(looked).toBe(2);
  });

  it('is answered though the looking up fails; the next press looks again', async () => {
    const there = await onTelegram();
    const { ref, unknown } = await withTwin(there);
    let isAway = true;
    const database = new Proxy(there.app.database, {
      get(target, name) {
        if (name === 'db' && isAway) throw new Error('away');
        return Reflect.get(target, name);
      },
    });
    const twins = watchTwins({ ...there.app, database });
    const press = {
      platform: 'telegram',
      at: there.app.clock.now(),
      person: { id: 'ana', name: 'x', language: null },
      place: { channel: 'prospectors', thread: null },
      code: `claim:${ref}`,
      message: unknown,
    } as const;
    await twins.pressed({ ...press, id: 'a' });
    isAway = false;
    await twins.pressed({ ...press, id: 'b' });
    await untilRows(ref, 2);
    expect((await rowsOf(ref)).map(({ kind }) => kind)).toContain('stub');
  });
});

function isClaim({ code }: { readonly code: string }): boolean {
  return code.startsWith('claim:');
}
