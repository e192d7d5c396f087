import { describe, expect, it } from 'vitest';
import { aLead, aMoment, hourMs, minuteMs } from '../support/a-lead.ts';
import { ana, anActor, ben, cleo, dan, mo } from '../support/people.ts';
import { eventsOf, now, refusalOf, outcome, when } from './given.ts';

const qualified = aLead({ stage: 'qualified', qualifiedBy: ana.id });
const accepted = aLead({ stage: 'accepted', closer: cleo.id, qualifiedBy: ana.id });

describe('return', () => {
  const back = { type: 'return', reason: 'not_ready', prospector: ana } as const;

  it('brings a prospect back to the same prospector, from the offer and from the closer’s hands', () => {
    for (const lead of [qualified, accepted]) {
      expect(outcome(back, lead, cleo)).toMatchObject({
        stage: 'claimed',
        prospector: ana.id,
        returns: 1,
        briefed: true,
        dueAt: now + hourMs,
      });
      expect(eventsOf(when(back, lead, cleo))[1]).toEqual({ type: 'revealed', own: true, to: ana.id });
    }
  });

  it.each([
    ['is gone', null],
    ['has lost the seat', { ...ana, active: false }],
    ['does not prospect any more', { ...ana, roles: ['closer'] as const }],
    ['is away', { ...ana, away: true }],
    ['is full', { ...ana, load: { claimed: 3, accepted: 0, accounts: 0 } }],
  ])('goes to all prospectors, brief kept, when theirs %s', (_, prospector) => {
    expect(outcome({ ...back, prospector }, accepted, cleo)).toMatchObject({
      stage: 'new',
      briefed: true,
      qualifiedBy: ana.id,
      returns: 1,
      dueAt: now + 15 * minuteMs,
    });
  });

  it('is done once; then a manager decides', () => {
    const requalified = aLead({ stage: 'qualified', returns: 1 });
    expect(refusalOf(when(back, requalified, cleo))).toEqual({ code: 'returned_before', returns: 1 });
    expect(outcome(back, requalified, mo)).toMatchObject({ stage: 'claimed', returns: 2 });
  });

  it('is any closer’s while it is offered, and the custodian’s afterwards', () => {
    const carl = anActor('m_carl', ['closer']);
    expect(when(back, qualified, carl).ok).toBe(true);
    expect(refusalOf(when(back, accepted, carl))).toEqual({ code: 'not_custodian', custodian: cleo.id });
    expect(refusalOf(when(back, qualified, ben))).toEqual({
      code: 'not_allowed',
      needs: ['closer', 'manager'],
    });
  });

  it('is quiet when pressed twice', () => {
    expect(eventsOf(when(back, outcome(back, accepted, cleo), cleo))).toEqual([]);
  });

  it('wants a reason of the playbook and a prospect', () => {
    expect(refusalOf(when({ ...back, reason: 'mood' }, accepted, cleo))).toMatchObject({
      code: 'unknown_reason',
    });
    expect(refusalOf(when(back, aLead(), cleo))).toMatchObject({ code: 'wrong_stage', stage: 'new' });
    expect(refusalOf(when(back, aLead({ stage: 'converted' }), mo))).toMatchObject({ code: 'wrong_stage' });
  });
});

