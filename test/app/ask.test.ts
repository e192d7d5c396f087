import { beforeEach, describe, expect, it } from 'vitest';
import { makeInbox } from '../../src/app/inbox.ts';
import { readAsk } from '../../src/app/read-ask.ts';
import type { Reply } from '../../src/chat/port.ts';
import { saveMember } from '../../src/storage/members.ts';
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

const say = (tone: 'done' | 'quiet' | 'refused', text: RegExp) =>
  expect.objectContaining({ type: 'say', tone, text: expect.stringMatching(text) });
const cardText = (reply: Reply) => (reply.type === 'say' && reply.card ? readableText(reply.card) : '');
const inGroup = { platform: 'telegram', place: { channel: '-100', thread: null } } as const;

describe('what is typed', () => {
  it('says with its first word what is wanted, in either language', () => {
    expect(readAsk('  find  Олена Коваль ')).toEqual({ name: 'find', rest: 'Олена Коваль' });
    expect(readAsk('/NEXT')).toEqual({ name: 'next', rest: '' });
    expect(readAsk('Знайти 4567')).toEqual({ name: 'find', rest: '4567' });
    expect(readAsk('')).toEqual({ name: 'help', rest: '' });
    expect(readAsk('constructor x')).toEqual({ name: null, rest: 'x' });
  });

  it('and is nothing known gets the help, never silence', async () => {
    const reply = await chat.ask('ana', 'dance with me');
    expect(reply).toEqual(say('refused', /I do not know “dance with me”/));
    expect(cardText(reply)).toContain('next');
    expect(await chat.ask('ana', 'x'.repeat(100_000))).toEqual(say('refused', /^.{1,200}$/));
  });

  it('by a stranger is answered with how to join', async () => {
    for (const text of ['next', 'mine', 'find x', 'lead L-1', 'why L-1', 'digest', 'add', 'plan', 'dance']) {
      expect(await chat.ask('eve', text)).toEqual(say('refused', /join CODE/));
    }
  });

  it('by somebody who left is refused', async () => {
    await saveMember(test.db, 'm_ana', { active: false });
    for (const text of ['next', 'help', 'find x']) {
      expect(await chat.ask('ana', text)).toEqual(say('refused', /seat in the team is closed/));
    }
  });
});

describe('next', () => {
  it('gives the oldest free lead', async () => {
    const { number } = await receiveOne(app);
    expect(await chat.ask('ana', 'next')).toEqual(say('done', new RegExp(`^L-${number} is yours`)));
    expect(await chat.ask('ben', 'next')).toEqual(say('quiet', /nothing free/));
  });

  it('of a direction by its id or its name', async () => {
    const { number } = await receiveOne(app, { direction: 'export' });
    expect(await chat.ask('ana', 'next main')).toEqual(say('quiet', /nothing free/));
    expect(await chat.ask('ana', 'next ЕКСПОРТ')).toEqual(say('done', new RegExp(`^L-${number}`)));
    expect(await chat.ask('ana', 'next moon')).toEqual(say('refused', /no direction “moon”.*main, export/));
  });

  it('gives one lead for one delivery', async () => {
    await receiveOne(app);
    await receiveOne(app);
    await chat.ask('ana', 'next', { id: 'd1' });
    expect(await chat.ask('ana', 'next', { id: 'd1' })).toEqual(say('quiet', /answered already/));
  });

  it('is for prospectors', async () => {
    expect(await chat.ask('dan', 'next')).toEqual(say('refused', /another role: prospector/));
  });
});

describe('mine', () => {
  it('shows what one has in hand, or that hands are free', async () => {
    expect(await chat.ask('ana', 'mine')).toEqual(say('quiet', /hands are free/));
    const { ref, number } = await receiveOne(app, { name: 'Olena Koval' });
    await command(app, 'ana', ref, 'claim');
    expect(cardText(await chat.ask('ana', 'mine'))).toContain(`L-${number}`);
    expect(cardText(await chat.ask('ben', 'мої'))).toBe('');
  });
});

