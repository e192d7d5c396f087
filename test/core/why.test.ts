import { describe, expect, it } from 'vitest';
import type { Happening, LeadEvent } from '../../src/core/event.ts';
import { whoCould, type Chance } from '../../src/core/why.ts';
import { aLead, aMoment } from '../support/a-lead.ts';
import { ana, ben, cleo } from '../support/people.ts';

const event = (happening: Happening, by: string | null): LeadEvent => ({
  ...happening,
  at: aMoment,
  by,
  via: 'web',
});
const received = event(
  {
    type: 'received',
    ref: 'l_first',
    number: 1,
    direction: 'main',
    source: null,
    receivedAt: aMoment,
    previous: null,
    dueAt: null,
  },
  null,
);
const chances: readonly Chance[] = [
  { id: ana.id, isAway: false, isFree: true },
  { id: ben.id, isAway: true, isFree: false },
  { id: 'm_eve', isAway: false, isFree: false },
];
const me = (lead: Parameters<typeof aLead>[0], events: readonly LeadEvent[], asker: string) =>
  whoCould(aLead(lead), [received, ...events], chances, asker).me;

describe('who could have had a lead', () => {
  it('while it is free: those who can take it, and those who are away or full', () => {
    expect(whoCould(aLead(), [received], chances, ana.id)).toMatchObject({
      free: [ana.id],
      away: [ben.id],
      full: ['m_eve'],
    });
    const taken = aLead({ stage: 'claimed', prospector: ana.id });
    expect(whoCould(taken, [received], chances, ben.id)).toMatchObject({ free: [], away: [], full: [] });
  });

  it('by turns: to whom it was offered since it was free, not before', () => {
    const events = [
      received,
      event({ type: 'offered', to: ana.id, until: 1 }, null),
      event({ type: 'claimed', dueAt: null }, ana.id),
      event({ type: 'released', dueAt: null }, ana.id),
      event({ type: 'offered', to: ben.id, until: 1 }, null),
      event({ type: 'offered', to: null, until: 1 }, null),
    ];
    expect(whoCould(aLead(), events, chances, ana.id).offered).toEqual([ben.id, null]);
  });
});

describe('why not me', () => {
  const claimed = { stage: 'claimed', prospector: ben.id } as const;
  const taken = event({ type: 'claimed', dueAt: null }, ben.id);

  it.each([
    ['the role is another', {}, [], cleo.id, { type: 'other_role' }],
    ['I am away', {}, [], ben.id, { type: 'away' }],
    ['I am full', {}, [], 'm_eve', { type: 'full' }],
    ['but I can', {}, [], ana.id, { type: 'can' }],
    ['it is mine', { stage: 'claimed', prospector: ana.id }, [taken], ana.id, { type: 'mine' }],
    ['somebody was first', claimed, [taken], ana.id, { type: 'slower', to: ben.id }],
    [
      'somebody had waited longer',
      claimed,
      [event({ type: 'asked', until: 1 }, ana.id), event({ type: 'asked', until: 1 }, ben.id), taken],
      ana.id,
      { type: 'waited_less', to: ben.id },
    ],
    [
      'I let it pass',
      claimed,
      [event({ type: 'offered', to: ana.id, until: 1 }, null), taken],
      ana.id,
      { type: 'let_pass' },
    ],
    [
      'I declined it',
      claimed,
      [
        event({ type: 'offered', to: ana.id, until: 1 }, null),
        event({ type: 'declined', reason: 'busy' }, ana.id),
        taken,
      ],
      ana.id,
      { type: 'declined', reason: 'busy' },
    ],
    [
      'a manager gave it to somebody',
      claimed,
      [event({ type: 'assigned', to: ben.id, from: null, dueAt: null }, 'm_mo')],
      ana.id,
      { type: 'given', to: ben.id },
    ],
    ['it is my turn', { offer: { to: ana.id, until: 1 } }, [], ana.id, { type: 'offered' }],
    ['it is another’s turn', { offer: { to: ben.id, until: 1 } }, [], ana.id, { type: 'turn' }],
    ['it is for all now', { offer: { to: null, until: 1 }, passed: [ana.id] }, [], ana.id, { type: 'can' }],
    [
      'it was let pass, and is another’s turn',
      { offer: { to: ben.id, until: 1 }, passed: [ana.id] },
      [],
      ana.id,
      { type: 'let_pass' },
    ],
    ['it waits for somebody to be free', { heldAt: 5 }, [], ana.id, { type: 'turn' }],
    ['it is about to be offered', { steps: [{ step: 'offer', at: 5 }] }, [], ana.id, { type: 'turn' }],
    ['it is free, and only its time runs', { steps: [{ step: 'warn', at: 5 }] }, [], ana.id, { type: 'can' }],
    ['it waits as an account', { stage: 'converted' }, [], ana.id, { type: 'can' }],
    [
      'it is a served account',
      { stage: 'converted', accountManager: ben.id },
      [],
      ana.id,
      { type: 'slower', to: ben.id },
    ],
    ['it was erased', { stage: 'converted', erased: true }, [], ana.id, { type: 'over' }],
    ['it is over', { stage: 'lost' }, [], ana.id, { type: 'over' }],
  ] as const)('%s', (_, lead, events, asker, expected) => {
    expect(me(lead, events, asker)).toEqual(expected);
  });
});
