import { describe, expect, it } from 'vitest';
import { checkCopies } from './check-copies.ts';
import type { CopiesSeen } from './check-copies.ts';

const card = (platform: 'slack' | 'telegram', lead: string, offersClaim = false) => ({
  platform,
  lead,
  offersClaim,
});
const good: CopiesSeen = {
  leads: ['L-1', 'L-2'],
  cards: [
    card('slack', 'L-1'),
    card('slack', 'L-2'),
    card('telegram', 'L-1'),
    card('telegram', 'L-1'),
    card('telegram', 'L-2'),
  ],
  lostOnTelegram: 1,
};
const clean = { lost: 0, slackCopies: 0, telegramCopies: 1, beyond: 0, stillOffering: 0 };

describe('the checker of copies', () => {
  it('lets pass one copy for a lost answer, where nobody could look', () => {
    expect(checkCopies(good)).toEqual(clean);
  });

  it('finds a copy where one could have looked, and one too many elsewhere', () => {
    expect(checkCopies({ ...good, cards: [...good.cards, card('slack', 'L-2')] })).toEqual({
      ...clean,
      slackCopies: 1,
    });
    expect(checkCopies({ ...good, lostOnTelegram: 0 })).toEqual({ ...clean, beyond: 1 });
  });

  it('finds a lead that stands nowhere, and a card that still offers', () => {
    expect(checkCopies({ ...good, cards: good.cards.slice(1) })).toEqual({ ...clean, lost: 1 });
    const cards = [...good.cards.slice(0, -1), card('telegram', 'L-2', true)];
    expect(checkCopies({ ...good, cards })).toEqual({ ...clean, stillOffering: 1 });
  });
});
