/**
 * The suite that every adapter passes, on its stand-in. What a platform cannot do is skipped by name, with the reason.
 *
 * It judges by what people see and by what reaches the inbox, never by what went over the wire.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MessageGone, NotAuthorized, RateLimited, Rejected, Unreachable } from '../../../src/chat/errors.ts';
import type { Posting } from '../../../src/chat/port.ts';
import type { Card } from '../../../src/cards/card.ts';
import { filledIn, fullForm } from './full-form.ts';
import { scriptedInbox } from './scripted-inbox.ts';
import { fullCard, hostile, retryAfterMs } from './stage.ts';
import type { CaseName, SeenMessage, Skips, Stage } from './stage.ts';

export function describeChatAdapter(name: string, open: () => Promise<Stage>, skips: Skips = {}): void {
  describe(`the chat adapter ${name}`, () => {
    let stage: Stage;
    let inbox: ReturnType<typeof scriptedInbox>;
    beforeEach(async () => {
      stage = await open();
      inbox = scriptedInbox();
      await stage.adapter.start(inbox);
    });
    afterEach(async () => {
      await stage.adapter.stop();
      await stage.close();
    });

    const check = (name: CaseName, sentence: string, run: () => Promise<void>) => {
      it(`${name}: ${sentence}`, async (context) => {
        const reason = skips[name];
        if (reason !== undefined) context.skip(reason);
        await run();
      });
    };

    describe('writing', () => {
      check('post', 'posts a card that everybody in the place sees', async () => {
        const id = await stage.adapter.post(stage.place, posting(simple('Newcomer')));
        const seen = await stage.seenIn(stage.place);
        expect(seen.map(({ message }) => message)).toEqual([id.message]);
        expect(seen[0]?.text).toContain('Newcomer');
        expect(id).toMatchObject(stage.place);
      });

      check('post everything', 'shows every block, and five buttons with their codes', async () => {
        await stage.adapter.post(stage.place, posting(fullCard('here')));
        const [seen] = await stage.seenIn(stage.place);
        for (const part of [
          'L-1042 here',
          'Wants a price. here',
          'Source',
          'paid search here',
          'Qualify by',
        ]) {
          expect(seen?.text).toContain(part);
        }
        for (const part of ['Script', 'First say hello. here', 'then ask', 'Ana claimed it. here']) {
          expect(seen?.text).toContain(part);
        }
        expect(seen?.buttons.map(({ code }) => code)).toEqual([
          'claim:abc',
          'disqualify:abc',
          'script:abc',
          'history:abc',
          'why:abc',
        ]);
        expect(seen?.buttons.map(({ label }) => label)).toContain('Claim');
      });

      check('edit', 'edits a message where it stands', async () => {
        const first = await stage.adapter.post(stage.place, posting(simple('Before'), { key: 'k1' }));
        const second = await stage.adapter.post(stage.place, posting(simple('Another'), { key: 'k2' }));
        await stage.adapter.edit(first, posting(simple('After'), { key: 'k1' }));
        const seen = await stage.seenIn(stage.place);
        expect(seen.map(({ message }) => message)).toEqual([first.message, second.message]);
        expect(textOf(seen, first.message)).toContain('After');
        expect(textOf(seen, first.message)).not.toContain('Before');
        expect(textOf(seen, second.message)).toContain('Another');
      });

      check('edit', 'edits to what stands there already without a complaint', async () => {
        const id = await stage.adapter.post(stage.place, posting(simple('The same')));
        await stage.adapter.edit(id, posting(simple('The same')));
        expect(await stage.seenIn(stage.place)).toHaveLength(1);
      });

      check('edit away buttons', 'takes buttons away by an edit, and brings others', async () => {
        const id = await stage.adapter.post(stage.place, posting(fullCard('')));
        await stage.adapter.edit(
          id,
          posting({ title: 'Done', blocks: [{ type: 'note', text: 'Ana has it.' }] }),
        );
        expect((await stage.seenIn(stage.place))[0]?.buttons).toEqual([]);
        await stage.adapter.edit(id, posting(simple('Again', 'accept:abc')));
        expect((await stage.seenIn(stage.place))[0]?.buttons.map(({ code }) => code)).toEqual(['accept:abc']);
      });

      check('direct', 'posts into the private conversation with one person', async () => {
        const id = await stage.adapter.direct(stage.person, posting(simple('For you')));
        const seen = await stage.seenBy(stage.person);
        expect(seen.map(({ message }) => message)).toContain(id.message);
        expect(textOf(seen, id.message)).toContain('For you');
        expect(await stage.seenBy(stage.other)).toEqual([]);
        expect(await stage.seenIn(stage.place)).toEqual([]);
        await stage.adapter.edit(id, posting(simple('Changed')));
        expect(textOf(await stage.seenBy(stage.person), id.message)).toContain('Changed');
      });

      check('private card', 'shows a contact in full on a private card', async () => {
        const card: Card = {
          title: 'L-1042',
          blocks: [
            {
              type: 'contact',
              lines: [
                { kind: 'name', label: 'Name', value: 'Olha Koval' },
                { kind: 'phone', label: 'Phone', value: '+380671234567' },
                { kind: 'email', label: 'E-mail', value: 'olha@example.com' },
              ],
            },
          ],
        };
        const id = await stage.adapter.direct(stage.person, posting(card, { isPrivate: true }));
        const text = textOf(await stage.seenBy(stage.person), id.message);
        for (const part of ['Olha Koval', '+380671234567', 'olha@example.com']) expect(text).toContain(part);
      });

      check('hostile text', 'shows what strangers typed as plain text', async () => {
        for (const [index, text] of hostile.entries()) {
          const card = fullCard(text);
          await stage.adapter.post(stage.place, posting(card, { key: `k${index}` }));
          const seen = (await stage.seenIn(stage.place)).at(-1);
          for (const before of [
            'L-1042 ',
            'Wants a price. ',
            'paid search ',
            'First say hello. ',
            'Ana claimed it. ',
          ]) {
            expect(seen?.text).toContain(`${before}${text}`);
          }
        }
      });
    });

    describe('finding and checking', () => {
      check('find', 'finds a message by the key under which it was posted', async () => {
        await stage.adapter.post(stage.place, posting(simple('One'), { key: 'k1' }));
        const id = await stage.adapter.post(stage.place, posting(simple('Two'), { key: 'k2' }));
        expect(await stage.adapter.find(stage.place, 'k2', patient())).toEqual(id);
      });

      check('find', 'finds a private message by its key, the person standing for the channel', async () => {
        const id = await stage.adapter.direct(stage.person, posting(simple('One'), { key: 'k1' }));
        const place = { channel: stage.person, thread: null };
        expect(await stage.adapter.find(place, 'k1', patient())).toEqual(id);
        expect(await stage.adapter.find({ ...place, channel: stage.other }, 'k1', patient())).toBeNull();
      });

      check('find nothing', 'finds nothing under a key that was never posted', async () => {
        await stage.adapter.post(stage.place, posting(simple('One'), { key: 'k1' }));
        expect(await stage.adapter.find(stage.place, 'k9', patient())).toBeNull();
      });

      check('check', 'finds a place in order, and names it', async () => {
        expect(await stage.adapter.check(stage.place)).toEqual({
          ok: true,
          name: expect.stringMatching(/./),
        });
      });

      check('check strange place', 'tells what is wrong with a place that is not there', async () => {
        expect(await stage.adapter.check(stage.strangePlace)).toEqual({
          ok: false,
          problem: expect.stringMatching(/^(not_found|not_in_channel)$/),
        });
      });

      check('is in', 'tells who is in a place, unless the platform does not', async () => {
        const isIn = (person: string) => stage.adapter.isIn(stage.place, person, patient());
        expect([true, null]).toContain(await isIn(stage.person));
        await stage.leave(stage.other);
        expect([false, null]).toContain(await isIn(stage.other));
        expect([true, null]).toContain(await isIn(stage.person));
      });

      check('home', 'draws a home anew, or has none and says nothing', async () => {
        await stage.adapter.home(stage.person, posting(simple('Your leads')));
        const home = await stage.homeOf(stage.person);
        await stage.adapter.home(stage.person, posting(simple('Твої ліди'), { language: 'uk' }));
        const later = await stage.homeOf(stage.person);
        if (home !== null) expect(home).toContain('Your leads');
        if (home !== null) expect(later).toContain('Твої ліди');
        expect(later ?? '').not.toContain('Your leads');
      });
    });

    describe('what people do', () => {
      check('press', 'brings a press to the inbox and the answer to the presser alone', async () => {
        const id = await stage.adapter.post(stage.place, posting(simple('Newcomer', 'claim:abc')));
        inbox.answer({ type: 'say', tone: 'done', text: 'It is yours.' });
        const answer = await stage.press(stage.person, id, 'claim:abc');
        expect(inbox.presses).toHaveLength(1);
        expect(inbox.presses[0]).toMatchObject({
          platform: stage.adapter.name,
          code: 'claim:abc',
          person: { id: stage.person },
          place: stage.place,
          message: { message: id.message },
        });
        expect(answer.text).toContain('It is yours.');
        expect(await stage.seenIn(stage.place)).toHaveLength(1);
        expect(JSON.stringify(await stage.seenIn(stage.place))).not.toContain('It is yours.');
        expect(JSON.stringify(await stage.seenBy(stage.other))).not.toContain('It is yours.');
      });

      check('press in private', 'brings a press on a private message, with no place', async () => {
        const id = await stage.adapter.direct(stage.person, posting(simple('Yours', 'touch:abc')));
        await stage.press(stage.person, id, 'touch:abc');
        expect(inbox.presses[0]).toMatchObject({
          code: 'touch:abc',
          place: null,
          person: { id: stage.person },
        });
      });

      check('two presses', 'tells two presses apart', async () => {
        const id = await stage.adapter.post(stage.place, posting(simple('Newcomer', 'claim:abc')));
        await Promise.all([
          stage.press(stage.person, id, 'claim:abc'),
          stage.press(stage.other, id, 'claim:abc'),
        ]);
        expect(new Set(inbox.presses.map((press) => press.id)).size).toBe(2);
        expect(inbox.presses.map((press) => press.person.id).sort()).toEqual(
          [stage.person, stage.other].sort(),
        );
      });

      check('refusal', 'tells a refusal to the presser', async () => {
        const id = await stage.adapter.post(stage.place, posting(simple('Newcomer', 'claim:abc')));
        inbox.answer({ type: 'say', tone: 'refused', text: 'Olena took it 2 s ago.' });
        expect((await stage.press(stage.person, id, 'claim:abc')).text).toContain('Olena took it 2 s ago.');
      });

      check('reply with a card', 'shows a card that comes with the answer', async () => {
        inbox.answer({ type: 'say', tone: 'quiet', text: 'Here.', card: simple('Your three leads') });
        expect((await stage.ask(stage.person, 'mine')).text).toContain('Your three leads');
      });

      check(
        'inbox fails',
        'does not leave the presser in silence when the inbox fails, and tells no secret',
        async () => {
          const id = await stage.adapter.post(stage.place, posting(simple('Newcomer', 'claim:abc')));
          inbox.fail(new Error('password=hunter2'));
          const answer = await stage.press(stage.person, id, 'claim:abc');
          expect(answer.text).toMatch(/\S/);
          expect(answer.text).not.toContain('hunter2');
        },
      );

      check('ask', 'brings what is typed to the inbox', async () => {
        inbox.answer({ type: 'say', tone: 'quiet', text: 'Nothing is free.' });
        const answer = await stage.ask(stage.person, 'next');
        expect(inbox.asks[0]).toMatchObject({ text: 'next', person: { id: stage.person } });
        expect(answer.text).toContain('Nothing is free.');
      });
    });

    describe('what happens', () => {
      check('happened', 'tells the inbox that somebody left a place', async () => {
        await stage.leave(stage.other);
        await expect
          .poll(() => inbox.happenings, { timeout: 10_000 })
          .toContainEqual(
            expect.objectContaining({
              platform: stage.adapter.name,
              type: 'person left place',
              person: stage.other,
              place: stage.place,
            }),
          );
      });
    });

    describe('forms', () => {
      const openForm = async (text = '') => {
        const id = await stage.adapter.post(stage.place, posting(simple('Yours', 'qualify:abc')));
        inbox.answer({ type: 'form', form: fullForm(text) });
        return stage.press(stage.person, id, 'qualify:abc');
      };

      check('form', 'opens a form with a field of every kind', async () => {
        const { form } = await openForm();
        expect(form?.title).toContain('Qualify');
        expect(form?.fields.map(({ id }) => id)).toEqual(fullForm().fields.map(({ id }) => id));
        for (const field of form?.fields ?? []) {
          expect(field.label).toContain(`The ${field.id.replaceAll('_', ' ')}`);
          expect(field.hint).toContain('A hint for');
        }
        const byId = new Map(form?.fields.map((field) => [field.id, field]));
        expect(byId.get('text')?.value).toBe('as it was');
        expect(byId.get('choice')?.value).toBe('small');
        expect(byId.get('choice')?.choices.map((choice) => choice.trim())).toEqual([
          'Up to ten people',
          'More than ten',
        ]);
        expect(byId.get('person')?.choices.map((choice) => choice.trim())).toEqual(['Ana', 'Ben']);
      });

      check('submit', 'brings what was filled in to the inbox, under the code of the form', async () => {
        await openForm();
        inbox.answer({ type: 'say', tone: 'done', text: 'Qualified.' });
        const answer = await stage.fill(stage.person, fullForm(), filledIn);
        expect(inbox.submits).toHaveLength(1);
        expect(inbox.submits[0]).toMatchObject({ code: 'qualify:abc', person: { id: stage.person } });
        expect(inbox.submits[0]?.filled).toEqual(filledIn);
        expect(answer.text).toContain('Qualified.');
        expect(answer.form).toBeNull();
      });

      check(
        'flaws',
        'says what is wrong at the field, keeps the form open, and takes it mended',
        async () => {
          await openForm();
          inbox.answer({ type: 'flaws', flaws: [{ field: 'money', says: 'That is no amount.' }] });
          const answer = await stage.fill(stage.person, fullForm(), { ...filledIn, money: 'much' });
          expect(answer.flaws).toEqual([{ field: 'money', says: 'That is no amount.' }]);
          expect(answer.form).not.toBeNull();
          inbox.answer({ type: 'say', tone: 'done', text: 'Qualified.' });
          const again = await stage.fill(stage.person, fullForm(), filledIn);
          expect(inbox.submits.at(-1)?.filled).toEqual(filledIn);
          expect(again.form).toBeNull();
          expect(again.text).toContain('Qualified.');
        },
      );

      check('hostile form', 'shows labels, hints and choices as plain text', async () => {
        for (const text of hostile) {
          const { form } = await openForm(text);
          const field = form?.fields.find(({ id }) => id === 'choice');
          expect(field?.label).toContain(`The choice ${text}`);
          expect(field?.hint).toContain(`A hint for the choice ${text}`);
          const asked = fullForm(text).fields.find(({ id }) => id === 'choice')?.choices[0]?.label;
          expect(field?.choices).toContain(asked);
        }
      });
    });

    describe('trouble', () => {
      const post = (signal?: AbortSignal) =>
        stage.adapter.post(stage.place, posting(simple('Newcomer'), signal ? { signal } : {}));

      check('rate limited', 'says how long to wait', async () => {
        await stage.mood('limits the place');
        const error = await failureOf(post());
        expect(error).toBeInstanceOf(RateLimited);
        expect(error).toMatchObject({ retryAfterMs });
        expect(await stage.seenIn(stage.place)).toEqual([]);
      });

      check('unreachable', 'tells a refused connection as one that did nothing', async () => {
        await stage.mood('refuses the connection');
        const error = await failureOf(post());
        expect(error).toBeInstanceOf(Unreachable);
        expect(error).toMatchObject({ mayHaveActed: false });
      });

      check('answer lost', 'tells a lost answer as one that may have acted', async () => {
        await stage.mood('loses the answer');
        const error = await failureOf(post());
        expect(error).toBeInstanceOf(Unreachable);
        expect(error).toMatchObject({ mayHaveActed: true });
        expect(await stage.seenIn(stage.place)).toHaveLength(1);
      });

      check('message gone', 'tells that a message to be edited is gone', async () => {
        const id = await post();
        await stage.remove(id);
        expect(await failureOf(stage.adapter.edit(id, posting(simple('After'))))).toBeInstanceOf(MessageGone);
      });

      check('not authorized', 'tells that the bot may not write there', async () => {
        await stage.mood('throws the bot out');
        const error = await failureOf(post());
        expect(error).toBeInstanceOf(NotAuthorized);
        expect(error).toMatchObject({ scope: 'place' });
      });

      check('rejected', 'tells that the content was refused', async () => {
        await stage.mood('refuses the content');
        expect(await failureOf(post())).toBeInstanceOf(Rejected);
      });

      check('abort', 'ends a call when it is told to, as one that may have acted', async () => {
        await stage.mood('hangs');
        const ends = new AbortController();
        const failed = failureOf(post(ends.signal));
        await stage.seenIn(stage.place);
        ends.abort();
        expect(await failed).toBeInstanceOf(Unreachable);
      });

      check('abort before', 'does nothing when it was ended before it began', async () => {
        const error = await failureOf(post(AbortSignal.abort()));
        expect(error).toBeInstanceOf(Unreachable);
        expect(await stage.seenIn(stage.place)).toEqual([]);
      });
    });

    describe('stopping', () => {
      check('stop and start', 'starts again, and the messages still stand and can be edited', async () => {
        const id = await stage.adapter.post(stage.place, posting(simple('Before', 'claim:abc')));
        await stage.adapter.stop();
        const later = scriptedInbox();
        await stage.adapter.start(later);
        await stage.adapter.edit(id, posting(simple('After', 'claim:abc')));
        expect(textOf(await stage.seenIn(stage.place), id.message)).toContain('After');
        await stage.press(stage.person, id, 'claim:abc');
        expect(later.presses).toHaveLength(1);
        expect(inbox.presses).toHaveLength(0);
      });
    });
  });
}

function posting(card: Card, about: Partial<Posting> = {}): Posting {
  return { card, language: 'en', key: 'k0', isPrivate: false, signal: patient(), ...about };
}

const patient = () => new AbortController().signal;

function simple(title: string, code = 'claim:abc'): Card {
  return {
    title,
    blocks: [
      { type: 'text', text: 'Wants a price.' },
      { type: 'buttons', buttons: [{ type: 'action', label: 'Do it', action: code }] },
    ],
  };
}

const textOf = (seen: readonly SeenMessage[], message: string) =>
  seen.find((one) => one.message === message)?.text ?? 'no such message';

async function failureOf(doing: Promise<unknown>): Promise<unknown> {
  try {
    await doing;
  } catch (error) {
    return error;
  }
  return 'It did not fail.';
}
