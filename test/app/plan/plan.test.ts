import { beforeEach, describe, expect, it } from 'vitest';
import { makeInbox } from '../../../src/app/inbox.ts';
import { readPlan } from '../../../src/app/plan/read-plan.ts';
import { drawDigest } from '../../../src/app/digests/draw-digest.ts';
import { aPlaybook } from '../../support/a-playbook.ts';
import { anApp, command, receiveOne } from '../../support/an-app.ts';
import type { AnApp } from '../../support/an-app.ts';
import { cardText } from '../../support/card-text.ts';

import { withDatabase } from '../../support/with-database.ts';

const test = withDatabase();

describe('a plan that is typed', () => {
  const read = (text: string) => readPlan(text, aPlaybook());
  it('names a step, a number and a span in any order, in either language', () => {
    const wanted = { step: 'qualified', per: 'month', target: 40, name: '', direction: undefined };
    expect(read('qualified 40 month')).toEqual(wanted);
    expect(read('40 qualified, month')).toEqual(wanted);
    expect(read('кваліфіковано 40 місяць')).toEqual(wanted);
  });

  it('may name a person and a direction', () => {
    expect(read('clients 5 week Ana Koval export')).toMatchObject({ name: 'Ana Koval', direction: 'export' });
    expect(read('clients nothing week all')).toMatchObject({ target: null, direction: null });
  });

  it('is not guessed', () => {
    expect(read('qualified month')).toBeNull();
    expect(read('40 month')).toBeNull();
    expect(read('qualified 40')).toBeNull();
    expect(read('qualified 0 month')).toBe('too_many');
    expect(read('qualified 99999999999999 month')).toBe('too_many');
  });
});

describe('the plan', () => {
  let app: AnApp;
  const say = async (person: string, text: string) => {
    const reply = await makeInbox(app).ask(asked(person, text));
    if (reply.type !== 'say') throw new Error('A plan is answered in words.');
    return reply;
  };
  beforeEach(async () => {
    app = await anApp(test.database);
  });

  it('is set by a manager, seen with its progress, and ended', async () => {
    expect((await say('mo', 'plan')).text).toContain('There is no plan yet');
    expect((await say('mo', 'plan qualified 40 month')).text).toBe('Planned: Qualified a month, 40.');
    await say('mo', 'plan qualified 10 week Ana');
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    await command(app, 'ana', ref, 'qualify');
    const shown = await say('mo', 'plan');
    expect(cardText(shown.card ?? { title: '', blocks: [] })).toMatch(/- Qualified a month: 1 of 40/);
    expect(cardText(shown.card ?? { title: '', blocks: [] })).toMatch(/- Qualified a week, Ana: 1 of 10/);
    expect((await say('mo', 'plan qualified nothing month')).text).toContain('No longer planned');
    expect((await say('mo', 'plan qualified nothing month')).tone).toBe('quiet');
  });

  it('is changed by managers alone, and replaces what was planned for the same', async () => {
    expect((await say('ana', 'plan qualified 40 month')).tone).toBe('refused');
    await say('mo', 'plan qualified 40 month');
    await say('mo', 'plan qualified 50 month');
    expect(cardText((await say('mo', 'plan')).card ?? { title: '', blocks: [] })).toMatch(/0 of 50/);
  });

  it('stands in what one has in hand, and in the digest', async () => {
    await say('mo', 'plan qualified 10 week Ana');
    await say('mo', 'plan qualified 7 week Ben');
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    const mine = cardText((await say('ana', 'mine')).card ?? { title: '', blocks: [] });
    expect(mine).toMatch(/Qualified a week, Ana: 0 of 10/);
    expect(mine).not.toContain('Ben');
    const period = { from: '2026-03-04', to: '2026-03-05', direction: null };
    const digest = await drawDigest(app, period, { language: 'uk', timeZone: 'Europe/Kyiv', isPlain: true });
    expect(cardText(digest)).toMatch(/Кваліфіковано за тиждень, Ana: 0 з 10/);
  });

  it('is shown to a member as far as it is theirs', async () => {
    await say('mo', 'plan qualified 10 week Ana');
    await say('mo', 'plan clients 3 week Cleo');
    const card = cardText((await say('ana', 'plan')).card ?? { title: '', blocks: [] });
    expect(card).toContain('Ana');
    expect(card).not.toContain('Cleo');
  });
});

describe('the plan of the playbook', () => {
  const month = { direction: null, per: 'month', step: 'qualified' } as const;
  const playbook = aPlaybook({
    plan: [
      { ...month, person: null, target: 40 },
      { ...month, person: 'Ana', target: 12 },
      { ...month, person: 'Zoe', target: 9 },
    ],
  });
  let app: AnApp;
  const say = async (person: string, text: string) => {
    const reply = await makeInbox(app).ask(asked(person, text));
    if (reply.type !== 'say') throw new Error('A plan is answered in words.');
    return { ...reply, shown: reply.card ? cardText(reply.card) : '' };
  };
  beforeEach(async () => {
    app = await anApp(test.database, { playbook });
  });

  it('counts for the team and for people by their names, without a command', async () => {
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    await command(app, 'ana', ref, 'qualify');
    const { shown } = await say('mo', 'plan');
    expect(shown).toContain('- Qualified a month: 1 of 40');
    expect(shown).toContain('- Qualified a month, Ana: 1 of 12');
    // Nobody is called Zoe: whoever can mend the playbook hears of it.
    expect(shown).toContain('The playbook plans for Zoe');
    const own = await say('ana', 'plan');
    expect(own.shown).toContain('Ana: 1 of 12');
    expect(own.shown).not.toContain('Zoe');
    // With empty hands, too, one sees one's own.
    expect((await say('ana', 'mine')).shown).toContain('Qualified a month, Ana: 1 of 12');
    const period = { from: '2026-03-04', to: '2026-03-05', direction: null };
    const digest = await drawDigest(app, period, { language: 'en', timeZone: 'Europe/Kyiv', isPlain: true });
    expect(cardText(digest)).toContain('Qualified a month, Ana: 1 of 12');
  });

  it('gives way to what a manager sets, until they end that', async () => {
    const set = await say('mo', 'plan qualified 50 month');
    expect(set.text).toMatch(/^Planned: Qualified a month, 50\. That counts before the 40 of the playbook/);
    expect((await say('mo', 'plan')).shown).toMatch(/Qualified a month: 0 of 50.* \(playbook: 40\)/);
    const dropped = await say('mo', 'plan qualified nothing month');
    expect(dropped.text).toBe('Back to what the playbook says: Qualified a month, 40.');
    expect((await say('mo', 'plan')).shown).toMatch(/Qualified a month: 0 of 40(?!.*playbook)/);
    const kept = await say('mo', 'plan qualified nothing month');
    expect(kept).toMatchObject({
      tone: 'refused',
      text: expect.stringMatching(/stands in the playbook.*Change it there/),
    });
  });

  it('changes with the playbook, beside what was set', async () => {
    await say('mo', 'plan clients 5 month');
    app.govern(aPlaybook({ plan: [{ ...month, person: null, target: 60 }] }));
    const { shown } = await say('mo', 'plan');
    expect(shown).toContain('Qualified a month: 0 of 60');
    expect(shown).toContain('0 of 5');
    expect(shown).not.toContain('Ana');
  });
});

let asks = 0;

function asked(id: string, text: string) {
  asks += 1;
  const person = { id, name: id, language: null };
  return { platform: 'slack', id: `ask-${asks}`, at: 0, person, place: null, text } as const;
}
