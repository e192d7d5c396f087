import { describe, expect, it } from 'vitest';
import { aLead, hourMs } from '../support/a-lead.ts';
import { ana, anActor, ben, cleo, mo } from '../support/people.ts';
import { eventsOf, now, refusalOf, outcome, when } from './given.ts';

const claimed = aLead({ stage: 'claimed', prospector: ana.id });
const qualify = { type: 'qualify' } as const;

describe('qualify', () => {
  it('makes a prospect, which waits for a closer; who did it is remembered', () => {
    expect(outcome(qualify, claimed, ana)).toMatchObject({
      stage: 'qualified',
      briefed: true,
      qualifiedBy: ana.id,
      dueAt: now + 2 * hourMs,
    });
  });

  it('is quiet when pressed twice, until the prospect moves on', () => {
    const qualified = outcome(qualify, claimed, ana);
    expect(eventsOf(when(qualify, qualified, ana))).toEqual([]);
    const accepted = outcome({ type: 'accept' }, qualified, cleo);
    expect(refusalOf(when(qualify, accepted, ana))).toMatchObject({
      code: 'wrong_stage',
      stage: 'accepted',
      by: cleo.id,
    });
  });

  it('is the custodian’s, who must prospect', () => {
    expect(refusalOf(when(qualify, claimed, ben))).toEqual({ code: 'not_custodian', custodian: ana.id });
    expect(refusalOf(when(qualify, claimed, cleo))).toEqual({ code: 'not_allowed', needs: ['prospector'] });
  });

  it('needs a claimed lead', () => {
    expect(refusalOf(when(qualify, aLead(), ana))).toMatchObject({ code: 'wrong_stage', stage: 'new' });
    expect(refusalOf(when(qualify, outcome(qualify, claimed, ana), ben))).toMatchObject({
      code: 'wrong_stage',
      by: ana.id,
    });
  });

  it.each(['prospecting+closing', 'solo'] as const)(
    'is at once an acceptance where the shape is %s',
    (shape) => {
      const full = anActor(ana.id, ['prospector'], { load: { claimed: 1, accepted: 3, accounts: 3 } });
      const events = eventsOf(when(qualify, claimed, full, { shape }));
      expect(events.map(({ type }) => type)).toEqual(['qualified', 'accepted']);
      const accepted = outcome(qualify, claimed, full, { shape });
      expect(accepted).toMatchObject({ stage: 'accepted', closer: ana.id, qualifiedBy: ana.id });
      expect(eventsOf(when(qualify, accepted, full, { shape }))).toEqual([]);
    },
  );

  it('leaves the border open where closing is merged with the account', () => {
    expect(outcome(qualify, claimed, ana, { shape: 'closing+account' }).stage).toBe('qualified');
  });
});

describe('disqualify', () => {
  const disqualify = { type: 'disqualify', reason: 'not_a_fit' } as const;

  it('closes a lead with a reason, and remembers where it was', () => {
    expect(outcome(disqualify, claimed, ana)).toMatchObject({
      stage: 'disqualified',
      reason: 'not_a_fit',
      before: { stage: 'claimed', prospector: ana.id },
      dueAt: null,
    });
  });

  it('is a manager’s at any open stage', () => {
    for (const stage of ['new', 'claimed', 'qualified', 'accepted'] as const) {
      expect(outcome(disqualify, aLead({ stage }), mo).stage).toBe('disqualified');
    }
  });

  it('is nobody else’s but the custodian’s of a claimed lead', () => {
    expect(refusalOf(when(disqualify, claimed, ben))).toEqual({ code: 'not_custodian', custodian: ana.id });
    expect(refusalOf(when(disqualify, aLead(), ana))).toEqual({ code: 'not_allowed', needs: ['manager'] });
    expect(refusalOf(when(disqualify, aLead({ stage: 'accepted' }), cleo))).toEqual({
      code: 'not_allowed',
      needs: ['manager'],
    });
  });

  it('again with the same reason is quiet for who did it; another reason or person is told', () => {
    const gone = outcome(disqualify, claimed, ana);
    expect(eventsOf(when(disqualify, gone, ana))).toEqual([]);
    expect(refusalOf(when({ type: 'disqualify', reason: 'no_answer' }, gone, ana))).toMatchObject({
      code: 'wrong_stage',
    });
    expect(refusalOf(when(disqualify, gone, mo))).toMatchObject({ code: 'wrong_stage', by: ana.id, at: now });
  });

  it('wants a reason of the playbook, before anything else', () => {
    expect(refusalOf(when({ type: 'disqualify', reason: 'mood' }, claimed, ben))).toEqual({
      code: 'unknown_reason',
      reason: 'mood',
      known: ['not_a_fit', 'no_answer'],
    });
  });

  it('does not touch a client', () => {
    expect(refusalOf(when(disqualify, aLead({ stage: 'converted' }), mo))).toMatchObject({
      code: 'wrong_stage',
    });
  });
});
