import { describe, expect, it } from 'vitest';
import type { Lead } from '../../src/core/lead.ts';
import { aLead, hourMs, minuteMs } from '../support/a-lead.ts';
import { ana, ben, cleo, dan, mo } from '../support/people.ts';
import { eventsOf, now, refusalOf, outcome, when } from './given.ts';

const claimed = aLead({ stage: 'claimed', prospector: ana.id });
const accepted = aLead({ stage: 'accepted', closer: cleo.id });
const served = aLead({ stage: 'converted', accountManager: dan.id });

describe('assign', () => {
  const to = (person: typeof ana) => ({ type: 'assign', to: person }) as const;

  it('gives each open lead and account to somebody who works at its stage', () => {
    expect(outcome(to(ben), aLead(), mo)).toMatchObject({
      stage: 'claimed',
      prospector: ben.id,
      dueAt: now + hourMs,
    });
    expect(outcome(to(ben), claimed, mo)).toMatchObject({ stage: 'claimed', prospector: ben.id, since: now });
    expect(outcome(to(cleo), aLead({ stage: 'qualified' }), mo)).toMatchObject({
      stage: 'accepted',
      closer: cleo.id,
    });
    expect(outcome(to({ ...cleo, id: 'm_carl' }), accepted, mo)).toMatchObject({
      stage: 'accepted',
      closer: 'm_carl',
    });
    expect(outcome(to(dan), aLead({ stage: 'converted' }), mo)).toMatchObject({ accountManager: dan.id });
  });

  it('says from whom to whom, and that the new custodian sees the contact', () => {
    expect(eventsOf(when(to(ben), claimed, mo))).toEqual([
      { type: 'assigned', to: ben.id, from: ana.id, dueAt: now + hourMs },
      { type: 'revealed', own: true, to: ben.id },
    ]);
  });

  it('passes the limit and an absence', () => {
    const busy = { ...ben, away: true, load: { claimed: 9, accepted: 9, accounts: 9 } };
    expect(when(to(busy), aLead(), mo).ok).toBe(true);
  });

  it('to whoever has it is quiet', () => {
    expect(eventsOf(when(to(ana), claimed, mo))).toEqual([]);
  });

  it('refuses somebody without the stage’s role, or without a seat', () => {
    expect(refusalOf(when(to(cleo), aLead(), mo))).toEqual({
      code: 'not_qualified_person',
      member: cleo.id,
      needs: ['prospector'],
    });
    expect(refusalOf(when(to({ ...ben, active: false }), aLead(), mo))).toMatchObject({
      code: 'not_qualified_person',
    });
    expect(when(to(cleo), aLead(), mo, { shape: 'prospecting+closing' }).ok).toBe(true);
  });

  it('is a manager’s, of what is alive', () => {
    expect(refusalOf(when(to(ben), claimed, ana))).toEqual({ code: 'not_allowed', needs: ['manager'] });
    expect(refusalOf(when(to(ben), aLead({ stage: 'lost' }), mo))).toMatchObject({ code: 'wrong_stage' });
  });
});

describe('reopen', () => {
  const reopen = { type: 'reopen' } as const;
  const closed = (before: Parameters<typeof aLead>[0]) => aLead({ stage: 'disqualified', ...before });

  it('puts a closed lead back where it was, into the same hands', () => {
    expect(outcome(reopen, closed({ before: { stage: 'new' } }), mo)).toMatchObject({
      stage: 'new',
      dueAt: now + 15 * minuteMs,
    });
    expect(outcome(reopen, closed({ before: { stage: 'claimed', prospector: ben.id } }), mo)).toMatchObject({
      stage: 'claimed',
      prospector: ben.id,
    });
    expect(outcome(reopen, closed({ before: { stage: 'qualified' } }), mo)).toMatchObject({
      stage: 'qualified',
    });
    expect(outcome(reopen, aLead({ stage: 'lost' }), mo)).toMatchObject({
      stage: 'accepted',
      closer: cleo.id,
    });
  });

  it('leaves nothing of the closed stage behind', () => {
    const open = outcome(reopen, aLead({ stage: 'lost' }), mo);
    expect(Object.keys(open)).not.toContain('reason');
    expect(Object.keys(open)).not.toContain('before');
    expect(Object.keys(outcome(reopen, served, mo))).not.toContain('accountManager');
  });

  it('shows nothing anew to a closer who had the account, too', () => {
    const both = aLead({ stage: 'converted', closer: cleo.id, accountManager: cleo.id });
    expect(eventsOf(when(reopen, both, mo))).toEqual([{ type: 'reopened', dueAt: now + 80 * hourMs }]);
    expect(eventsOf(when(reopen, served, mo))[1]).toEqual({ type: 'revealed', own: true, to: cleo.id });
  });

  it('undoes a conversion by mistake', () => {
    expect(outcome(reopen, served, mo)).toMatchObject({ stage: 'accepted', closer: cleo.id });
  });

  it('is quiet when pressed twice', () => {
    expect(eventsOf(when(reopen, outcome(reopen, served, mo), mo))).toEqual([]);
  });

  it('is a manager’s, of what is closed', () => {
    expect(refusalOf(when(reopen, aLead({ stage: 'lost' }), cleo))).toEqual({
      code: 'not_allowed',
      needs: ['manager'],
    });
    expect(refusalOf(when(reopen, claimed, mo))).toMatchObject({ code: 'wrong_stage', by: ana.id });
  });
});

