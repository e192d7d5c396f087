import { describe, expect, it } from 'vitest';
import { checkCrash } from './check-crash.ts';
import type { Aftermath } from './check-crash.ts';

const good: Aftermath = {
  acknowledged: [
    { contact: 'one@example.com', ref: 'r1' },
    { contact: 'one@example.com', ref: 'r1' },
    { contact: 'two@example.com', ref: 'r2' },
  ],
  leads: [
    { ref: 'r1', number: 'L-1', stage: 'claimed' },
    { ref: 'r2', number: 'L-2', stage: 'new' },
    // Kept, though its answer was lost with the process.
    { ref: 'r3', number: 'L-3', stage: 'new' },
  ],
  cards: [
    { number: 'L-1', codes: ['history:r1'] },
    { number: 'L-2', codes: ['claim:r2'] },
    { number: 'L-3', codes: ['claim:r3'] },
  ],
};
const faultsOf = (change: Partial<Aftermath>) =>
  checkCrash({ ...good, ...change }).map(({ figure }) => figure);

describe('the checker of crashes', () => {
  it('finds nothing wrong where everything is there once', () => {
    expect(checkCrash(good)).toEqual([]);
  });

  it('finds a lead that was acknowledged and is gone', () => {
    const acknowledged = [...good.acknowledged, { contact: 'four@example.com', ref: 'r4' }];
    expect(faultsOf({ acknowledged })).toEqual(['acknowledged leads lost']);
  });

  it('finds somebody who became two leads by being sent again', () => {
    const acknowledged = [...good.acknowledged, { contact: 'two@example.com', ref: 'r3' }];
    expect(faultsOf({ acknowledged })).toEqual(['leads doubled']);
  });

  it('finds a lead that stands in no channel, or twice', () => {
    expect(faultsOf({ cards: good.cards.slice(1) })).toEqual(['announcements lost']);
    expect(faultsOf({ cards: [...good.cards, { number: 'L-2', codes: [] }] })).toEqual([
      'announcements doubled',
    ]);
  });

  it('finds a card that still offers a lead that is taken', () => {
    const cards = good.cards.map((card) => (card.number === 'L-1' ? { ...card, codes: ['claim:r1'] } : card));
    expect(faultsOf({ cards })).toEqual(['cards that offer what is taken']);
  });
});
