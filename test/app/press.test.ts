import { beforeEach, describe, expect, it } from 'vitest';
import { makeInbox } from '../../src/app/inbox.ts';
import type { Reply } from '../../src/chat/port.ts';
import { formatCode, verbs } from '../../src/core/code.ts';
import { platforms } from '../../src/core/member.ts';
import { saveIdentity, saveMember } from '../../src/storage/members.ts';
import { findView, listHistory } from '../../src/storage/read-lead.ts';
import { listReveals } from '../../src/storage/reveals.ts';
import { aPlaybook } from '../support/a-playbook.ts';
import { anApp, command, receiveOne, type AnApp } from '../support/an-app.ts';
import { makeFakeChat, readableText, type FakeChat } from '../support/fake-chat.ts';
import { withDatabase } from '../support/with-database.ts';

const test = withDatabase();
let app: AnApp;
let chat: FakeChat;
beforeEach(async () => {
  app = await anApp(test.database);
  chat = makeFakeChat({ platform: 'web', now: () => app.clock.now() });
  await chat.start(makeInbox(app));
});

const stageOf = async (ref: string) => (await findView(test.db, { ref }))?.lead.stage;
const say = (tone: 'done' | 'quiet' | 'refused', text: string | RegExp) =>
  expect.objectContaining({
    type: 'say',
    tone,
    text: typeof text === 'string' ? text : expect.stringMatching(text),
  });
const cardText = (reply: Reply) => (reply.type === 'say' && reply.card ? readableText(reply.card) : '');

describe('pressing Claim', () => {
  it('gives the lead, and says where the contact is', async () => {
    const { ref, number } = await receiveOne(app);
    expect(await chat.press('ana', formatCode('claim', ref))).toEqual({
      type: 'say',
      tone: 'done',
      text: `L-${number} is yours. The contact is in your private chat.`,
    });
    expect((await listHistory(test.db, ref))[1]).toMatchObject({ type: 'claimed', by: 'm_ana', via: 'web' });
  });

  it('too late hears who was first and how long ago', async () => {
    const { ref } = await receiveOne(app);
    await chat.press('ana', formatCode('claim', ref));
    app.clock.forward(2000);
    expect(await chat.press('ben', formatCode('claim', ref))).toEqual(say('refused', 'Ana took it 2 s ago.'));
  });

  it('twice is well', async () => {
    const { ref, number } = await receiveOne(app);
    await chat.press('ana', formatCode('claim', ref));
    expect(await chat.press('ana', formatCode('claim', ref))).toEqual(
      say('quiet', `L-${number} is yours already.`),
    );
  });

  it('is answered in the presser’s own language', async () => {
    await saveMember(test.db, 'm_ben', { language: 'uk' });
    const { ref } = await receiveOne(app);
    await chat.press('ana', formatCode('claim', ref));
    app.clock.forward(2000);
    expect(await chat.press('ben', formatCode('claim', ref))).toEqual(
      say('refused', 'Лід уже взято: Ana, 2 с тому.'),
    );
  });

  it('over the limit says how many are in hand', async () => {
    for (let held = 0; held < 3; held += 1) {
      const { ref } = await receiveOne(app);
      await chat.press('ana', formatCode('claim', ref));
    }
    const { ref } = await receiveOne(app);
    expect(await chat.press('ana', formatCode('claim', ref))).toEqual(
      say('refused', /3 open leads.*3 is the limit/),
    );
    expect(await stageOf(ref)).toBe('new');
  });

  it('needs the role, whatever card it stood on', async () => {
    const { ref } = await receiveOne(app);
    expect(await chat.press('cleo', formatCode('claim', ref))).toEqual(
      say('refused', 'That is for another role: prospector.'),
    );
  });

  it('takes two statements: one that reads, one that saves', async () => {
    const { ref } = await receiveOne(app);
    let statements = 0;
    const counting = app.database.db.withPlugin({
      transformQuery: ({ node }) => {
        statements += 1;
        return node;
      },
      transformResult: async ({ result }) => result,
    });
    const counted = { ...app, database: { ...app.database, db: counting } };
    await makeInbox(counted).press({
      platform: 'web',
      id: 'counted',
      at: app.clock.now(),
      person: { id: 'ana', name: 'Ana', language: null },
      place: null,
      message: null,
      code: formatCode('claim', ref),
    });
    expect(await stageOf(ref)).toBe('claimed');
    expect(statements).toBe(2);
  });

  it('acts once for one delivery', async () => {
    const { ref } = await receiveOne(app);
    await chat.press('ana', formatCode('claim', ref), { id: 'd1' });
    await command(app, 'ana', ref, 'release');
    expect(await chat.press('ana', formatCode('claim', ref), { id: 'd1' })).toEqual(
      say('quiet', /answered already/),
    );
    expect(await stageOf(ref)).toBe('new');
  });

  // The card of the same lead stands on three platforms, and all press at the same moment.
  it('by everybody on every platform at once is won by one', async () => {
    const { ref } = await receiveOne(app);
    const inbox = makeInbox(app);
    const replies = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        inbox.press({
          platform: platforms[index % 3] ?? 'web',
          id: `race-${index}`,
          at: app.clock.now(),
          person: { id: index % 2 === 0 ? 'ana' : 'ben', name: '', language: null },
          place: null,
          message: null,
          code: formatCode('claim', ref),
        }),
      ),
    );
    expect(replies.filter((reply) => reply.type === 'say' && reply.tone === 'done')).toHaveLength(1);
  });
});