describe('find', () => {
  it('tells where a lead is and who has it, by number, name, company and phone, and no contact', async () => {
    const { ref, number } = await receiveOne(app, {
      name: 'Olena Koval',
      company: 'Світло ТОВ',
      phone: '067 123 45 67',
      email: 'olena@example.com',
    });
    await command(app, 'ana', ref, 'claim');
    for (const text of [
      `L-${number}`,
      String(number),
      'olena',
      'KOVAL',
      'світло',
      '067 123 45 67',
      '+380671234567',
      '4567',
    ]) {
      const found = cardText(await chat.ask('ben', `find ${text}`));
      expect({ text, found }).toMatchObject({ found: expect.stringContaining(`L-${number}`) });
      expect(found).toContain('Ana');
      expect(found).not.toMatch(/Olena|Koval|1234567|123 45 67|olena@|Світло/);
    }
  });

  it('says so when there is nothing', async () => {
    expect(await chat.ask('ana', 'find nobody')).toEqual(say('quiet', /found nothing for “nobody”/));
    expect(await chat.ask('ana', 'find')).toEqual(say('refused', /What shall I look for/));
  });

  it.each(["' or 1=1 --", '%', '_', '\\', ':* | !', '🙂', '\u0000', 'a'.repeat(5000)])(
    'takes any text for a text: %j',
    async (text) => {
      await receiveOne(app);
      const reply = await chat.ask('ana', `find ${text}`);
      expect(reply.type).toBe('say');
      expect(cardText(reply)).toBe('');
      expect(app.log.lines).toEqual([]);
    },
  );

  it('and add are not typed where others read along', async () => {
    await receiveOne(app, { phone: '067 123 45 67' });
    expect(await chat.ask('ana', 'find 067 123 45 67', inGroup)).toEqual(
      say('refused', /^Please write “find” to me in our private chat/),
    );
    expect(await chat.ask('ana', 'add', inGroup)).toEqual(say('refused', /private chat/));
    expect(await chat.ask('ana', 'find 4567', { ...inGroup, platform: 'slack' })).toEqual(say('done', /./));
  });
});

describe('lead and why', () => {
  it('tell the history and the reason, by number', async () => {
    const { ref, number } = await receiveOne(app, { name: 'Olena Koval' });
    await command(app, 'ana', ref, 'claim');
    for (const typed of [`L-${number}`, String(number), `l${number}`, `#${number}`]) {
      expect(cardText(await chat.ask('ben', `lead ${typed}`))).toMatch(/claimed.*Ana/);
    }
    const why = cardText(await chat.ask('ben', `why L-${number}`));
    expect(why).toContain('Ana');
    expect(why).not.toContain('Olena');
  });

  it('ask which when none is named, and say when it is not there', async () => {
    expect(await chat.ask('ana', 'lead')).toEqual(say('refused', /lead L-1042/));
    expect(await chat.ask('ana', 'why Olena')).toEqual(say('refused', /why L-1042/));
    expect(await chat.ask('ana', 'lead L-99')).toEqual(say('refused', /no lead L-99/));
    expect(await chat.ask('ana', 'lead 99999999999999999999')).toEqual(say('refused', /./));
  });
});

describe('digest', () => {
  it('is for managers', async () => {
    expect(await chat.ask('ana', 'digest')).toEqual(say('refused', /for managers/));
  });

  it('tells the figures of the days asked for', async () => {
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    for (const text of ['digest', 'digest today', 'дайджест тиждень', 'digest month main', 'digest export']) {
      expect(cardText(await chat.ask('mo', text))).not.toBe('');
    }
    expect(await chat.ask('mo', 'digest of everything')).toEqual(say('refused', /Which days/));
    expect(await chat.ask('mo', 'digest week moon')).toEqual(say('refused', /no direction “moon”/));
  });
});

it('add opens its form, with the direction that was named', async () => {
  const reply = await chat.ask('ana', 'add export');
  expect(reply).toMatchObject({ type: 'form', form: { code: 'add:new' } });
  const direction =
    reply.type === 'form' ? reply.form.fields.find(({ id }) => id === 'direction') : undefined;
  expect(direction?.value).toBe('export');
});
