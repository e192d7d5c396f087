/**
 * A manager's morning on Slack and on Telegram: of leads that somebody holds and has planned nothing for, each is cleared
 * from the digest in which it is named. On Slack that is a modal, on Telegram a conversation.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBoth } from './support/both.ts';
import type { Both } from './support/both.ts';

const longMs = 240_000;
const dayMs = 24 * 60 * 60_000;
let both: Both;
let slack: Readonly<Record<'mo' | 'ana', string>>;
let mo: number;

beforeAll(async () => {
  both = await openBoth();
  const { onSlack, onTelegram, baton } = both;
  slack = { mo: both.slack.addPerson({ name: 'Mo' }), ana: both.slack.addPerson({ name: 'Ana' }) };
  mo = both.telegram.addPerson({ name: 'Mo', language: 'en' });
  await onSlack.takeOver(slack.mo, baton);
  await onSlack.bring(slack.mo, slack.ana, 'Ana', 'prospector');
  const said = await onSlack.ask(slack.mo, 'invite Mo');
  const code = /\b[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}\b/.exec(said)?.[0] ?? '';
  await onTelegram.heard(mo, 'Mo is in', () => both.telegram.start({ person: mo, payload: `j_${code}` }));
  await lieAround(3);
}, longMs);
afterAll(() => both.close());

/** Claimed by Ana ten days ago, and nothing since. */
async function lieAround(count: number): Promise<void> {
  const at = (minute: number) => new Date(Date.now() - 10 * dayMs + minute * 60_000).toISOString();
  const rows = Array.from({ length: count }, (_, index) => [
    `old-${index},${at(index)},receive,,crm`,
    `old-${index},${at(index + count)},claim,Ana,crm`,
  ]);
  const answer = await both.baton.api('/api/history', {
    method: 'POST',
    headers: { 'content-type': 'text/csv' },
    body: ['externalId,at,command,member,source', ...rows.flat()].join('\n'),
  });
  expect(await answer.json()).toMatchObject({ steps: 2 * count, refused: [] });
}

type Lead = { readonly dueAt: string | null; readonly history: { event: string; via: string }[] };
/** From where each lead was snoozed, by its number. */
async function snoozes(): Promise<readonly string[]> {
  const leads = await Promise.all([1, 2, 3].map((one) => both.api<Lead>(`/api/leads/L-100${one}`)));
  return leads.flatMap(({ history }) =>
    history.filter(({ event }) => event === 'snoozed').map(({ via }) => via),
  );
}

describe('a manager’s morning', { timeout: longMs }, () => {
  it('is cleared on Slack: a call back is asked for in a modal', async () => {
    const { onSlack } = both;
    expect(await onSlack.ask(slack.mo, 'digest')).toContain('3 leads need you');
    const card = both.slack.look.ephemerals(slack.mo).findLast(({ text }) => text.includes('need you'));
    const callBack = card?.buttons.find(({ code }) => code.startsWith('callback:'));
    if (!card || !callBack) throw new Error('The digest has no button that sets a call back.');
    await onSlack.answer(slack.mo, await both.slack.hands.press(slack.mo, card, callBack.code));
    const modal = both.slack.look.modal(slack.mo);
    expect(modal?.title).toMatch(/^Call back L-100\d$/);
    expect(modal?.text).toContain('Ana is told now');
    const { said } = await onSlack.fill(slack.mo, { when: 'tomorrow', why: 'They asked for her' });
    expect(said).toMatch(/^Ana is asked to call about L-100\d: .* 09:00/);
    expect(await snoozes()).toEqual(['slack']);
    const told = () =>
      both.slack.look.direct(slack.ana).some(({ text }) => text.includes('asks you to call'));
    await both.telegram.until('Ana is told', told, 60_000);
    expect(await onSlack.ask(slack.mo, 'digest')).toContain('2 leads need you');
  });

  it('is cleared on Telegram: a call back is asked for question by question', async () => {
    const { onTelegram } = both;
    expect(await onTelegram.ask(mo, '/digest')).toContain('2 leads need you');
    await onTelegram.press(mo, mo, 'callback');
    await onTelegram.answers(mo, ['#2', '', '11:30', '']);
    const isSaid = () =>
      both.telegram.cards(mo).some(({ text }) => /Ana is asked to call about .* 11:30/.test(text));
    await both.telegram.until('the answer', isSaid, 60_000);
    expect((await snoozes()).toSorted()).toEqual(['slack', 'telegram']);
    expect(both.violations()).toEqual([]);
  });
});
