import { describe, expect, it } from 'vitest';
import { Unreachable } from '../../../src/chat/errors.ts';
import { withDatabase } from '../../support/with-database.ts';
import { saveMember } from '../../../src/storage/members.ts';
import { command, receiveOne } from '../../support/an-app.ts';
import { stages } from './a-stage.ts';
import { untilCalled, untilSeen } from './patience.ts';

const test = withDatabase();
const stage = stages(test);
const second = 1_000;
const minute = 60 * second;

describe('a living card', () => {
  it('stands in the channels of the audience to which the lead is offered, on every platform, and nowhere else', async () => {
    const { app, delivery, slack, telegram } = await stage({ platforms: ['slack', 'telegram'] });
    const { ref } = await receiveOne(app, { name: 'Olena Koval', phone: '+380671234567' });
    await delivery.settle();
    for (const chat of [slack, telegram]) {
      expect(chat.seen().map(({ id }) => id.channel)).toEqual(['prospectors']);
      expect(chat.seen()[0]?.buttons.map(({ code }) => code)).toContain(`claim:${ref}`);
      expect(chat.seen()[0]?.text).not.toContain('Koval');
      expect(chat.seen()[0]?.text).not.toContain('1234567');
    }
  });

  it('is edited where it stands when somebody claims, who gets the contact in private', async () => {
    const { app, pass, slack } = await stage();
    const { ref } = await receiveOne(app, { name: 'Olena Koval', phone: '+380671234567' });
    await pass(2 * second);
    await command(app, 'ana', ref, 'claim');
    await pass(2 * second);
    const [card, ...others] = slack.seen('prospectors');
    expect(others).toEqual([]);
    expect(card?.edits).toBe(1);
    expect(card?.buttons.map(({ code }) => code)).not.toContain(`claim:${ref}`);
    expect(card?.text).toContain('Ana');
    const [own] = slack.seen('ana');
    expect(own?.isPrivate).toBe(true);
    expect(own?.text).toContain('Olena Koval');
    expect(slack.seen('ben')).toEqual([]);
  });

  it('is offered anew when it was released: a fresh card, the older one a stub, the contact gone from the private one', async () => {
    const { app, pass, slack } = await stage();
    const { ref } = await receiveOne(app, { name: 'Olena Koval' });
    await pass(2 * second);
    await command(app, 'ana', ref, 'claim');
    await pass(2 * second);
    await command(app, 'ana', ref, 'release');
    await pass(5 * second);
    const [older, fresh, ...others] = slack.seen('prospectors');
    expect(others).toEqual([]);
    expect(older?.buttons).toEqual([]);
    expect(fresh?.buttons.map(({ code }) => code)).toContain(`claim:${ref}`);
    expect(slack.seen('ana')[0]?.text).not.toContain('Koval');
    const stubEdits = older?.edits;
    await command(app, 'ben', ref, 'claim');
    await pass(5 * second);
    expect(slack.seen('prospectors')[0]?.edits).toBe(stubEdits);
    expect(slack.seen('prospectors')[1]?.text).toContain('Ben');
  });

  it('takes one edit for all that happened while the platform was down, and shows the latest', async () => {
    const { app, pass, slack } = await stage();
    const { ref } = await receiveOne(app);
    await pass(2 * second);
    slack.trouble({ error: () => new Unreachable('down', false) });
    await command(app, 'ana', ref, 'claim');
    await pass(5 * second);
    for (const outcome of ['no_answer', 'reached'] as const) {
      await command(app, 'ana', ref, { type: 'touch', kind: 'call', outcome });
      await pass(5 * second);
    }
    await command(app, 'ana', ref, { type: 'snooze', until: app.clock.now() + 60 * minute });
    await pass(5 * second);
    expect(slack.seen('prospectors')[0]?.edits).toBe(0);
    slack.heal();
    await pass(2 * minute, 2 * second);
    expect(slack.seen('prospectors')[0]?.edits).toBe(1);
    expect(slack.seen('prospectors')[0]?.text).toContain('Ana');
    expect(slack.seen('ana')).toHaveLength(1);
    expect(slack.seen('ana')[0]?.edits).toBe(0);
  });

  it('is drawn again when the lead moved while it was being shown', async () => {
    const { app, delivery, pass, slack } = await stage();
    const { ref } = await receiveOne(app);
    const { promise: until, resolve } = Promise.withResolvers<void>();
    slack.trouble({ on: ['post'], times: 1, error: null, acts: true, until });
    const settling = delivery.settle();
    await untilCalled(slack, 1);
    await command(app, 'ana', ref, 'claim');
    resolve();
    await settling;
    await pass(3 * second);
    expect(slack.seen('prospectors')).toHaveLength(1);
    expect(slack.seen('prospectors')[0]?.text).toContain('Ana');
    expect(slack.seen('prospectors')[0]?.edits).toBe(1);
  });

  it('is posted anew when somebody deleted it, and left alone when its lead is closed', async () => {
    const { app, pass, slack } = await stage();
    const alive = await receiveOne(app);
    const closed = await receiveOne(app);
    await pass(5 * second);
    for (const { id } of slack.seen('prospectors')) slack.remove(id);
    await command(app, 'ana', alive.ref, 'claim');
    await command(app, 'mo', closed.ref, { type: 'disqualify', reason: 'spam' });
    await pass(10 * second);
    const left = slack.seen('prospectors');
    expect(left).toHaveLength(1);
    expect(left[0]?.text).toContain('Ana');
  });
});

