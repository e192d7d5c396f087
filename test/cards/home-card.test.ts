import { describe, expect, it } from 'vitest';
import { homeSize, lengthOf } from '../../src/cards/envelope.ts';
import { homeCard, homeShows, strangersHomeCard } from '../../src/cards/home-card.ts';
import type { HomeData } from '../../src/cards/home-card.ts';
import { languages } from '../../src/core/member.ts';
import { aMoment, hourMs } from '../support/a-lead.ts';
import { aPlaybook } from '../support/a-playbook.ts';
import { aView } from '../support/a-view.ts';
import { buttonsOf, readableText } from '../support/fake-chat.ts';

const options = { language: 'en', timeZone: 'Europe/Kyiv', playbook: aPlaybook(), now: aMoment } as const;
const nothing: HomeData = {
  name: 'Ana',
  mine: [],
  mineInAll: 0,
  waiting: [],
  waitingInAll: 0,
  free: [],
  week: {},
  team: null,
};

const hostile = '<!channel> *bold* '.repeat(300);

function many(count: number, stage: 'claimed' | 'qualified') {
  const parts = stage === 'claimed' ? { stage, prospector: 'm_ana' } : { stage, qualifiedBy: 'm_ana' };
  return Array.from({ length: count }, (_, index) =>
    aView({
      lead: { ...parts, ref: `l_${index}`, number: 2000 + index, dueAt: aMoment + hourMs },
      contact: { phone: '+380671112233' },
      names: { m_ana: hostile },
    }),
  );
}

const full: HomeData = {
  name: hostile,
  mine: many(homeShows.mine, 'claimed'),
  mineInAll: 400,
  waiting: many(homeShows.waiting, 'qualified'),
  waitingInAll: 100,
  free: [
    { direction: 'main', count: 1000 },
    { direction: 'a-direction-whose-id-is-long', count: 21 },
  ],
  week: { claimed: 1, touched: 2, qualified: 3, accepted: 4, converted: 5, taken: 6 },
  team: {
    unclaimed: 1000,
    unaccepted: 5,
    untaken: 2,
    inHand: 80,
    overdue: 12,
    late: many(homeShows.late, 'claimed'),
    away: Array.from({ length: 40 }, () => ({ name: hostile, until: aMoment + hourMs, deputy: hostile })),
  },
};

describe('a home', () => {
  it('says so where there is nothing, and offers to add a lead', () => {
    const card = homeCard(nothing, options);
    expect(readableText(card)).toBe('Your work, Ana\nYour hands are free.');
    expect(buttonsOf(card)).toEqual([expect.objectContaining({ action: 'add:new' })]);
  });

  it.each(languages)(
    'fits into what a platform shows at the most, also with the longest of everything (%s)',
    (language) => {
      const card = homeCard(full, { ...options, language });
      expect(card.blocks.length).toBeLessThanOrEqual(homeSize.blocks);
      expect(card.blocks.reduce((sum, block) => sum + lengthOf(block), 0)).toBeLessThanOrEqual(
        homeSize.whole,
      );
      for (const block of card.blocks) {
        if (block.type === 'buttons') expect(block.buttons.length).toBeLessThanOrEqual(5);
        if (block.type === 'text') expect(block.text.length).toBeLessThanOrEqual(3000);
      }
      // The last of it is still there: nothing was cut away for want of room.
      expect(card.blocks.at(-1)?.type).toBe('script');
    },
  );

  it('names no contact, not even in part beyond the hint', () => {
    expect(readableText(homeCard(full, options))).not.toContain('1112233');
    expect(readableText(homeCard(full, options))).toContain('☎ …33');
  });

  it('gives what is mine the buttons of its stage in one row, and each verb once', () => {
    const card = homeCard({ ...nothing, mine: many(1, 'claimed'), mineInAll: 1 }, options);
    const [row] = card.blocks.flatMap((block) => (block.type === 'buttons' ? [block.buttons] : []));
    const verbs = row?.map((button) => (button.type === 'action' ? button.action.split(':')[0] : ''));
    expect(verbs).toEqual(['reveal', 'touch', 'qualify', 'snooze', 'disqualify']);
  });

  it('offers the next lead of each direction, where there is more than one', () => {
    const free = [
      { direction: 'main', count: 3 },
      { direction: 'roofs', count: 2 },
      { direction: 'none', count: 0 },
    ];
    const card = homeCard({ ...nothing, free }, options);
    expect(readableText(card)).toContain('5 free leads');
    expect(buttonsOf(card).map((button) => (button.type === 'action' ? button.action : ''))).toEqual([
      'next:main',
      'next:roofs',
      'add:new',
    ]);
  });

  it('tells a stranger what to do', () => {
    for (const language of languages) expect(strangersHomeCard({ language }).blocks).toHaveLength(1);
  });
});
