import * as fc from '../support/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { distributionOf } from '../../src/core/decide/offer.ts';
import { averageTurns, fairOrder, nextOffer, type Candidate } from '../../src/core/distribution.ts';
import type { Lead } from '../../src/core/lead.ts';
import type { Policy } from '../../src/core/policy.ts';
import { noticesFor } from '../../src/core/notify.ts';
import { aLead, aPolicy, hourMs, minuteMs } from '../support/a-lead.ts';
import { ana, ben, cleo, mo } from '../support/people.ts';
import { eventsOf, happened, now, outcome, refusalOf, when } from './given.ts';

const none = { warn: null, remind: null, 'tell managers': null, 'give back': null };
const ladders = { prospecting: none, closing: none, account: none };
const by = (kind: 'claim' | 'fair claim' | 'turn'): Partial<Policy> => {
  const one = { kind, gatherMs: 5000, offerMs: 10 * minuteMs };
  return { ladders, distribution: { prospecting: one, closing: one, account: one }, junk: ['not_a_fit'] };
};
const noLot = () => 0;
const candidate = (id: string, more: Partial<Candidate> = {}): Candidate => ({
  id,
  isFree: true,
  turns: 0,
  lastAt: null,
  ...more,
});

describe('whose turn it is', () => {
  const three = [
    candidate('m_1', { turns: 3, lastAt: 10 }),
    candidate('m_2', { turns: 2, lastAt: 30 }),
    candidate('m_3', { turns: 2, lastAt: 20 }),
  ];

  it('is whoever had the fewest turns, and of those whoever waits longest', () => {
    expect(nextOffer({}, three, noLot)).toEqual({ type: 'offer', to: 'm_3' });
  });

  it('passes over whoever has passed, or is full or away', () => {
    expect(nextOffer({ passed: ['m_3'] }, three, noLot)).toEqual({ type: 'offer', to: 'm_2' });
    const full = three.map((one) => (one.id === 'm_3' ? { ...one, isFree: false } : one));
    expect(nextOffer({}, full, noLot)).toEqual({ type: 'offer', to: 'm_2' });
  });

  it('is everybody’s when all who could take it have passed, and waits when nobody could', () => {
    expect(nextOffer({ passed: ['m_1', 'm_2', 'm_3'] }, three, noLot)).toEqual({ type: 'open' });
    const away = three.map((one) => ({ ...one, isFree: false }));
    expect(nextOffer({ passed: ['m_1'] }, away, noLot)).toEqual({ type: 'hold' });
    expect(nextOffer({}, [], noLot)).toEqual({ type: 'hold' });
  });

  it('of somebody new is the average: not before everybody else', () => {
    const withNew = [candidate('m_0', { turns: null }), ...three];
    expect(averageTurns(withNew)).toBeCloseTo(7 / 3);
    expect(nextOffer({}, withNew, noLot)).toEqual({ type: 'offer', to: 'm_3' });
    expect(nextOffer({ passed: ['m_2', 'm_3'] }, withNew, noLot)).toEqual({ type: 'offer', to: 'm_0' });
  });

  it('is by lot where everything else is alike', () => {
    const alike = [candidate('m_1'), candidate('m_2')];
    const lots = [0.9, 0.1];
    expect(nextOffer({}, alike, () => lots.shift() ?? 0)).toEqual({ type: 'offer', to: 'm_2' });
  });

  it('over a long time gives everybody as much as the others', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 10, max: 200 }),
        fc.nat(),
        (people, leads, seed) => {
          let [lot, team] = [seed, Array.from({ length: people }, (_, at) => candidate(`m_${at}`))];
          for (let at = 1; at <= leads; at += 1) {
            const next = nextOffer(
              {},
              team,
              () => (lot = (lot * 16_807 + 1) % 2_147_483_647) / 2_147_483_647,
            );
            if (next.type !== 'offer') throw new Error('Somebody is always free.');
            team = team.map((one) =>
              one.id === next.to ? { ...one, turns: (one.turns ?? 0) + 1, lastAt: at } : one,
            );
          }
          const turns = team.map((one) => one.turns ?? 0);
          expect(Math.max(...turns) - Math.min(...turns)).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('the order of those who pressed together', () => {
  it('is by who waits longest since their last lead; who never had one comes first', () => {
    const asked = [
      { id: 'm_1', lastAt: 30 },
      { id: 'm_2', lastAt: null },
      { id: 'm_3', lastAt: 20 },
    ];
    expect(fairOrder(asked, noLot)).toEqual(['m_2', 'm_3', 'm_1']);
  });

  it('is by lot where they wait alike', () => {
    const lots = [0.5, 0.2, 0.7];
    const asked = ['m_1', 'm_2', 'm_3'].map((id) => ({ id, lastAt: 5 }));
    expect(fairOrder(asked, () => lots.shift() ?? 0)).toEqual(['m_2', 'm_1', 'm_3']);
  });
});

describe('a fair claim', () => {
  const fair = by('fair claim');

  it('is noted, and decided when the seconds are over', () => {
    const asked = outcome({ type: 'claim' }, aLead(), ana, fair);
    expect(asked).toMatchObject({ stage: 'new', asked: [ana.id], steps: [{ step: 'draw', at: now + 5000 }] });
    const both = outcome({ type: 'claim' }, asked, ben, fair);
    expect(both).toMatchObject({ asked: [ana.id, ben.id], steps: [{ step: 'draw', at: now + 5000 }] });
    expect(eventsOf(when({ type: 'claim' }, both, ben, fair))).toEqual([]);
  });

  it('is given at once to whoever was drawn, and the others hear who got it', () => {
    const both = { ...aLead(), asked: [ana.id, ben.id] };
    const events = happened(eventsOf(when({ type: 'claim', atOnce: true }, both, ben, fair)), ben);
    const after = outcome({ type: 'claim', atOnce: true }, both, ben, fair);
    expect(after).toMatchObject({ stage: 'claimed', prospector: ben.id });
    expect(after.asked).toBeUndefined();
    expect(noticesFor(events, both, after, 'three-stage')).toContainEqual({
      type: 'tell',
      member: ana.id,
      telling: 'claim_lost',
    });
  });

  it('is not for somebody who is full: they hear it at once', () => {
    const full = { ...ana, load: { ...ana.load, claimed: 3 } };
    expect(refusalOf(when({ type: 'claim' }, aLead(), full, fair))).toMatchObject({ code: 'limit_reached' });
  });

  it('is free as before when nobody who pressed can have it any more', () => {
    const due: Lead = { ...aLead(), asked: [ana.id], steps: [{ step: 'draw', at: now }] };
    const after = outcome({ type: 'draw' }, due, null, fair);
    expect(after.asked).toBeUndefined();
    expect(after.steps).toEqual([]);
    expect(eventsOf(when({ type: 'draw' }, after, null, fair))).toEqual([]);
  });
});

describe('by turns', () => {
  const turn = by('turn');
  const fresh: Lead = { ...aLead(), steps: [{ step: 'offer', at: now }] };
  const offered = outcome({ type: 'offer', to: ana.id }, fresh, null, turn);

  it('a lead is offered to one, for a while', () => {
    expect(offered).toMatchObject({
      offer: { to: ana.id, until: now + 10 * minuteMs },
      steps: [{ step: 'offer', at: now + 10 * minuteMs }],
    });
    expect(refusalOf(when({ type: 'claim' }, offered, ben, turn))).toEqual({
      code: 'not_your_turn',
      to: ana.id,
      until: now + 10 * minuteMs,
    });
    expect(outcome({ type: 'claim' }, offered, ana, turn)).toMatchObject({ stage: 'claimed', byTurn: true });
  });

  it('nobody takes what is about to be offered, but a lead that was never meant to be can be pulled', () => {
    expect(refusalOf(when({ type: 'claim' }, fresh, ben, turn))).toMatchObject({ code: 'not_your_turn' });
    expect(outcome({ type: 'claim', atOnce: true }, fresh, ben, turn)).toMatchObject({ stage: 'claimed' });
    expect(refusalOf(when({ type: 'claim', atOnce: true }, offered, ben, turn))).toMatchObject({
      code: 'not_your_turn',
    });
  });

  it('declined with a reason gives no second turn, and goes to the next at once', () => {
    expect(refusalOf(when({ type: 'decline', reason: 'busy' }, offered, ben, turn))).toMatchObject({
      code: 'wrong_stage',
    });
    const declined = outcome({ type: 'decline', reason: 'busy' }, offered, ana, turn);
    expect(declined).toMatchObject({ passed: [ana.id], steps: [{ step: 'offer', at: now }] });
    expect(declined.offer).toBeUndefined();
    expect(eventsOf(when({ type: 'decline', reason: 'busy' }, declined, ana, turn))).toEqual([]);
    expect(refusalOf(when({ type: 'decline', reason: 'busy' }, declined, ben, turn))).toMatchObject({
      code: 'wrong_stage',
    });
    const next = outcome({ type: 'offer', to: ben.id }, declined, null, turn);
    expect(next).toMatchObject({ offer: { to: ben.id }, passed: [ana.id] });
  });

  it('let pass is over as well', () => {
    const lapsed: Lead = { ...offered, steps: [{ step: 'offer', at: now }] };
    expect(outcome({ type: 'offer', to: ben.id }, lapsed, null, turn)).toMatchObject({
      offer: { to: ben.id },
      passed: [ana.id],
    });
  });

  it('is for all once everybody has passed', () => {
    const lapsed: Lead = { ...offered, steps: [{ step: 'offer', at: now }] };
    const open = outcome({ type: 'offer', to: null }, lapsed, null, turn);
    expect(open).toMatchObject({ offer: { to: null }, steps: [] });
    expect(outcome({ type: 'claim' }, open, ana, turn)).toMatchObject({ stage: 'claimed' });
  });

  it('is held while nobody is free, once, and offered later', () => {
    const held = outcome({ type: 'hold' }, fresh, null, turn);
    expect(held).toMatchObject({ heldAt: now, steps: [] });
    expect(eventsOf(when({ type: 'hold' }, held, null, turn))).toEqual([]);
    const after = outcome({ type: 'offer', to: ben.id }, held, null, turn);
    expect(after).toMatchObject({ offer: { to: ben.id } });
    expect(after.heldAt).toBeUndefined();
  });

  it('counts a turn for whoever is offered one, and gives it back for junk', () => {
    const events = happened(eventsOf(when({ type: 'offer', to: ana.id }, fresh, null, turn)), null);
    expect(noticesFor(events, fresh, offered, 'three-stage')).toEqual([
      { type: 'private card', member: ana.id },
      { type: 'turn', member: ana.id, segment: 'prospecting', by: 1 },
    ]);
    const mine = outcome({ type: 'claim' }, offered, ana, turn);
    const junk = { type: 'disqualify', reason: 'not_a_fit' } as const;
    const thrown = happened(eventsOf(when(junk, mine, ana, turn)), ana);
    expect(noticesFor(thrown, mine, outcome(junk, mine, ana, turn), 'three-stage')).toContainEqual({
      type: 'turn',
      member: ana.id,
      segment: 'prospecting',
      by: -1,
    });
    const late = { type: 'disqualify', reason: 'no_answer' } as const;
    const other = happened(eventsOf(when(late, mine, ana, turn)), ana);
    expect(
      noticesFor(other, mine, outcome(late, mine, ana, turn), 'three-stage').some(
        ({ type }) => type === 'turn',
      ),
    ).toBe(false);
  });

  it('goes for closers and account managers, too', () => {
    const qualified = outcome(
      { type: 'qualify' },
      aLead({ stage: 'claimed', prospector: ana.id }),
      ana,
      turn,
    );
    expect(qualified.steps).toEqual([{ step: 'offer', at: now }]);
    const toCleo = outcome({ type: 'offer', to: cleo.id }, qualified, null, turn);
    expect(outcome({ type: 'accept' }, toCleo, cleo, turn)).toMatchObject({
      stage: 'accepted',
      byTurn: true,
    });
  });

  it('leaves a manager who assigns it alone', () => {
    expect(outcome({ type: 'assign', to: ben }, offered, mo, turn)).toMatchObject({ prospector: ben.id });
  });

  it('is of what is free and alive alone', () => {
    const taken = outcome({ type: 'claim' }, offered, ana, turn);
    const lost = aLead({ stage: 'lost', steps: [{ step: 'offer', at: now }] });
    for (const lead of [taken, lost, { ...fresh, erased: true }]) {
      expect(eventsOf(when({ type: 'offer', to: ben.id }, lead, null, turn))).toEqual([]);
      expect(eventsOf(when({ type: 'hold' }, lead, null, turn))).toEqual([]);
    }
    expect(distributionOf(lost, aPolicy(turn))).toBeNull();
    expect(distributionOf(fresh, aPolicy())).toBeNull();
  });

  it('is not of what goes otherwise, nor of what is not to be offered yet', () => {
    for (const policy of [by('claim'), by('fair claim'), {}]) {
      expect(eventsOf(when({ type: 'offer', to: ben.id }, fresh, null, policy))).toEqual([]);
      expect(eventsOf(when({ type: 'hold' }, fresh, null, policy))).toEqual([]);
    }
    const later: Lead = { ...fresh, steps: [{ step: 'offer', at: now + 1 }] };
    expect(eventsOf(when({ type: 'offer', to: ben.id }, later, null, turn))).toEqual([]);
    expect(eventsOf(when({ type: 'hold' }, later, null, turn))).toEqual([]);
  });

  it('looks for its own step among those of the ladder', () => {
    const warn = { step: 'warn', at: now } as const;
    const also: Lead = { ...fresh, steps: [warn, { step: 'offer', at: now }] };
    const offer = { type: 'offer', to: ben.id } as const;
    expect(outcome(offer, also, null, turn)).toMatchObject({ offer: { to: ben.id } });
    expect(refusalOf(when({ type: 'claim' }, also, ben, turn))).toMatchObject({ code: 'not_your_turn' });
    const only: Lead = { ...fresh, steps: [warn] };
    expect(eventsOf(when(offer, only, null, turn))).toEqual([]);
    expect(outcome({ type: 'claim' }, only, ben, turn)).toMatchObject({ stage: 'claimed' });
  });

  it('is for all from now on, and for one until their time is over', () => {
    expect(eventsOf(when({ type: 'offer', to: null }, fresh, null, turn))).toEqual([
      { type: 'offered', to: null, until: now },
    ]);
    expect(eventsOf(when({ type: 'offer', to: ben.id }, fresh, null, turn))).toEqual([
      { type: 'offered', to: ben.id, until: now + 10 * minuteMs },
    ]);
  });

  it('of the first who presses the others are decided with, and not before', () => {
    const fair = by('fair claim');
    const draw = { step: 'draw', at: now + 3000 } as const;
    const asked = aLead({ asked: [ana.id], steps: [{ step: 'warn', at: now }, draw] });
    expect(eventsOf(when({ type: 'claim' }, asked, ben, fair))).toEqual([{ type: 'asked', until: draw.at }]);
    expect(eventsOf(when({ type: 'draw' }, asked, null, fair))).toEqual([]);
  });

  it('a lead from before there were turns is anybody’s, and is not offered', () => {
    expect(outcome({ type: 'claim' }, aLead(), ben, turn)).toMatchObject({ stage: 'claimed' });
    expect(eventsOf(when({ type: 'offer', to: ben.id }, aLead(), null, turn))).toEqual([]);
    expect(eventsOf(when({ type: 'draw' }, aLead(), null, by('fair claim')))).toEqual([]);
  });

  it('more time leaves the offer where there are no ladders, too', () => {
    const { ladders: _, ...unladdered } = turn;
    const due: Lead = { ...offered, dueAt: now + hourMs };
    expect(outcome({ type: 'extend' }, due, mo, unladdered).steps).toEqual([
      { step: 'offer', at: now + 10 * minuteMs },
    ]);
  });

  it('more time leaves the offer as it is, and the draw, between the steps of the new time', () => {
    const offer = { step: 'offer', at: now + 10 * minuteMs } as const;
    const draw = { step: 'draw', at: now + 200 * minuteMs } as const;
    const warned = { ...ladders, prospecting: { ...none, warn: 100 } };
    const due: Lead = { ...offered, dueAt: now + hourMs, steps: [draw, { step: 'remind', at: now }, offer] };
    // A quarter of an hour more than the hour.
    const after = outcome({ type: 'extend' }, due, mo, { ...turn, ladders: warned });
    expect(after.steps).toEqual([offer, { step: 'warn', at: now + 75 * minuteMs }, draw]);
  });

  it('more time brings no offer to what has none', () => {
    const due = aLead({ stage: 'claimed', dueAt: now + hourMs });
    const warned = { ...ladders, prospecting: { ...none, warn: 100 } };
    const after = outcome({ type: 'extend' }, due, mo, { ...turn, ladders: warned });
    expect(after.steps).toEqual([{ step: 'warn', at: now + 2 * hourMs }]);
  });
});

describe('a limit of one’s own', () => {
  it('goes before the general one', () => {
    const held = { ...ana, load: { ...ana.load, claimed: 3 } };
    expect(refusalOf(when({ type: 'claim' }, aLead(), held))).toMatchObject({ limit: 3 });
    expect(outcome({ type: 'claim' }, aLead(), { ...held, limits: { claimed: 5 } })).toMatchObject({
      stage: 'claimed',
    });
    const one = { ...ana, load: { ...ana.load, claimed: 1 }, limits: { claimed: 1 } };
    expect(refusalOf(when({ type: 'claim' }, aLead(), one))).toMatchObject({
      code: 'limit_reached',
      limit: 1,
    });
  });
});
