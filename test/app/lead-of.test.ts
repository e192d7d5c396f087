import { expect, it } from 'vitest';
import { leadOf } from '../../src/app/lead-of.ts';
import type { LeadEvent } from '../../src/core/event.ts';
import type { LeadView } from '../../src/core/lead-view.ts';
import { aLead, aMoment } from '../support/a-lead.ts';
import { aPlaybook } from '../support/a-playbook.ts';

const received: LeadEvent = {
  type: 'received',
  ref: 'l_first',
  number: 1042,
  direction: 'main',
  source: 'website',
  receivedAt: aMoment,
  previous: null,
  dueAt: null,
  at: aMoment,
  by: null,
  via: 'intake',
};

function aView(parts: Partial<LeadView> = {}): LeadView {
  return {
    lead: aLead(),
    contact: {
      name: 'Canary Name',
      phone: '+380671234567',
      phoneChecked: true,
      email: 'canary@example.com',
      company: 'Canary Ltd',
      message: 'canary message',
      fields: { canary: 'canary field' },
    },
    brief: [
      { question: 'need', value: 'canary need' },
      { question: 'when', value: 'now' },
      { question: 'budget', value: 500_00, currency: 'UAH' },
      { question: 'gone', value: 'canary of an older playbook' },
    ],
    last: received,
    texts: [{ revision: 2, at: aMoment, by: 'm_ana', text: 'canary note' }],
    names: { m_ana: 'Ana' },
    ...parts,
  };
}

it('a lead over the API tells where it stands and what happened, and nothing that anybody typed', () => {
  const shown = leadOf(aView({ lead: aLead({ stage: 'claimed', dueAt: aMoment }) }), [received], aPlaybook());
  expect(shown).toEqual({
    ref: 'l_first',
    number: 'L-1042',
    stage: 'claimed',
    direction: 'main',
    source: 'website',
    custodian: 'm_ana',
    brief: [
      { question: 'when', value: 'now' },
      { question: 'budget', value: 500_00, currency: 'UAH' },
    ],
    dueAt: '2026-03-04T08:00:00.000Z',
    receivedAt: '2026-03-04T08:00:00.000Z',
    history: [{ at: '2026-03-04T08:00:00.000Z', event: 'received', member: null, via: 'intake' }],
  });
  expect(JSON.stringify(shown)).not.toMatch(/canary|\+380/i);
});

it('a client over the API is an account, waiting or served', () => {
  const lead = aLead({ stage: 'converted', accountManager: 'm_dan', value: 1_250_000, currency: 'UAH' });
  expect(leadOf(aView({ lead }), [received], aPlaybook())).toMatchObject({
    custodian: 'm_dan',
    account: {
      custodian: 'm_dan',
      convertedAt: '2026-03-04T08:00:00.000Z',
      value: 1_250_000,
      currency: 'UAH',
    },
  });
});