describe('convert', () => {
  const convert = { type: 'convert', value: 500_000, currency: 'EUR' } as const;

  it('makes a client, and an account that waits', () => {
    expect(outcome(convert, accepted, cleo)).toMatchObject({
      stage: 'converted',
      closer: cleo.id,
      value: 500_000,
      currency: 'EUR',
      convertedAt: now,
      accountManager: null,
      dueAt: now + 4 * hourMs,
    });
  });

  it('counts in the direction’s currency where none is said, and in none without a value', () => {
    expect(outcome({ ...convert, currency: null }, accepted, cleo)).toMatchObject({
      value: 500_000,
      currency: 'UAH',
    });
    expect(outcome({ ...convert, value: null }, accepted, cleo)).toMatchObject({
      value: null,
      currency: null,
    });
  });

  it('is the custodian’s alone, who must close', () => {
    expect(refusalOf(when(convert, accepted, anActor('m_carl', ['closer'])))).toEqual({
      code: 'not_custodian',
      custodian: cleo.id,
    });
    expect(refusalOf(when(convert, accepted, mo))).toEqual({ code: 'not_allowed', needs: ['closer'] });
  });

  it('is told to another closer, though it be the same value', () => {
    const mine = aLead({ stage: 'converted', closer: cleo.id, value: 5, currency: 'UAH' });
    const again = { type: 'convert', value: 5, currency: 'UAH' } as const;
    expect(eventsOf(when(again, mine, cleo))).toEqual([]);
    expect(refusalOf(when(again, mine, { ...cleo, id: 'm_other' }))).toMatchObject({ code: 'wrong_stage' });
    expect(refusalOf(when({ ...again, currency: 'EUR' }, mine, cleo))).toMatchObject({ code: 'wrong_stage' });
  });

  it('again with the same value is quiet, with another it is told', () => {
    const client = outcome(convert, accepted, cleo);
    expect(eventsOf(when(convert, client, cleo))).toEqual([]);
    expect(refusalOf(when({ ...convert, value: 1 }, client, cleo))).toMatchObject({
      code: 'wrong_stage',
      by: cleo.id,
    });
  });

  it('stays quiet after the account was taken', () => {
    const taken = outcome({ type: 'take' }, outcome(convert, accepted, cleo), dan);
    expect(eventsOf(when(convert, taken, cleo))).toEqual([]);
  });

  it('needs an accepted prospect', () => {
    expect(refusalOf(when(convert, qualified, cleo))).toMatchObject({
      code: 'wrong_stage',
      stage: 'qualified',
      at: aMoment,
    });
  });

  it.each(['closing+account', 'solo'] as const)(
    'takes the account at once where the shape is %s',
    (shape) => {
      const events = eventsOf(when(convert, accepted, cleo, { shape }));
      expect(events.map(({ type }) => type)).toEqual(['converted', 'taken']);
      const client = outcome(convert, accepted, cleo, { shape });
      expect(client).toMatchObject({ stage: 'converted', accountManager: cleo.id, dueAt: now + 24 * hourMs });
      expect(eventsOf(when(convert, client, cleo, { shape }))).toEqual([]);
    },
  );

  it('leaves the account to the account team where prospecting and closing are one', () => {
    expect(outcome(convert, accepted, cleo, { shape: 'prospecting+closing' })).toMatchObject({
      accountManager: null,
    });
  });
});

describe('lose', () => {
  const lose = { type: 'lose', reason: 'competitor' } as const;

  it('closes a prospect, by the custodian or a manager', () => {
    for (const actor of [cleo, mo]) {
      expect(outcome(lose, accepted, actor)).toMatchObject({
        stage: 'lost',
        reason: 'competitor',
        before: { stage: 'accepted', closer: cleo.id },
      });
    }
  });

  it('is refused to others, at other stages and without a known reason', () => {
    expect(refusalOf(when(lose, accepted, anActor('m_carl', ['closer'])))).toMatchObject({
      code: 'not_custodian',
    });
    expect(refusalOf(when(lose, qualified, mo))).toMatchObject({ code: 'wrong_stage' });
    expect(refusalOf(when({ type: 'lose', reason: 'not_ready' }, accepted, cleo))).toMatchObject({
      code: 'unknown_reason',
      known: ['too_expensive', 'competitor'],
    });
  });

  it('again is quiet for who did it, and told to others', () => {
    const lost = outcome(lose, accepted, cleo);
    expect(eventsOf(when(lose, lost, cleo))).toEqual([]);
    expect(refusalOf(when(lose, lost, mo))).toMatchObject({
      code: 'wrong_stage',
      stage: 'lost',
      by: cleo.id,
    });
  });
});
