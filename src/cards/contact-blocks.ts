/** How to reach the person, in full, and what they wrote. For private cards alone. */
import type { Contact } from '../core/contact.ts';
import type { LeadView } from '../core/lead-view.ts';
import type { Language } from '../core/member.ts';
import { speak } from '../words/say.ts';
import type { Block } from './card.ts';

type ContactLine = Extract<Block, { type: 'contact' }>['lines'][number];

export function contactBlocks(view: LeadView, language: Language): readonly Block[] {
  const say = speak(language);
  const lines = contactLines(view.contact, language);
  const { message } = view.contact;
  return [
    lines.length === 0 ? { type: 'note', text: say('cards.noContact') } : { type: 'contact', lines },
    ...(message === null
      ? []
      : [{ type: 'fields', fields: [{ label: say('cards.field.message'), value: message }] } as const]),
  ];
}

function contactLines(contact: Contact, language: Language): readonly ContactLine[] {
  const say = speak(language);
  const line = (kind: 'name' | 'phone' | 'email' | 'company'): readonly ContactLine[] => {
    const value = contact[kind];
    if (value === null) return [];
    const label = say(`names.contact.${kind}`);
    // Not to be drawn as a link that dials.
    if (kind === 'phone' && !contact.phoneChecked) {
      return [{ kind: 'other', label, value: `${value} (${say('cards.field.unchecked')})` }];
    }
    return [{ kind, label, value }];
  };
  return [
    ...line('name'),
    ...line('phone'),
    ...line('email'),
    ...line('company'),
    ...Object.entries(contact.fields).map(([label, value]) => ({ kind: 'other', label, value }) as const),
  ];
}
