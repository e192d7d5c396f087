import { describe, expect, it } from 'vitest';
import { NotAuthorized, RateLimited, Rejected, Unreachable } from '../../../src/chat/errors.ts';
import { findCaller } from '../../../src/app/find-caller.ts';
import { readiness } from '../../../src/app/readiness.ts';
import { saveMember } from '../../../src/storage/members.ts';
import { outboxDepth } from '../../../src/storage/outbox.ts';
import { insertPlace, listPlaces } from '../../../src/storage/places.ts';
import { command, receiveOne } from '../../support/an-app.ts';
import type { AnApp } from '../../support/an-app.ts';
import { withDatabase } from '../../support/with-database.ts';
import { stages } from './a-stage.ts';
import { untilCalled } from './patience.ts';

const test = withDatabase();
const stage = stages(test);
const second = 1_000;
const minute = 60 * second;
const lost = () => new Unreachable('no answer', true);
const down = () => new Unreachable('down', false);

describe('a lost answer', () => {
  it('leaves no twin where a message can be found again, and what is found is drawn once more', async () => {
    const { app, pass, slack } = await stage();
    await receiveOne(app);
    slack.trouble({ on: ['post'], times: 1, acts: true, error: lost });
    await pass(10 * second);
    expect(slack.seen('prospectors')).toHaveLength(1);
    expect(slack.seen('prospectors')[0]?.edits).toBe(1);
    expect(slack.calls.map(({ type }) => type)).toEqual(['post', 'find', 'edit']);
  });

  it('leaves none either when the edit after the finding fails', async () => {
    const { app, pass, slack } = await stage();
    await receiveOne(app);
    slack.trouble({ on: ['post'], times: 1, acts: true, error: lost });
    slack.trouble({ on: ['edit'], times: 1, error: () => new RateLimited(3 * second) });
    slack.trouble({ on: ['find'], times: 1, error: down });
    await pass(20 * second);
    expect(slack.seen('prospectors')).toHaveLength(1);
    expect(slack.seen('prospectors')[0]?.edits).toBe(1);
  });

  it('finds a private message, too, and what is told once is not told again', async () => {
    const { app, pass, slack } = await stage();
    const { ref } = await receiveOne(app);
    slack.trouble({ on: ['direct'], times: 2, acts: true, error: lost });
    await command(app, 'mo', ref, { type: 'assign', to: 'm_ana' });
    await pass(20 * second);
    const [card, told, ...more] = slack.seen('ana');
    expect(more).toEqual([]);
    expect(card?.edits).toBe(1);
    expect(told?.edits).toBe(0);
  });

  it('leaves one twin where nothing can be found, and from then on one of them is kept in step', async () => {
    const { app, pass, telegram } = await stage({ platforms: ['telegram'] });
    const { ref } = await receiveOne(app);
    telegram.trouble({ on: ['post'], times: 1, acts: true, error: lost });
    await pass(20 * second);
    expect(telegram.seen('prospectors')).toHaveLength(2);
    await command(app, 'ana', ref, 'claim');
    await pass(10 * second);
    expect(telegram.seen('prospectors').map(({ edits }) => edits)).toEqual([0, 1]);
  });
});

describe('an edit whose outcome is unknown', () => {
  it('is made once more, and the newest stays', async () => {
    const { app, pass, slack } = await stage();
    const { ref } = await receiveOne(app);
    await pass(2 * second);
    slack.trouble({ on: ['edit'], times: 1, acts: true, error: lost });
    await command(app, 'ana', ref, 'claim');
    await pass(5 * second);
    expect(slack.calls.filter(({ type }) => type === 'edit')).toHaveLength(2);
    expect(slack.seen('prospectors')[0]?.text).toContain('Ana');
  });
});