describe('reveal', () => {
  const reveal = { type: 'reveal' } as const;

  it('shows the custodian their own as often as they like', () => {
    const often = { ...ana, revealsToday: 99 };
    expect(eventsOf(when(reveal, claimed, often))).toEqual([{ type: 'revealed', own: true, to: ana.id }]);
  });

  it('shows a manager any, up to the limit of a day', () => {
    expect(eventsOf(when(reveal, claimed, mo))).toEqual([{ type: 'revealed', own: false, to: mo.id }]);
    expect(refusalOf(when(reveal, claimed, { ...mo, revealsToday: 2 }))).toEqual({
      code: 'reveal_limit_reached',
      limit: 2,
    });
  });

  it('shows nobody else anything: the right ends with the custody', () => {
    expect(refusalOf(when(reveal, claimed, ben))).toEqual({ code: 'not_custodian', custodian: ana.id });
    const qualified = outcome({ type: 'qualify' }, claimed, ana);
    expect(refusalOf(when(reveal, qualified, ana))).toEqual({ code: 'not_custodian', custodian: null });
    expect(refusalOf(when(reveal, aLead({ stage: 'disqualified' }), mo))).toMatchObject({
      code: 'wrong_stage',
    });
  });
});

describe('correct', () => {
  it('says which fields, not what', () => {
    expect(eventsOf(when({ type: 'correct', fields: ['phone', 'name', 'phone'] }, claimed, ana))).toEqual([
      { type: 'corrected', fields: ['phone', 'name'] },
    ]);
  });

  it('mends the source and a client’s value', () => {
    expect(outcome({ type: 'correct', fields: ['source'], source: null }, claimed, mo).source).toBe(null);
    expect(outcome({ type: 'correct', fields: ['value'], value: 7 }, served, dan)).toMatchObject({
      value: 7,
      currency: 'UAH',
    });
    expect(
      outcome({ type: 'correct', fields: ['value'], value: 7, currency: 'USD' }, served, mo),
    ).toMatchObject({ currency: 'USD' });
  });

  it('keeps hands off what it does not name', () => {
    expect(
      outcome({ type: 'correct', fields: ['name'], source: 'fair', value: 1 }, served, mo),
    ).toMatchObject({
      source: 'website',
      value: 1_250_000,
    });
  });

  it('of nothing is quiet', () => {
    expect(eventsOf(when({ type: 'correct', fields: [] }, claimed, ana))).toEqual([]);
  });

  it('is refused to strangers, on closed leads, and for the value of no client', () => {
    expect(refusalOf(when({ type: 'correct', fields: ['name'] }, claimed, ben))).toMatchObject({
      code: 'not_custodian',
    });
    expect(
      refusalOf(when({ type: 'correct', fields: ['name'] }, aLead({ stage: 'lost' }), mo)),
    ).toMatchObject({ code: 'wrong_stage' });
    expect(refusalOf(when({ type: 'correct', fields: ['value'], value: 7 }, claimed, ana))).toMatchObject({
      code: 'wrong_stage',
    });
  });
});

describe('erase', () => {
  const erase = { type: 'erase' } as const;

  it('closes an open lead, empties the hands that had an account, and keeps the figures', () => {
    expect(outcome(erase, claimed, mo)).toMatchObject({
      stage: 'disqualified',
      reason: 'erased',
      erased: true,
      dueAt: null,
    });
    expect(outcome(erase, served, mo)).toMatchObject({
      stage: 'converted',
      accountManager: null,
      value: 1_250_000,
      erased: true,
    });
    expect(outcome(erase, aLead({ stage: 'lost' }), mo)).toMatchObject({
      stage: 'lost',
      reason: 'too_expensive',
      erased: true,
    });
  });

  it('is the end: nothing else is done to it, and erasing again is quiet', () => {
    const erased = outcome(erase, claimed, mo);
    expect(eventsOf(when(erase, erased, mo))).toEqual([]);
    expect(refusalOf(when({ type: 'reopen' }, erased, mo))).toEqual({ code: 'erased' });
    expect(refusalOf(when({ type: 'reveal' }, erased, mo))).toEqual({ code: 'erased' });
    expect(eventsOf(when({ type: 'escalate' }, erased, null))).toEqual([]);
  });

  it('is a manager’s', () => {
    expect(refusalOf(when(erase, claimed, ana))).toEqual({ code: 'not_allowed', needs: ['manager'] });
  });
});