describe('the language', () => {
  it('is that of the place, and that of the person', async () => {
    const { app, pass, slack } = await stage();
    await app.database.db.updateTable('places').set({ language: 'uk' }).execute();
    await saveMember(app.database.db, 'm_ana', { language: 'uk' });
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    await pass(5 * second);
    for (const where of ['prospectors', 'ana']) {
      const [seen] = slack.seen(where);
      expect(seen?.language).toBe('uk');
      expect(seen?.text).toMatch(/[А-ЯҐЄІЇа-яґєії]{4}/);
    }
  });
});

describe('what is told once', () => {
  it('reaches the person once, however often deliverers look', async () => {
    const { app, pass, slack } = await stage();
    const { ref } = await receiveOne(app);
    await command(app, 'mo', ref, { type: 'assign', to: 'm_ana' });
    await pass(10 * second);
    expect(slack.seen('ana')).toHaveLength(2);
    expect(slack.calls.filter(({ where }) => where === 'ana')).toHaveLength(2);
    // The contact is more urgent than the telling.
    expect(slack.seen('ana')[0]?.isPrivate).toBe(true);
    expect(slack.seen('ana')[1]?.isPrivate).toBe(false);
  });
});

describe('waking', () => {
  it('needs no poll: a wake of the database is enough', async () => {
    const { app, slack } = await stage();
    await receiveOne(app);
    await app.database.wake();
    await untilCalled(slack, 1);
    await untilSeen(slack, 1);
  });

  it('is not needed: every two seconds somebody looks', async () => {
    const { app, slack } = await stage();
    await receiveOne(app);
    app.clock.forward(2 * second);
    await untilSeen(slack, 1);
  });
});

describe('stopping', () => {
  it('finishes what is in hand and takes nothing more', async () => {
    const { app, delivery, slack } = await stage();
    await receiveOne(app);
    const { promise: until, resolve } = Promise.withResolvers<void>();
    slack.trouble({ times: 1, error: null, until });
    const settling = delivery.settle();
    await untilCalled(slack, 1);
    const stopping = delivery.stop();
    await receiveOne(app);
    await app.database.wake();
    resolve();
    await Promise.all([stopping, settling]);
    expect(slack.seen('prospectors')).toHaveLength(1);
    app.clock.forward(minute);
    expect(slack.calls).toHaveLength(1);
    expect(app.clock.waiting()).toBe(0);
  });

  it('does not wait longer than ten seconds for a platform that never answers', async () => {
    const { app, delivery, slack } = await stage();
    await receiveOne(app);
    slack.trouble({ error: null, until: new Promise(() => {}) });
    void delivery.settle();
    await untilCalled(slack, 1);
    const stopping = delivery.stop();
    app.clock.forward(10 * second);
    await stopping;
    expect(slack.seen()).toEqual([]);
  });
});
