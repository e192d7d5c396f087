import { describe, expect, it } from 'vitest';
import type { Shape } from '../../src/core/policy.ts';
import { aLead, aMoment, aPolicy, hourMs } from '../support/a-lead.ts';
import { ana, anActor, ben, cleo, dan, mo } from '../support/people.ts';
import { eventsOf, now, refusalOf, outcome, when } from './given.ts';

const claim = { type: 'claim' } as const;
const accept = { type: 'accept' } as const;
const take = { type: 'take' } as const;

const full = { claimed: 3, accepted: 3, accounts: 3 };

describe('claim', () => {
  it('puts a new lead into the hands of a prospector, who sees the contact', () => {
    expect(eventsOf(when(claim, aLead(), ana))).toEqual([
      { type: 'claimed', dueAt: now + hourMs },
      { type: 'revealed', own: true, to: ana.id },
    ]);
    expect(outcome(claim, aLead(), ana)).toMatchObject({ stage: 'claimed', prospector: ana.id, since: now });
  });

  it('refuses a second prospector and names the first', () => {
    const lead = aLead({ stage: 'claimed', prospector: ana.id });
    expect(refusalOf(when(claim, lead, ben))).toEqual({ code: 'already_claimed', by: ana.id, at: aMoment });
  });

  it('is quiet for whoever has it', () => {
    expect(eventsOf(when(claim, aLead({ stage: 'claimed', prospector: ana.id }), ana))).toEqual([]);
  });

  it('is quiet for whoever has it even when their limit is reached and they are away', () => {
    const busy = anActor(ana.id, ['prospector'], { away: true, load: full });
    expect(eventsOf(when(claim, aLead({ stage: 'claimed', prospector: ana.id }), busy))).toEqual([]);
  });

  it('says who has a lead that moved on long ago', () => {
    expect(refusalOf(when(claim, aLead({ stage: 'qualified' }), ben))).toEqual({
      code: 'wrong_stage',
      stage: 'qualified',
      by: ana.id,
      at: aMoment,
    });
    expect(refusalOf(when(claim, aLead({ stage: 'accepted', closer: cleo.id }), ben))).toMatchObject({
      code: 'wrong_stage',
      stage: 'accepted',
      by: cleo.id,
    });
    expect(refusalOf(when(claim, aLead({ stage: 'lost' }), ben))).toMatchObject({
      stage: 'lost',
      by: cleo.id,
    });
  });

  it('asks for the role, before it looks at the lead', () => {
    const refusal = { code: 'not_allowed', needs: ['prospector'] };
    expect(refusalOf(when(claim, aLead(), cleo))).toEqual(refusal);
    expect(refusalOf(when(claim, aLead({ stage: 'claimed' }), mo))).toEqual(refusal);
  });

  it('asks for a seat, before it asks for the role', () => {
    expect(refusalOf(when(claim, aLead(), { ...cleo, active: false }))).toEqual({ code: 'not_active' });
    expect(refusalOf(when(claim, aLead(), null))).toEqual({ code: 'not_active' });
  });

  it('gives nothing new to somebody who is away', () => {
    expect(refusalOf(when(claim, aLead(), { ...ana, away: true }))).toEqual({ code: 'away' });
  });

  it('stops at the limit', () => {
    const held = (claimed: number) => ({ ...ana, load: { claimed, accepted: 9, accounts: 9 } });
    expect(when(claim, aLead(), held(2)).ok).toBe(true);
    expect(refusalOf(when(claim, aLead(), held(3)))).toEqual({
      code: 'limit_reached',
      limit: 3,
      held: 3,
      stage: 'claimed',
    });
  });

  it('knows no limit where the playbook says none', () => {
    const { limits } = aPolicy();
    const decision = when(claim, aLead(), { ...ana, load: full }, { limits: { ...limits, claimed: null } });
    expect(decision.ok).toBe(true);
  });

  it('is refused for an erased lead', () => {
    expect(refusalOf(when(claim, aLead({ stage: 'disqualified', erased: true }), ana))).toEqual({
      code: 'erased',
    });
  });
});

