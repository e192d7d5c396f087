/** The deed that brought a lead to where it is, as one quiet sentence: "Olena took it." */
import type { LeadView } from '../core/lead-view.ts';
import { speak } from '../words/say.ts';
import { memberName, reasonLabel } from './lead-words.ts';
import type { CardOptions } from './options.ts';

export function stateLine(view: LeadView, { language, playbook }: CardOptions): string {
  const { lead, last, names } = view;
  const say = speak(language);
  if (lead.erased) return say('cards.state.erased');
  const name = memberName(last.by, names, language);
  const reason = (kind: 'disqualify' | 'return' | 'lose', id: string) =>
    // Sentences end in their own full stop.
    reasonLabel(kind, id, { lead, language, playbook }).replace(/[.\s]+$/u, '');
  switch (last.type) {
    case 'claimed':
    case 'released':
    case 'qualified':
    case 'accepted':
    case 'converted':
    case 'taken':
    case 'reopened':
      return say(`cards.state.${last.type}`, { name });
    case 'disqualified':
      return say('cards.state.disqualified', { name, reason: reason('disqualify', last.reason) });
    case 'lost':
      return say('cards.state.lost', { name, reason: reason('lose', last.reason) });
    case 'returned':
      return last.to === null
        ? say('cards.state.returned', { name, reason: reason('return', last.reason) })
        : say('cards.state.returnedTo', {
            name,
            reason: reason('return', last.reason),
            to: memberName(last.to, names, language),
          });
    case 'assigned':
      return say('cards.state.assigned', { name, to: memberName(last.to, names, language) });
    case 'vacated':
    case 'expired':
      return say(`cards.state.${last.type}`, { name: memberName(last.member, names, language) });
    default:
      return say('cards.state.received');
  }
}
