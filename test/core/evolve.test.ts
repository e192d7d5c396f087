import { describe, expect, it } from 'vitest';
import type { Happening } from '../../src/core/event.ts';
import { evolve, fold } from '../../src/core/evolve.ts';
import type { Lead } from '../../src/core/lead.ts';
import { aLead, aMoment } from '../support/a-lead.ts';
import { ana, ben, cleo, dan, mo } from '../support/people.ts';
import { aStory } from './a-story.ts';

const at = (happening: Happening, by: string | null = mo.id) =>
  ({ ...happening, at: aMoment + 1, by, via: 'web' }) as const;

describe('the fold', () => {
  it('tells a lead’s life up to the served account', () => {
    const { lead, history } = aStory([
      [{ type: 'claim' }, ana],
      [{ type: 'touch', kind: 'call', outcome: 'reached' }, ana],
      [{ type: 'qualify' }, ana],
      [{ type: 'accept' }, cleo],
      [{ type: 'convert', value: 900, currency: 'EUR' }, cleo],
      [{ type: 'take' }, dan],
    ]);
    expect(lead).toMatchObject({
      stage: 'converted',
      closer: cleo.id,
      accountManager: dan.id,
      qualifiedBy: ana.id,
    });
    expect(lead.revision).toBe(history.length);
    expect(fold(history)).toEqual(lead);
  });

  it('begins with "received", once', () => {
    const { history } = aStory([]);
    expect(() => fold([])).toThrow('begins with "received"');
    expect(() => fold([...history, ...history])).toThrow('cannot happen');
    expect(() => evolve(null, at({ type: 'noted' }))).toThrow('no lead');
  });

  it('forgets touches, snoozes and reminders with each move', () => {
    const worked = aLead({
      stage: 'claimed',
      touchedAt: aMoment,
      snoozedUntil: aMoment + 5,
      escalated: 'warn',
    });
    expect(evolve(worked, at({ type: 'released', dueAt: 9 }, ana.id))).toMatchObject({
      touchedAt: null,
      snoozedUntil: null,
      escalated: null,
      since: aMoment + 1,
      dueAt: 9,
    });
  });

  it('changes nothing but the revision for what only has to be remembered', () => {
    const lead = aLead({ stage: 'claimed' });
    for (const happening of [
      { type: 'noted' },
      { type: 'repeated', source: 'fair' },
      { type: 'revealed', own: true, to: ana.id },
    ] as const) {
      expect(evolve(lead, at(happening))).toEqual({ ...lead, revision: lead.revision + 1 });
    }
  });
});

describe('what cannot be', () => {
  const [fresh, claimed, qualified, accepted] = [
    aLead(),
    aLead({ stage: 'claimed' }),
    aLead({ stage: 'qualified' }),
    aLead({ stage: 'accepted' }),
  ];
  const served = aLead({ stage: 'converted', accountManager: dan.id });
  const lost = aLead({ stage: 'lost' });

  it.each<[string, Lead, Happening, string | null]>([
    ['a claim of a claimed lead', claimed, { type: 'claimed', dueAt: null }, ben.id],
    ['a claim by nobody', fresh, { type: 'claimed', dueAt: null }, null],
    ['a release by another', claimed, { type: 'released', dueAt: null }, ben.id],
    ['a release of what nobody has', qualified, { type: 'released', dueAt: null }, ana.id],
    [
      'a touch of what nobody has',
      fresh,
      { type: 'touched', kind: 'call', outcome: 'reached', dueAt: null },
      ana.id,
    ],
    ['a snooze of what nobody has', qualified, { type: 'snoozed', until: 5 }, ana.id],
    ['a qualification by another', claimed, { type: 'qualified', dueAt: null }, ben.id],
    ['a qualification of a new lead', fresh, { type: 'qualified', dueAt: null }, ana.id],
    ['an acceptance of a claimed lead', claimed, { type: 'accepted', dueAt: null }, cleo.id],
    ['a return of a claimed lead', claimed, { type: 'returned', reason: 'x', to: null, dueAt: null }, mo.id],
    [
      'a client out of a prospect',
      qualified,
      { type: 'converted', value: 1, currency: 'UAH', dueAt: null },
      cleo.id,
    ],
    ['a loss of a claimed lead', claimed, { type: 'lost', reason: 'x' }, cleo.id],
    ['a second disqualification', lost, { type: 'disqualified', reason: 'x' }, mo.id],
    ['a second taking', served, { type: 'taken', dueAt: null }, dan.id],
    ['a taking of a prospect', accepted, { type: 'taken', dueAt: null }, dan.id],
    ['an assignment of a lost lead', lost, { type: 'assigned', to: ana.id, from: null, dueAt: null }, mo.id],
    ['a reopening of an open lead', claimed, { type: 'reopened', dueAt: null }, mo.id],
    ['a value of no client', accepted, { type: 'corrected', fields: ['value'], value: 1 }, mo.id],
    ['somebody leaving who had nothing', claimed, { type: 'vacated', member: ben.id, dueAt: null }, null],
    ['time running out for another', accepted, { type: 'expired', member: ana.id, dueAt: null }, null],
    ['a decline of what was not offered', fresh, { type: 'declined', reason: 'busy' }, ben.id],
    ['waking of what does not sleep', claimed, { type: 'woken', dueAt: null }, null],
    ['asking after what nobody has', qualified, { type: 'nudged', member: ana.id }, mo.id],
    ['standing in where nobody stands', qualified, { type: 'covered', to: ben.id }, null],
    ['a reminder where nothing is due', fresh, { type: 'escalated', step: 'warn' }, null],
    ['anything after an erasure', aLead({ stage: 'disqualified', erased: true }), { type: 'noted' }, mo.id],
  ])('%s', (_, lead, happening, by) => {
    expect(() => evolve(lead, at(happening, by))).toThrow(/cannot happen|Nobody/u);
  });
});

describe('a correction', () => {
  const client = aLead({ stage: 'converted', value: 100, currency: 'UAH' });

  it('of the value alone keeps the currency, and of the source alone the value', () => {
    const mended = evolve(client, at({ type: 'corrected', fields: ['value'], value: 5 }));
    expect(mended).toEqual({ ...client, revision: client.revision + 1, value: 5 });
    const moved = evolve(client, at({ type: 'corrected', fields: ['source'], source: null }));
    expect(moved).toEqual({ ...client, revision: client.revision + 1, source: null });
  });

  it('of both says in which currency it is', () => {
    const event = { type: 'corrected', fields: ['value'], value: 5, currency: 'EUR' } as const;
    expect(evolve(client, at(event))).toMatchObject({ value: 5, currency: 'EUR' });
  });
});