describe('accept', () => {
  const qualified = aLead({ stage: 'qualified' });

  it('hands a prospect to a closer', () => {
    expect(outcome(accept, qualified, cleo)).toMatchObject({
      stage: 'accepted',
      closer: cleo.id,
      dueAt: now + 80 * hourMs,
    });
    expect(eventsOf(when(accept, qualified, cleo))[1]).toEqual({ type: 'revealed', own: true, to: cleo.id });
  });

  it('refuses a second closer and names the first, and is quiet for the first', () => {
    const lead = aLead({ stage: 'accepted', closer: 'm_carl' });
    expect(refusalOf(when(accept, lead, cleo))).toEqual({
      code: 'already_accepted',
      by: 'm_carl',
      at: aMoment,
    });
    expect(eventsOf(when(accept, aLead({ stage: 'accepted', closer: cleo.id }), cleo))).toEqual([]);
  });

  it('refuses whoever does not close, is away or has enough', () => {
    expect(refusalOf(when(accept, qualified, ana))).toEqual({ code: 'not_allowed', needs: ['closer'] });
    expect(refusalOf(when(accept, qualified, { ...cleo, away: true }))).toEqual({ code: 'away' });
    expect(refusalOf(when(accept, qualified, { ...cleo, load: full }))).toMatchObject({
      code: 'limit_reached',
      stage: 'accepted',
    });
  });

  it('does not know a lead that nobody has qualified, nor a client', () => {
    expect(refusalOf(when(accept, aLead(), cleo))).toMatchObject({
      code: 'wrong_stage',
      stage: 'new',
      by: null,
    });
    expect(refusalOf(when(accept, aLead({ stage: 'converted' }), cleo))).toMatchObject({
      stage: 'converted',
      by: cleo.id,
    });
  });
});

describe('take', () => {
  const waiting = aLead({ stage: 'converted' });

  it('gives the account to an account manager', () => {
    expect(outcome(take, waiting, dan)).toMatchObject({
      accountManager: dan.id,
      dueAt: now + 24 * hourMs,
      closer: cleo.id,
    });
  });

  it('refuses a second account manager and names the first, and is quiet for the first', () => {
    const served = aLead({ stage: 'converted', accountManager: 'm_dora' });
    expect(refusalOf(when(take, served, dan))).toEqual({ code: 'already_taken', by: 'm_dora', at: aMoment });
    expect(eventsOf(when(take, aLead({ stage: 'converted', accountManager: dan.id }), dan))).toEqual([]);
  });

  it('refuses whoever is no account manager, is away or has enough', () => {
    expect(refusalOf(when(take, waiting, cleo))).toEqual({ code: 'not_allowed', needs: ['account_manager'] });
    expect(refusalOf(when(take, waiting, { ...dan, away: true }))).toEqual({ code: 'away' });
    expect(refusalOf(when(take, waiting, { ...dan, load: full }))).toMatchObject({
      code: 'limit_reached',
      stage: 'accounts',
    });
  });

  it('does not know a lead that is no client yet', () => {
    expect(refusalOf(when(take, aLead({ stage: 'accepted' }), dan))).toMatchObject({
      code: 'wrong_stage',
      by: cleo.id,
    });
  });
});

describe('who may take on what, by shape', () => {
  const people = { prospector: ana, closer: cleo, account_manager: dan, manager: mo };
  const allowed = (shape: Shape, command: typeof claim | typeof accept | typeof take) => {
    const lead = {
      claim: aLead(),
      accept: aLead({ stage: 'qualified' }),
      take: aLead({ stage: 'converted' }),
    }[command.type];
    return Object.entries(people)
      .filter(([, person]) => when(command, lead, person, { shape }).ok)
      .map(([role]) => role);
  };

  it.each([
    ['three-stage', ['prospector'], ['closer'], ['account_manager']],
    ['prospecting+closing', ['prospector', 'closer'], ['prospector', 'closer'], ['account_manager']],
    ['closing+account', ['prospector'], ['closer', 'account_manager'], ['closer', 'account_manager']],
    [
      'solo',
      ['prospector', 'closer', 'account_manager'],
      ['prospector', 'closer', 'account_manager'],
      ['prospector', 'closer', 'account_manager'],
    ],
  ] as const)('%s', (shape, claims, accepts, takes) => {
    expect(allowed(shape, claim)).toEqual(claims);
    expect(allowed(shape, accept)).toEqual(accepts);
    expect(allowed(shape, take)).toEqual(takes);
  });
});
