/** What a search found: where each lead stands and with whom. No contact: who may have it asks for it, and that is recorded. */
import { custodianOf, isAlive } from '../core/lead.ts';
import type { Lead } from '../core/lead.ts';
import type { LeadView } from '../core/lead-view.ts';
import { speak } from '../words/say.ts';
import { buttonBlock, cardButton, commandButton } from './action-buttons.ts';
import type { Block, Button, Card } from './card.ts';
import { fitCard } from './envelope.ts';
import { custodianName, leadTitle } from './lead-words.ts';
import { maskedHint } from './mask.ts';
import type { CardOptions } from './options.ts';

const shownLeads = 10;
/** So few are worth buttons of their own; each lead has its own row, since a verb stands once in a block (S42). */
const fewLeads = 3;

export function foundCard(views: readonly LeadView[], options: CardOptions): Card {
  const say = speak(options.language);
  const shown = views.slice(0, shownLeads);
  const hasButtons = views.length <= fewLeads;
  return fitCard({
    title: say('cards.found.title', { count: views.length }),
    blocks: [
      ...shown.flatMap((view): readonly Block[] => [
        {
          type: 'fields',
          fields: [{ label: leadTitle(view.lead, options), value: whereabouts(view, options) }],
        },
        ...(hasButtons ? buttonBlock(buttons(view.lead, options)) : []),
      ]),
      ...(views.length > shown.length ? [{ type: 'note', text: say('cards.found.more') } as const] : []),
    ],
  });
}

function buttons(lead: Lead, { language }: CardOptions): readonly Button[] {
  const history = cardButton('history', lead.ref, language);
  const hasContact = isAlive(lead) && !lead.erased && lead.stage !== 'new' && lead.stage !== 'qualified';
  return hasContact ? [commandButton('reveal', lead.ref, language), history] : [history];
}

function whereabouts(view: LeadView, { language }: CardOptions): string {
  const say = speak(language);
  const stage = say(`names.stage.${view.lead.stage}`);
  const who = custodianOf(view.lead) === null ? null : custodianName(view, language);
  return [stage, who, maskedHint(view.contact)].filter((part) => part !== null).join(' · ');
}
