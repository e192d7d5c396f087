/** A lead as it is read for drawing: with a contact, names and the deed that brought it where it is. */
import type { Contact } from '../../src/core/contact.ts';
import type { Happening, LeadEvent } from '../../src/core/event.ts';
import type { LeadView } from '../../src/core/lead-view.ts';
import { aLead, aMoment } from './a-lead.ts';
import { ana, cleo } from './people.ts';

export const names: LeadView['names'] = {
  m_ana: 'Ana',
  m_ben: 'Ben',
  m_cleo: 'Cleo',
  m_dan: 'Dan',
  m_mo: 'Mo',
};

export const aContact: Contact = {
  name: 'Олена Коваленко',
  phone: '+380671234512',
  phoneChecked: true,
  email: 'olena.k@kovalenko-windows.example',
  company: 'Вікна плюс',
  message: 'Please call me',
  fields: {},
};

export function anEvent(
  happening: Happening,
  more: Partial<Pick<LeadEvent, 'at' | 'by' | 'via'>> = {},
): LeadEvent {
  return { at: aMoment, by: ana.id, via: 'web', ...happening, ...more };
}

type Parts = Omit<Partial<LeadView>, 'lead' | 'contact'> & {
  readonly lead?: Parameters<typeof aLead>[0];
  readonly contact?: Partial<Contact>;
};

/** `aView({ lead: { stage: 'claimed' } })`: what is not said follows from the lead. */
export function aView({ lead: overrides, contact, ...more }: Parts = {}): LeadView {
  const lead = aLead(overrides);
  return {
    lead,
    contact: { ...aContact, ...contact },
    brief: [],
    texts: [],
    names,
    last: lastOf(lead),
    ...more,
  };
}

function lastOf(lead: LeadView['lead']): LeadEvent {
  switch (lead.stage) {
    case 'claimed':
      return anEvent({ type: 'claimed', dueAt: null }, { by: lead.prospector });
    case 'qualified':
      return anEvent({ type: 'qualified', dueAt: null });
    case 'accepted':
      return anEvent({ type: 'accepted', dueAt: null }, { by: lead.closer });
    case 'converted':
      return lead.accountManager === null
        ? anEvent(
            { type: 'converted', value: lead.value, currency: lead.currency, dueAt: null },
            { by: lead.closer },
          )
        : anEvent({ type: 'taken', dueAt: null }, { by: lead.accountManager });
    case 'disqualified':
      return anEvent({ type: 'disqualified', reason: lead.reason });
    case 'lost':
      return anEvent({ type: 'lost', reason: lead.reason }, { by: cleo.id });
    default:
      return anEvent(
        {
          type: 'received',
          ref: lead.ref,
          number: lead.number,
          direction: lead.direction,
          source: lead.source,
          receivedAt: lead.receivedAt,
          previous: lead.previous,
          dueAt: null,
        },
        { by: null, via: 'intake' },
      );
  }
}