describe('a platform that asks to wait', () => {
  it('is left alone for exactly as long, in that place; other places go on', async () => {
    const { app, pass, slack } = await stage();
    const { ref } = await receiveOne(app);
    await pass(2 * second);
    const limitedAt = app.clock.now();
    slack.trouble({ where: 'prospectors', times: 1, error: () => new RateLimited(7 * second, 'place') });
    await command(app, 'ana', ref, 'claim');
    await pass(10 * second);
    const callsTo = (where: string) =>
      slack.calls
        .filter((call) => call.where === where && call.at >= limitedAt)
        .map(({ at }) => at - limitedAt);
    expect(callsTo('prospectors')).toEqual([0, 7 * second]);
    expect(callsTo('ana')).toEqual([0]);
  });

  it('is left alone as a whole when it says so', async () => {
    const { app, pass, slack } = await stage();
    const limitedAt = app.clock.now();
    slack.trouble({ times: 1, error: () => new RateLimited(30 * second, 'platform') });
    await receiveOne(app);
    await pass(second);
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    await pass(minute);
    const waited = slack.calls.map(({ at }) => at - limitedAt);
    expect(waited[0]).toBe(0);
    expect(waited[1]).toBe(30 * second);
    expect(slack.seen('ana')).toHaveLength(1);
  });

  it('does not count as a failure: a card that is gone after many waits is still posted anew', async () => {
    const { app, pass, slack } = await stage();
    const { ref } = await receiveOne(app);
    await pass(2 * second);
    slack.trouble({ on: ['edit'], times: 5, error: () => new RateLimited(second) });
    await command(app, 'ana', ref, 'claim');
    for (const { id } of slack.seen('prospectors')) slack.remove(id);
    await pass(15 * second);
    expect(slack.seen('prospectors')).toHaveLength(1);
  });
});

describe('the pace', () => {
  it('lets a channel have one message a second, whatever waits', async () => {
    const { app, pass, slack } = await stage();
    for (let count = 0; count < 6; count += 1) await receiveOne(app);
    await pass(10 * second, 100);
    const times = slack.calls.map(({ at }) => at);
    expect(times).toHaveLength(6);
    for (const [index, at] of times.slice(1).entries()) {
      // A pause of 1,020 ms, looked at every tenth of a second.
      expect(at - (times[index] ?? 0)).toBe(1.1 * second);
    }
  });

  it('lets a contact overtake the queue of a channel', async () => {
    const { app, pass, slack } = await stage();
    for (let count = 0; count < 20; count += 1) await receiveOne(app);
    const { ref } = await receiveOne(app);
    await pass(2 * second);
    const claimedAt = app.clock.now();
    await command(app, 'ana', ref, 'claim');
    await pass(second);
    expect(slack.calls.find(({ where }) => where === 'ana')?.at).toBe(claimedAt);
    expect(slack.seen('prospectors').length).toBeLessThan(20);
  });
});