describe('who may press', () => {
  it('a stranger is told how to join, and nothing happens', async () => {
    const { ref } = await receiveOne(app);
    const reply = await chat.press('eve', formatCode('claim', ref));
    expect(reply).toEqual(say('refused', /I do not know you yet, eve.*join CODE/));
    expect(await stageOf(ref)).toBe('new');
  });

  it('somebody who left the team is refused', async () => {
    const { ref } = await receiveOne(app);
    await saveMember(test.db, 'm_ana', { active: false });
    expect(await chat.press('ana', formatCode('claim', ref))).toEqual(
      say('refused', /seat in the team is closed/),
    );
    expect(await stageOf(ref)).toBe('new');
  });

  it('somebody suspended on this platform is refused here', async () => {
    const { ref } = await receiveOne(app);
    await saveIdentity(test.db, { platform: 'web', person: 'ana', suspended: true });
    expect(await chat.press('ana', formatCode('claim', ref))).toEqual(
      say('refused', /seat in the team is closed/),
    );
  });

  it('somebody away takes nothing new', async () => {
    const { ref } = await receiveOne(app);
    await saveMember(test.db, 'm_ana', { awayUntil: app.clock.now() + 3_600_000 });
    expect(await chat.press('ana', formatCode('claim', ref))).toEqual(say('refused', /no new leads for now/));
  });
});

describe('codes', () => {
  it.each([
    '',
    'claim',
    'claim:',
    'claim:../../etc/passwd',
    "claim:' or 1=1 --",
    'claim:r1:a:b',
    '__proto__:r1',
    'constructor:r1',
    'vacate:r1',
    'expire:r1',
    'x'.repeat(10_000),
    '\u0000:\uD800',
  ])('that nobody made are answered kindly: %j', async (code) => {
    expect(await chat.press('ana', code)).toEqual(say('refused', 'I do not know this button.'));
  });

  it('of every kind about a lead that is not there are answered', async () => {
    for (const verb of verbs) {
      const reply = await chat.press('mo', formatCode(verb, 'rnothing'));
      expect({ verb, type: reply.type, tone: reply.type === 'say' ? reply.tone : null }).toMatchObject(
        verb === 'mine' || verb === 'resume'
          ? { type: 'say', tone: 'quiet' }
          : { type: 'say', tone: 'refused' },
      );
    }
    expect(app.log.lines).toEqual([]);
  });

  it('of an old card are decided by how things stand today', async () => {
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    await command(app, 'ana', ref, 'qualify');
    expect(await chat.press('ben', formatCode('claim', ref))).toEqual(
      say('refused', /moved on.*qualified.*Ana/),
    );
  });
});

describe('a button that needs words', () => {
  it('opens its form for whoever may do it', async () => {
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    const reply = await chat.press('ana', formatCode('qualify', ref));
    expect(reply).toMatchObject({ type: 'form', form: { code: `qualify:${ref}` } });
    expect(reply.type === 'form' && reply.form.fields.map(({ id }) => id)).toEqual([
      'need',
      'budget',
      'when',
    ]);
    expect(await stageOf(ref)).toBe('claimed');
  });

  it.each(['qualify', 'touch', 'note', 'snooze', 'disqualify', 'correct'] as const)(
    'is refused before the form opens for whoever may not: %s',
    async (verb) => {
      const { ref } = await receiveOne(app);
      await command(app, 'ana', ref, 'claim');
      expect(await chat.press('ben', formatCode(verb, ref))).toEqual(say('refused', /^Ana has this lead/));
    },
  );

  it('is quiet when there is nothing left to do', async () => {
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    await command(app, 'ana', ref, 'qualify');
    expect(await chat.press('ana', formatCode('qualify', ref))).toEqual(say('quiet', /qualified already/));
  });

  it('acts at once where the playbook asks nothing', async () => {
    app.govern(aPlaybook({ main: { brief: [] } }));
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    expect(await chat.press('ana', formatCode('qualify', ref))).toEqual(say('done', /is qualified/));
    expect(await stageOf(ref)).toBe('qualified');
  });

  it('lets a manager choose among those who hold the role', async () => {
    const { ref } = await receiveOne(app);
    const reply = await chat.press('mo', formatCode('assign', ref));
    const field = reply.type === 'form' ? reply.form.fields.find(({ id }) => id === 'to') : undefined;
    expect(field?.choices.map(({ label }) => label)).toEqual(['Ana', 'Ben']);
    expect(await chat.press('ana', formatCode('assign', ref))).toEqual(
      say('refused', /another role: manager/),
    );
  });
});

