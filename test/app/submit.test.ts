import { beforeEach, describe, expect, it } from 'vitest';
import { makeInbox } from '../../src/app/inbox.ts';
import type { Reply } from '../../src/chat/port.ts';
import { saveMember } from '../../src/storage/members.ts';
import { findView, listHistory } from '../../src/storage/read-lead.ts';
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

const viewOf = async (ref: string) => {
  const view = await findView(test.db, { ref });
  if (!view) throw new Error('The lead is gone.');
  return view;
};
const say = (tone: 'done' | 'quiet' | 'refused', text: RegExp) =>
  expect.objectContaining({ type: 'say', tone, text: expect.stringMatching(text) });
const cardText = (reply: Reply) => (reply.type === 'say' && reply.card ? readableText(reply.card) : '');
const flawedFields = (reply: Reply) => (reply.type === 'flaws' ? reply.flaws.map(({ field }) => field) : []);

const brief = { need: 'Two windows', when: 'now', budget: '12 500,50' };

async function claimedByAna() {
  const lead = await receiveOne(app);
  await command(app, 'ana', lead.ref, 'claim');
  return lead;
}

async function acceptedByCleo() {
  const lead = await claimedByAna();
  await command(app, 'ana', lead.ref, 'qualify');
  await command(app, 'cleo', lead.ref, 'accept');
  return lead;
}

describe('the brief', () => {
  it('hands the lead on, with the answers', async () => {
    const { ref } = await claimedByAna();
    expect(await chat.submit('ana', `qualify:${ref}`, brief)).toEqual(say('done', /is qualified/));
    const view = await viewOf(ref);
    expect(view.lead.stage).toBe('qualified');
    expect(view.brief).toEqual([
      { question: 'need', value: 'Two windows' },
      { question: 'budget', value: 1_250_050, currency: 'UAH' },
      { question: 'when', value: 'now' },
    ]);
  });

  it('with mistakes is answered at each field, and nothing is kept', async () => {
    const { ref } = await claimedByAna();
    const reply = await chat.submit('ana', `qualify:${ref}`, { budget: 'a lot', when: 'never' });
    expect(flawedFields(reply)).toEqual(['need', 'budget', 'when']);
    expect(await viewOf(ref)).toMatchObject({ brief: [], lead: { stage: 'claimed' } });
  });

  it('sent after the lead moved on is refused with the truth, and nothing typed is lost', async () => {
    const { ref } = await claimedByAna();
    await command(app, 'mo', ref, { type: 'assign', to: 'm_ben' });
    const reply = await chat.submit('ana', `qualify:${ref}`, brief);
    expect(reply).toEqual(say('refused', /^Ben has this lead/));
    expect(cardText(reply)).toContain('What do they need?: Two windows');
    expect(cardText(reply)).toContain('When?: Now');
    expect((await viewOf(ref)).lead.stage).toBe('claimed');
  });

  it('with mistakes is not sent back to be mended when the lead moved on', async () => {
    const { ref } = await claimedByAna();
    await command(app, 'ana', ref, 'release');
    const reply = await chat.submit('ana', `qualify:${ref}`, { need: 'Two windows' });
    expect(reply).toEqual(say('refused', /./));
    expect(cardText(reply)).toContain('Two windows');
  });

  it('acts once for one delivery', async () => {
    const { ref } = await claimedByAna();
    await chat.submit('ana', `qualify:${ref}`, brief, { id: 'd1' });
    await command(app, 'cleo', ref, { type: 'return', reason: 'thin_brief' });
    await chat.submit('ana', `qualify:${ref}`, brief, { id: 'd1' });
    expect((await viewOf(ref)).lead.stage).toBe('claimed');
  });

  it('pressed twice in a hurry is well', async () => {
    const { ref } = await claimedByAna();
    const replies = await Promise.all([
      chat.submit('ana', `qualify:${ref}`, brief),
      chat.submit('ana', `qualify:${ref}`, brief),
    ]);
    const tones = replies.map((reply) => (reply.type === 'say' ? reply.tone : null));
    expect(new Set(tones)).toEqual(new Set(['done', 'quiet']));
  });

  it('in a merged shape keeps the lead with whoever qualified it', async () => {
    app.govern(aPlaybook({ main: { shape: 'prospecting+closing' } }));
    const { ref } = await claimedByAna();
    expect(await chat.submit('ana', `qualify:${ref}`, brief)).toEqual(say('done', /stays with you/));
    expect((await viewOf(ref)).lead).toMatchObject({ stage: 'accepted', closer: 'm_ana' });
  });
});