describe('a platform in trouble', () => {
  it('delays nobody but itself when it hangs', async () => {
    const { app, delivery, slack, telegram } = await stage({ platforms: ['slack', 'telegram'] });
    slack.trouble({ error: null, until: new Promise(() => {}) });
    const { ref } = await receiveOne(app);
    const stuck = delivery.settle('slack');
    await untilCalled(slack, 1);
    await delivery.settle('telegram');
    expect(telegram.seen('prospectors')).toHaveLength(1);
    await command(app, 'ana', ref, 'claim');
    await delivery.settle('telegram');
    expect(telegram.seen('ana')).toHaveLength(1);
    expect(slack.seen()).toEqual([]);
    slack.heal();
    app.clock.forward(10 * second);
    await stuck;
  });

  it('is felt for by one call at a time, and caught up with when it is back', async () => {
    const { app, pass, slack } = await stage();
    slack.trouble({ error: down });
    for (const who of ['ana', 'ben', 'ana', 'ben']) {
      const { ref } = await receiveOne(app);
      await command(app, who, ref, 'claim');
    }
    await pass(2 * minute, second);
    expect(slack.calls.length).toBeLessThan(60);
    slack.heal();
    await pass(3 * minute, 2 * second);
    expect(slack.seen('prospectors')).toHaveLength(4);
    expect(slack.seen('ana')).toHaveLength(2);
    expect(slack.seen('ben')).toHaveLength(2);
  });

  it('keeps its pace as long as it answers one call of eight', async () => {
    const { app, leap, slack } = await stage();
    for (let count = 0; count < 60; count += 1) await receiveOne(app);
    for (let count = 0; count < 10; count += 1) {
      slack.trouble({ error: down, times: 7 });
      slack.trouble({ error: null, times: 1 });
    }
    await leap(minute);
    // One in 1.02 s may begin.
    expect(slack.calls.length).toBeGreaterThan(56);
    expect(slack.seen('prospectors')).toHaveLength(Math.floor(slack.calls.length / 8));
  });

  it('loses nothing over a dead token, and does not hammer', async () => {
    const { app, pass, slack } = await stage();
    slack.trouble({ error: () => new NotAuthorized('token revoked', 'platform') });
    await receiveOne(app);
    await pass(2 * minute, second);
    expect(slack.calls.length).toBeLessThan(15);
    slack.heal();
    await pass(3 * minute, 2 * second);
    expect(slack.seen('prospectors')).toHaveLength(1);
  });
});

describe('a place that is shut', () => {
  it('is marked, its cards put aside, and the managers told once; other places go on', async () => {
    const { app, pass, slack } = await stage();
    slack.trouble({ where: 'prospectors', error: () => new NotAuthorized('kicked', 'place') });
    const { ref } = await receiveOne(app);
    await receiveOne(app);
    await pass(10 * second);
    await command(app, 'ana', ref, 'claim');
    await receiveOne(app);
    await pass(minute, second);
    expect(slack.calls.filter(({ where }) => where === 'prospectors')).toHaveLength(1);
    const [told, ...more] = slack.seen('managers');
    expect(more).toEqual([]);
    expect(told?.text).toContain('prospectors');
    expect(told?.text).toContain('Slack');
    expect(slack.seen('ana')).toHaveLength(1);
    const places = await listPlaces(app.database.db);
    expect(places.filter(({ problem }) => problem !== null).map(({ channel }) => channel)).toEqual([
      'prospectors',
    ]);
    expect((await readiness(app)).problems).toContain('places_shut:1');
  });

  it('shows what waited, as it is now, when it is bound again', async () => {
    const { app, pass, slack } = await stage();
    slack.trouble({ where: 'prospectors', error: () => new NotAuthorized('kicked', 'place') });
    const { ref } = await receiveOne(app);
    await pass(5 * second);
    await command(app, 'ana', ref, 'claim');
    await pass(5 * second);
    slack.heal();
    await bindProspectors(app);
    await pass(5 * second);
    expect(slack.seen('prospectors')).toHaveLength(1);
    expect(slack.seen('prospectors')[0]?.text).toContain('Ana');
    expect((await readiness(app)).problems).not.toContain('places_shut:1');
  });

  it('tells each manager in private where they have no place, or where theirs is the one that is shut', async () => {
    const { app, pass, slack } = await stage({ managersHavePlace: false });
    slack.trouble({ where: 'prospectors', error: () => new NotAuthorized('kicked', 'place') });
    await receiveOne(app);
    await pass(10 * second);
    expect(slack.seen('mo')).toHaveLength(1);
  });
});

