import { describe, expect, it } from 'vitest';
import { checkClaims } from './check-claims.ts';
import type { Click, Outcome } from './check-claims.ts';

type Answer = Click['answer'];
const click = (member: string, answer: Answer, invokedAt = 0, answeredAt = 10): Click => ({
  lead: 'r1',
  member,
  invokedAt,
  answeredAt,
  answer,
});
const won: Answer = { type: 'won' };
const quiet: Answer = { type: 'quiet' };
const lostTo = (to: string): Answer => ({ type: 'lost', to });

/** Ana wins, presses again and is told that all is well; Ben is told that Ana has it; Ana gets the contact. */
const good: Outcome = {
  leads: ['r1'],
  clicks: [click('ana', won), click('ben', lostTo('ana')), click('ana', quiet, 3, 12)],
  custodians: new Map([['r1', 'ana']]),
  reveals: [{ lead: 'r1', member: 'ana' }],
};
const faultsOf = (change: Partial<Outcome>) =>
  checkClaims({ ...good, ...change }).faults.map((fault) => fault.figure);

describe('the checker of claims', () => {
  it('finds nothing wrong with one winner whom everybody else was told', () => {
    const { counts, faults } = checkClaims(good);
    expect(faults).toEqual([]);
    expect(counts).toMatchObject({ winners: 1, double: 0, 'without winner': 0 });
  });

  it('finds two winners of one lead', () => {
    expect(faultsOf({ clicks: [click('ana', won), click('ben', won)] })).toContain('double');
  });

  it('finds one person who won twice: the second click acted, too', () => {
    expect(faultsOf({ clicks: [click('ana', won), click('ana', won)] })).toContain('double');
  });

  it('finds somebody who was told to have what another won', () => {
    expect(faultsOf({ clicks: [click('ana', won), click('ben', quiet)] })).toContain('double');
  });

  it('finds a winner who does not have it in the end', () => {
    expect(faultsOf({ custodians: new Map([['r1', 'ben']]) })).toEqual(['double']);
    expect(faultsOf({ custodians: new Map() })).toEqual(['double']);
  });

  it('finds a lead that nobody won', () => {
    const { counts, faults } = checkClaims({ ...good, clicks: [click('ben', lostTo('ana'))], reveals: [] });
    expect(counts.winners).toBe(0);
    expect(faults.map((fault) => fault.figure)).toContain('without winner');
    expect(faultsOf({ leads: ['r1', 'r2'] })).toEqual(['without winner']);
  });

  it('takes for the winner whose click was late, and who was told when pressing again', () => {
    const late = { ...click('ana', quiet), wasLate: true };
    const clicks = [late, click('ben', lostTo('ana')), click('ana', quiet, 3, 12)];
    expect(faultsOf({ clicks })).toEqual([]);
    expect(faultsOf({ clicks: [late, click('ben', won)] })).toContain('double');
    expect(faultsOf({ clicks: [click('ana', quiet)] })).toContain('without winner');
  });

  it('finds a loser who was told of the wrong person, or of nobody', () => {
    expect(faultsOf({ clicks: [click('ana', won), click('ben', lostTo('cleo'))] })).toEqual([
      'wrong loser text',
    ]);
    expect(faultsOf({ clicks: [click('ana', won), click('ben', lostTo(''))] })).toEqual(['wrong loser text']);
  });

  it('finds a loser who lost before the winner had clicked', () => {
    const clicks = [click('ben', lostTo('ana'), 0, 5), click('ana', won, 6, 9)];
    expect(faultsOf({ clicks })).toEqual(['wrong loser text']);
  });

  it('finds somebody who was told to have it already before the click that won', () => {
    const clicks = [click('ana', quiet, 0, 5), click('ana', won, 6, 9)];
    expect(faultsOf({ clicks })).toEqual(['wrong loser text']);
  });

  it('finds a contact that was shown to a loser, and a winner who was not shown it', () => {
    expect(faultsOf({ reveals: [...good.reveals, { lead: 'r1', member: 'ben' }] })).toEqual([
      'reveals to a non-winner',
    ]);
    expect(faultsOf({ reveals: [] })).toEqual(['winners without reveal']);
  });

  it('finds clicks that were not answered', () => {
    const clicks = [...good.clicks, click('ben', { type: 'unknown', what: '500' })];
    expect(faultsOf({ clicks })).toEqual(['unanswered clicks']);
  });
});