describe('the other forms', () => {
  it('a touch is logged with what came of it', async () => {
    const { ref } = await claimedByAna();
    const filled = { kind: 'call', outcome: 'call_back', text: 'After six' };
    expect(await chat.submit('ana', `touch:${ref}`, filled)).toEqual(say('done', /call, call back later/));
    expect((await viewOf(ref)).texts.map(({ text }) => text)).toEqual(['After six']);
  });

  it('a snooze is until a moment to come, in the member’s own zone', async () => {
    const { ref } = await claimedByAna();
    expect(
      flawedFields(await chat.submit('ana', `snooze:${ref}`, { when: 'day', date: '2026-03-01' })),
    ).toEqual(['date']);
    expect(await chat.submit('ana', `snooze:${ref}`, { when: 'tomorrow', why: 'On holiday' })).toEqual(
      say('done', /5 Mar 2026, 09:00/),
    );
    expect((await viewOf(ref)).lead.snoozedUntil).toBe(Date.parse('2026-03-05T09:00:00+02:00'));
  });

  it('a manager’s snooze is a call that somebody else is to make, by that person’s clock', async () => {
    await saveMember(test.db, 'm_ana', { timeZone: 'Asia/Tokyo' });
    const { ref } = await claimedByAna();
    const opened = await chat.press('mo', `callback:${ref}`);
    expect(opened).toMatchObject({
      type: 'form',
      form: {
        code: `snooze:${ref}`,
        title: expect.stringMatching(/^Call back L-/),
        intro: expect.stringMatching(/^Ana is told now.*Asia\/Tokyo/),
        submit: 'Ask for the call',
      },
    });
    expect(await chat.submit('mo', `snooze:${ref}`, { when: 'tomorrow', why: 'They asked for Ana' })).toEqual(
      say('done', /^Ana is asked to call about L-\d+: 5 Mar 2026, 09:00, Asia\/Tokyo\./),
    );
    const { lead, texts } = await viewOf(ref);
    const at = Date.parse('2026-03-05T09:00:00+09:00');
    expect(lead).toMatchObject({ snoozedUntil: at, snoozedBy: 'm_mo', prospector: 'm_ana' });
    expect(texts.map(({ by, text }) => [by, text])).toEqual([['m_mo', 'They asked for Ana']]);
    const history = await chat.press('mo', `history:${ref}`);
    expect(history.type === 'say' && history.card && readableText(history.card)).toMatch(
      /asked to call back: Ana, 5 Mar 2026, 02:00 · Mo/,
    );
    const why = await chat.press('ana', `why:${ref}`);
    expect(why.type === 'say' && why.card && readableText(why.card)).toContain('Mo asked for a call back');
    // The same moment again is well, and the custodian may still put it off themselves.
    expect(await chat.submit('mo', `snooze:${ref}`, { when: 'tomorrow' })).toEqual(say('quiet', /already/));
    expect(await chat.press('ana', `snooze:${ref}`)).toMatchObject({
      form: { title: expect.stringMatching(/^Snooze/) },
    });
  });

  it('a call that nobody could make is not asked for', async () => {
    const { ref } = await receiveOne(app);
    expect(await chat.press('mo', `callback:${ref}`)).toEqual(say('refused', /moved on|is “new”/));
    await command(app, 'ana', ref, 'claim');
    expect(await chat.press('ben', `callback:${ref}`)).toEqual(say('refused', /^Ana has this lead/));
  });

  it('a reason is one of the playbook’s', async () => {
    const { ref } = await claimedByAna();
    expect(flawedFields(await chat.submit('ana', `disqualify:${ref}`, { reason: 'whim' }))).toEqual([
      'reason',
    ]);
    expect(await chat.submit('ana', `disqualify:${ref}`, { reason: 'spam', note: 'A robot' })).toEqual(
      say('done', /disqualified: Spam/),
    );
  });

  it('a return goes back to whoever qualified it', async () => {
    const { ref } = await acceptedByCleo();
    expect(await chat.submit('cleo', `return:${ref}`, { reason: 'not_ready' })).toEqual(
      say('done', /went back to Ana/),
    );
  });

  it('a client has a value, in whatever currency was typed, or none', async () => {
    const { ref } = await acceptedByCleo();
    expect(await chat.submit('cleo', `convert:${ref}`, { value: '€ 1.200', what: 'Ten windows' })).toEqual(
      say('done', /is a client now/),
    );
    expect((await viewOf(ref)).lead).toMatchObject({ value: 120_000, currency: 'EUR' });
    const other = await acceptedByCleo();
    await chat.submit('cleo', `convert:${other.ref}`, { what: 'To be seen' });
    expect((await viewOf(other.ref)).lead).toMatchObject({ stage: 'converted', value: null, currency: null });
  });

  it('a manager assigns', async () => {
    const { ref } = await claimedByAna();
    expect(await chat.submit('mo', `assign:${ref}`, { to: 'm_ben' })).toEqual(say('done', /is with Ben now/));
    expect(flawedFields(await chat.submit('mo', `assign:${ref}`, { to: 'm_cleo' }))).toEqual(['to']);
  });

  it('a correction mends what differs, in the form that phones and e-mails have', async () => {
    const { ref } = await receiveOne(app, { name: 'Olena', phone: '067 111 22 33' });
    await command(app, 'ana', ref, 'claim');
    const filled = { name: 'Olena', phone: '8 067 111 22 44', email: 'OLENA@example.com', source: 'fair' };
    expect(await chat.submit('ana', `correct:${ref}`, filled)).toEqual(say('done', /is corrected/));
    const view = await viewOf(ref);
    expect(view.contact).toMatchObject({
      phone: '+380671112244',
      phoneChecked: true,
      email: 'olena@example.com',
    });
    expect(view.lead.source).toBe('fair');
    expect((await listHistory(test.db, ref)).at(-1)).toMatchObject({ fields: ['phone', 'email', 'source'] });
    expect(await chat.submit('ana', `correct:${ref}`, filled)).toEqual(say('quiet', /says that already/));
    expect(
      flawedFields(await chat.submit('ana', `correct:${ref}`, { phone: 'call me', email: 'x' })),
    ).toEqual(['phone', 'email']);
  });

  it('erasing is done when it was confirmed', async () => {
    const { ref } = await claimedByAna();
    expect(flawedFields(await chat.submit('mo', `erase:${ref}`, {}))).toEqual(['sure']);
    expect(await chat.submit('mo', `erase:${ref}`, { sure: 'yes' })).toEqual(say('done', /is erased/));
    expect((await viewOf(ref)).contact.phone).toBeNull();
  });
});