describe('a person who can not be written to', () => {
  const blocked = () => new NotAuthorized('blocked', 'place');

  it('keeps the claim; the managers are told once, and what waited is shown when they write again', async () => {
    const { app, pass, slack } = await stage();
    slack.trouble({ where: 'ana', error: blocked });
    for (let count = 0; count < 2; count += 1) {
      const { ref } = await receiveOne(app);
      const outcome = await command(app, 'ana', ref, 'claim');
      expect(outcome.ok).toBe(true);
    }
    await pass(minute, second);
    expect(slack.calls.filter(({ where }) => where === 'ana')).toHaveLength(1);
    expect(slack.seen('managers').map(({ text }) => text)).toEqual([expect.stringContaining('Ana')]);
    slack.heal();
    const person = { id: 'ana', name: 'Ana', language: null };
    await findCaller(app, { platform: 'slack', person, place: { channel: 'prospectors', thread: null } });
    await pass(5 * second);
    expect(slack.seen('ana')).toHaveLength(0);
    await findCaller(app, { platform: 'slack', person, place: null });
    await pass(5 * second);
    expect(slack.seen('ana')).toHaveLength(2);
  });

  it('is named to the managers once for each lead when there is no way to write to them at all', async () => {
    const { app, pass, slack } = await stage();
    await saveMember(app.database.db, 'm_ana', { identities: [] });
    const { ref, number } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    await command(app, 'ana', ref, { type: 'touch', kind: 'call', outcome: 'reached' });
    await pass(10 * second);
    const [told, ...more] = slack.seen('managers');
    expect(more).toEqual([]);
    expect(told?.text).toContain('Ana');
    expect(told?.text).toContain(`L-${number}`);
  });
});

describe('what the platform refuses', () => {
  it('is put aside, counted, and named to the managers once', async () => {
    const { app, pass, slack } = await stage();
    const { number } = await receiveOne(app);
    slack.trouble({
      on: ['post'],
      where: 'prospectors',
      times: 1,
      error: () => new Rejected('invalid_blocks'),
    });
    await pass(10 * second);
    expect(slack.calls.filter(({ where }) => where === 'prospectors')).toHaveLength(1);
    expect(slack.seen('managers').map(({ text }) => text)).toEqual([expect.stringContaining(`L-${number}`)]);
    expect(await outboxDepth(app.database.db)).toEqual([
      { platform: 'slack', waiting: 0, buried: 1, oldestAt: null },
    ]);
    expect((await readiness(app)).problems).toEqual(['undeliverable:slack:1']);
  });

  it('ends there when the message about it is refused, too', async () => {
    const { app, pass, slack } = await stage();
    slack.trouble({ error: () => new Rejected('invalid_blocks') });
    await receiveOne(app);
    await pass(minute, second);
    expect(slack.calls).toHaveLength(2);
    expect(await outboxDepth(app.database.db)).toMatchObject([{ waiting: 0, buried: 2 }]);
  });
});

describe('anything else that goes wrong', () => {
  it('is tried again', async () => {
    const { app, pass, slack } = await stage();
    slack.trouble({ times: 3, error: () => new TypeError('a mistake in the adapter') });
    await receiveOne(app);
    await pass(20 * second);
    expect(slack.seen('prospectors')).toHaveLength(1);
  });

  it('leaves no word of people or their contacts in the log', async () => {
    const { app, pass, slack } = await stage();
    const { ref } = await receiveOne(app, {
      name: 'Canary Koval',
      phone: '+380671112233',
      email: 'canary@x.example',
    });
    await command(app, 'ana', ref, 'claim');
    const card = () => new TypeError('could not send "Canary Koval +380671112233"');
    slack.trouble({ times: 4, error: card });
    slack.trouble({ times: 1, error: () => new Rejected('Canary Koval') });
    await pass(minute, second);
    expect(app.log.lines.length).toBeGreaterThan(0);
    expect(app.log.text()).not.toMatch(/canary|koval|1112233/i);
  });
});

async function bindProspectors(app: AnApp): Promise<void> {
  await insertPlace(app.database.db, {
    id: 'p_again',
    platform: 'slack',
    channel: 'prospectors',
    thread: null,
    audience: 'prospectors',
    direction: null,
    language: 'en',
    createdAt: app.clock.now(),
  });
}
