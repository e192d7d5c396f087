import { describe, expect, it } from 'vitest';
import { envelope } from '../../src/cards/envelope.ts';
import { offerCard, declineCard } from '../../src/cards/offer-card.ts';
import { reminderCard, type Reminding, type RemindingItem } from '../../src/cards/reminder-card.ts';
import { languages } from '../../src/core/member.ts';
import { reminders, type Reminder } from '../../src/core/notice.ts';
import { aMoment, hourMs } from '../support/a-lead.ts';
import { aPlaybook } from '../support/a-playbook.ts';
import { aView, aContact } from '../support/a-view.ts';
import { cardText } from '../support/card-text.ts';
import { ana, ben, mo } from '../support/people.ts';

const dueAt = aMoment + hourMs;
const options = { language: 'en', timeZone: 'Europe/Kyiv', playbook: aPlaybook(), member: ana.id } as const;
const view = aView({ lead: { stage: 'claimed', prospector: ana.id, dueAt } });
const item = (about: Reminder, more: Partial<RemindingItem> = {}): RemindingItem => ({
  ref: view.lead.ref,
  about,
  dueAt,
  custodian: ana.id,
  who: null,
  ...more,
});
const one = (
  about: Reminder,
  to: Reminding['to'] = 'yours',
  more: Partial<RemindingItem> = {},
): Reminding => ({
  to,
  items: [item(about, more)],
  more: 0,
});
const views = new Map([[view.lead.ref, view]]);
const actionsOf = (card: ReturnType<typeof reminderCard>) =>
  (card?.blocks ?? []).flatMap((block) =>
    block.type === 'buttons'
      ? block.buttons.flatMap((button) => (button.type === 'action' ? [button.action.split(':')[0]] : []))
      : [],
  );

describe('a reminder', () => {
  it('of one lead says what is due and has the buttons that help', () => {
    const card = reminderCard(one('remind'), views, options);
    expect(card && cardText(card)).toContain('Its next step was due 4 Mar 2026, 11:00.');
    expect(actionsOf(card)).toEqual(['touch', 'callback', 'extend', 'release']);
    expect(actionsOf(reminderCard(one('tell managers', 'managers'), views, options))).toEqual([
      'assign',
      'nudge',
      'callback',
      'extend',
      'history',
    ]);
    expect(actionsOf(reminderCard(one('switched off'), views, options))).toEqual(['resume']);
  });

  it('to a place has the button that takes it', () => {
    const free = aView({ lead: { dueAt } });
    const items = [item('remind', { custodian: null })];
    const card = reminderCard({ to: 'place', items, more: 0 }, new Map([[free.lead.ref, free]]), options);
    expect(actionsOf(card)).toEqual(['claim']);
  });

  it('to a deputy says for whom they stand in', () => {
    const card = reminderCard(one('remind'), views, { ...options, member: ben.id });
    expect(card && cardText(card)).toContain('You stand in for Ana.');
    const woken = reminderCard(one('wake'), views, { ...options, member: ben.id });
    expect(woken && cardText(woken)).toContain('Ana put it off until now');
    const asked = aView({ lead: { stage: 'claimed', prospector: ana.id, dueAt, snoozedBy: mo.id } });
    const call = reminderCard(one('wake'), new Map([[asked.lead.ref, asked]]), {
      ...options,
      member: ben.id,
    });
    expect(call && cardText(call)).toContain('Mo asked you to call them now.');
    expect(call && cardText(call)).toContain('You stand in for Ana.');
  });

  it('is not told when it is not so any more', () => {
    const moved = (lead: Parameters<typeof aView>[0]) =>
      reminderCard(one('remind'), new Map([[view.lead.ref, aView(lead)]]), options);
    expect(moved({ lead: { stage: 'claimed', prospector: ben.id, dueAt } })).toBeNull();
    expect(moved({ lead: { stage: 'claimed', prospector: ana.id, dueAt: dueAt + 1 } })).toBeNull();
    expect(moved({ lead: { stage: 'claimed', prospector: ana.id, dueAt, snoozedUntil: dueAt } })).toBeNull();
    expect(reminderCard(one('remind'), new Map(), options)).toBeNull();
  });

  it('of several is a list, with the last word on each, and how many more there are', () => {
    const others = Array.from({ length: 3 }, (_, at) =>
      aView({ lead: { ref: `l_${at}`, number: 2000 + at, stage: 'claimed', prospector: ana.id, dueAt } }),
    );
    const items = [
      ...others.map(({ lead }) => item('warn', { ref: lead.ref })),
      ...others.map(({ lead }) => item('remind', { ref: lead.ref })),
    ];
    const card = reminderCard(
      { to: 'yours', items, more: 7 },
      new Map(others.map((other) => [other.lead.ref, other])),
      options,
    );
    const text = card ? cardText(card) : '';
    expect(text).toContain('10 of your leads need you');
    expect(text).toContain('L-2000: was due');
    expect(text).not.toContain(': due 4');
    expect(text).toContain('… and 7 more');
    expect(actionsOf(card)).toEqual(['mine']);
  });

  it('holds no contact, and fits every platform, in both languages', () => {
    for (const language of languages) {
      for (const to of ['yours', 'place', 'managers'] as const) {
        for (const about of reminders) {
          const card = reminderCard(one(about, to, { who: to === 'managers' ? ana.id : null }), views, {
            ...options,
            language,
          });
          if (!card) continue;
          const text = cardText(card);
          for (const secret of [aContact.phone, aContact.email, aContact.name]) {
            expect(text).not.toContain(secret);
          }
          for (const block of card.blocks) {
            if (block.type === 'buttons') expect(block.buttons.length).toBeLessThanOrEqual(5);
          }
          expect(card.title.length).toBeLessThanOrEqual(envelope.title ?? 150);
        }
      }
    }
  });
});

describe('an offer', () => {
  const offered = aView({ lead: { dueAt, offer: { to: ana.id, until: dueAt } } });

  it('says until when, with a hint of the contact and no more', () => {
    const text = cardText(offerCard(offered, options));
    expect(text).toContain('alone until 4 Mar 2026, 11:00');
    for (const secret of [aContact.phone, aContact.email, aContact.name]) expect(text).not.toContain(secret);
  });

  it('declined asks why, each reason in a block of its own (S42)', () => {
    const { blocks } = declineCard('l_first', 'L-1042', 'en');
    const rows = blocks.filter(({ type }) => type === 'buttons');
    expect(rows).toHaveLength(4);
  });
});