describe('vacate', () => {
  it('frees what somebody had who is gone', () => {
    expect(outcome({ type: 'vacate', member: ana.id }, claimed, mo)).toMatchObject({
      stage: 'new',
      dueAt: now + 15 * minuteMs,
    });
    expect(outcome({ type: 'vacate', member: cleo.id }, accepted, null)).toMatchObject({
      stage: 'qualified',
    });
    expect(outcome({ type: 'vacate', member: dan.id }, served, mo)).toMatchObject({
      stage: 'converted',
      accountManager: null,
    });
  });

  it('is quiet where they have nothing', () => {
    expect(eventsOf(when({ type: 'vacate', member: ben.id }, claimed, mo))).toEqual([]);
    expect(eventsOf(when({ type: 'vacate', member: ana.id }, aLead(), mo))).toEqual([]);
  });
});

describe('the clock', () => {
  it('takes back what is due, and only then', () => {
    const due = { ...claimed, dueAt: now };
    expect(outcome({ type: 'expire' }, due, null)).toMatchObject({
      stage: 'new',
      lastMove: { type: 'expired', by: null },
    });
    expect(eventsOf(when({ type: 'expire' }, { ...claimed, dueAt: now + 1 }, null))).toEqual([]);
    expect(eventsOf(when({ type: 'expire' }, { ...aLead(), dueAt: now - 1 }, null))).toEqual([]);
    expect(eventsOf(when({ type: 'expire' }, claimed, null))).toEqual([]);
  });

  it('takes each step of the ladder once for each due time', () => {
    const due: Lead = {
      ...claimed,
      dueAt: now + minuteMs,
      steps: [
        { step: 'warn', at: now },
        { step: 'remind', at: now + minuteMs },
      ],
    };
    const warned = outcome({ type: 'escalate' }, due, null);
    expect(warned.escalated).toBe('warn');
    expect(eventsOf(when({ type: 'escalate' }, warned, null))).toEqual([]);
    const late = { ...warned, steps: [{ step: 'remind', at: now } as const] };
    expect(outcome({ type: 'escalate' }, late, null)).toMatchObject({ escalated: 'remind', steps: [] });
    const touched = outcome({ type: 'touch', kind: 'call', outcome: 'reached' }, warned, ana);
    expect(touched.escalated).toBe(null);
  });

  it('has nothing to say of what is over, nor of what nobody has, asleep or not', () => {
    const steps = [{ step: 'warn', at: now }] as const;
    for (const lead of [
      aLead({ stage: 'lost', dueAt: now, steps }),
      aLead({ stage: 'lost', dueAt: now, snoozedUntil: now }),
      aLead({ dueAt: now, steps, snoozedUntil: now }),
    ])
      expect(eventsOf(when({ type: 'escalate' }, lead, null))).toEqual([]);
  });

  it('says how many in a row went back where that is counted, and else nothing of it', () => {
    const due = { ...claimed, dueAt: now };
    const counted = eventsOf(when({ type: 'expire', inARow: 2 }, due, null)).at(-1);
    expect(counted).toMatchObject({ type: 'expired', inARow: 2 });
    const uncounted = eventsOf(when({ type: 'expire' }, due, null)).at(-1);
    expect(Object.keys(uncounted ?? {})).not.toContain('inARow');
  });

  it('takes nothing back whose ladder has steps that are due, but not that one', () => {
    const steps = [
      { step: 'warn', at: now - 1 },
      { step: 'give back', at: now + 1 },
    ] as const;
    const due: Lead = { ...claimed, dueAt: now - 1, steps };
    expect(eventsOf(when({ type: 'expire' }, due, null))).toEqual([]);
    expect(
      outcome({ type: 'expire' }, { ...due, steps: [{ step: 'give back', at: now }] }, null),
    ).toMatchObject({
      stage: 'new',
    });
  });

  it('has nothing to say where nothing is due', () => {
    expect(eventsOf(when({ type: 'escalate' }, claimed, null))).toEqual([]);
  });
});