describe('adding a lead', () => {
  const filled = { name: 'Olena', phone: '067 123 45 67', direction: 'main', message: 'Met at the fair' };

  it('lets it in, in the name of whoever met them', async () => {
    expect(await chat.submit('cleo', 'add:new', filled)).toEqual(say('done', /^L-\d+ is added/));
    const lead = await test.db.selectFrom('leads').select('ref').executeTakeFirstOrThrow();
    expect((await listHistory(test.db, lead.ref))[0]).toMatchObject({ by: 'm_cleo', via: 'web' });
    expect((await viewOf(lead.ref)).contact).toMatchObject({ name: 'Olena', phone: '+380671234567' });
  });

  it('tells at which field something is wrong', async () => {
    expect(flawedFields(await chat.submit('ana', 'add:new', { direction: 'main', name: 'Olena' }))).toEqual([
      'phone',
    ]);
    expect(flawedFields(await chat.submit('ana', 'add:new', { ...filled, phone: 'x', email: 'y' }))).toEqual([
      'phone',
      'email',
    ]);
    expect(flawedFields(await chat.submit('ana', 'add:new', { ...filled, direction: 'nowhere' }))).toEqual([
      'direction',
    ]);
  });

  it('says when the person is known, and from which lead', async () => {
    const { ref, number } = await receiveOne(app, { phone: '067 123 45 67' });
    expect(await chat.submit('ana', 'add:new', filled)).toEqual(say('quiet', new RegExp(`L-${number}`)));
    await command(app, 'mo', ref, { type: 'disqualify', reason: 'spam' });
    expect(await chat.submit('ana', 'add:new', filled)).toEqual(
      say('done', new RegExp(`goes on with L-${number}`)),
    );
  });

  it('happens once for one delivery', async () => {
    await chat.submit('ana', 'add:new', filled, { id: 'd1' });
    await chat.submit('ana', 'add:new', filled, { id: 'd1' });
    const leads = await test.db.selectFrom('leads').select('ref').execute();
    expect(leads).toHaveLength(1);
    expect(await listHistory(test.db, leads[0]?.ref ?? '')).toHaveLength(1);
  });
});

describe('forms that nobody opened', () => {
  it.each(['', 'qualify', 'claim:r1:x:y', 'vacate:r1', 'answer:r1:1', '\u0000'])(
    'are answered kindly: %j',
    async (code) => {
      expect(await chat.submit('ana', code, { need: 'x' })).toEqual(say('refused', /out of date/));
    },
  );

  it('about a lead that is not there are told so', async () => {
    expect(await chat.submit('ana', 'qualify:rnothing', brief)).toEqual(say('refused', /no such lead/));
  });

  it('bring nothing but what the form asks', async () => {
    const { ref } = await claimedByAna();
    const filled = { ...brief, ['__proto__']: 'x', constructor: 'x', reason: 'x', need: ['Two', 'windows'] };
    await chat.submit('ana', `qualify:${ref}`, filled);
    expect((await viewOf(ref)).brief.map(({ question }) => question)).toEqual(['need', 'budget', 'when']);
  });

  it('of strangers are refused', async () => {
    const { ref } = await claimedByAna();
    expect(await chat.submit('eve', `qualify:${ref}`, brief)).toEqual(say('refused', /do not know you yet/));
    expect(await chat.submit('eve', 'add:new', { phone: '067 123 45 67' })).toEqual(
      say('refused', /do not know you yet/),
    );
    expect((await viewOf(ref)).lead.stage).toBe('claimed');
  });
});