describe('pressing Show contact', () => {
  it('shows it to the custodian alone, and keeps that they saw it', async () => {
    const { ref } = await receiveOne(app, { name: 'Olena Koval', phone: '+380671234567' });
    await command(app, 'ana', ref, 'claim');
    const shown = await chat.press('ana', formatCode('reveal', ref));
    expect(cardText(shown)).toContain('Olena Koval');
    expect(cardText(shown)).toMatch(/67.*123.*45.*67/);
    const refusedReply = await chat.press('ben', formatCode('reveal', ref));
    expect(refusedReply).toEqual(say('refused', /^Ana has this lead/));
    expect(JSON.stringify(refusedReply)).not.toMatch(/Olena|4567/);
    expect(await listReveals(test.db, { lead: ref, limit: 10 })).toHaveLength(2);
  });

  it('ends with the hand-over', async () => {
    const { ref } = await receiveOne(app, { name: 'Olena Koval' });
    await command(app, 'ana', ref, 'claim');
    await command(app, 'ana', ref, 'release');
    const reply = await chat.press('ana', formatCode('reveal', ref));
    expect(reply).toEqual(say('refused', /Nobody has this lead now/));
    expect(JSON.stringify(reply)).not.toContain('Olena');
  });
});

describe('the other buttons', () => {
  it('show script, history and the reason', async () => {
    const { ref, number } = await receiveOne(app, { name: 'Olena Koval' });
    await command(app, 'ana', ref, 'claim');
    expect(cardText(await chat.press('ana', formatCode('script', ref)))).toContain('Ask what they need.');
    const history = cardText(await chat.press('ben', formatCode('history', ref)));
    expect(history).toMatch(/received/);
    expect(history).toMatch(/claimed.*Ana/);
    const why = cardText(await chat.press('ben', formatCode('why', ref)));
    expect(why).toContain(`L-${number}`);
    expect(history + why).not.toContain('Olena');
  });

  it('give the next lead, one’s own leads, and the form of a new one', async () => {
    const { number } = await receiveOne(app);
    expect(await chat.press('ana', 'next:main')).toEqual(say('done', new RegExp(`^L-${number} is yours`)));
    expect(await chat.press('ben', 'next:main')).toEqual(say('quiet', /nothing free/));
    expect(await chat.press('ben', 'next:nowhere')).toEqual(say('refused', /no direction “nowhere”/));
    expect(cardText(await chat.press('ana', 'mine:me'))).toContain(`L-${number}`);
    expect(await chat.press('ana', 'add:export')).toMatchObject({ type: 'form', form: { code: 'add:new' } });
  });

  it('of a form that is over say so', async () => {
    expect(await chat.press('ana', 'answer:r1:2.1')).toEqual(say('refused', /form that is over/));
  });

  it('of a reminder act: a manager asks after it, there is more time, and it can be put off', async () => {
    const { ref } = await receiveOne(app);
    await chat.press('ana', formatCode('claim', ref));
    expect(await chat.press('ana', formatCode('nudge', ref))).toEqual(say('refused', /another role/));
    expect(await chat.press('mo', formatCode('nudge', ref))).toEqual(say('done', /ask after/));
    expect(await chat.press('mo', formatCode('nudge', ref))).toEqual(say('quiet', /already/));
    const { dueAt } = (await findView(test.db, { ref }))?.lead ?? {};
    expect(await chat.press('ana', formatCode('extend', ref))).toEqual(say('done', /more time now: until/));
    expect((await findView(test.db, { ref }))?.lead.dueAt).toBeGreaterThan(dueAt ?? 0);
    expect(await chat.press('ana', formatCode('extend', ref))).toEqual(say('refused', /manager decides/));
    expect(await chat.press('ana', formatCode('callback', ref))).toMatchObject({ type: 'form' });
    expect((await listHistory(test.db, ref)).map(({ type }) => type).slice(-2)).toEqual([
      'nudged',
      'extended',
    ]);
  });

  it('say until when somebody is away, and that they are back', async () => {
    expect(await chat.press('ana', 'away:monday')).toEqual(say('done', /away until 9 Mar 2026/));
    expect(await chat.press('ana', 'away:never')).toEqual(say('refused', /do not know this button/));
    expect(await chat.press('ana', 'resume:me')).toEqual(say('done', /Welcome back/));
    expect(await chat.press('ana', 'resume:me')).toEqual(say('quiet', /here already/));
  });
});
