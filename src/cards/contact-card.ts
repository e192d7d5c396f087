/** The answer to *Show contact*: the contact in full, for the eyes of whoever may have it. Private, and recorded. */
import type { LeadView } from '../core/lead-view.ts';
import { formatNumber } from '../core/number.ts';
import { speak } from '../words/say.ts';
import { briefFields } from './brief-fields.ts';
import type { Card } from './card.ts';
import { contactBlocks } from './contact-blocks.ts';
import { fitCard } from './envelope.ts';
import { leadTitle } from './lead-words.ts';
import type { CardOptions } from './options.ts';

export function contactCard(view: LeadView, options: CardOptions): Card {
  const number = formatNumber(view.lead.number);
  const brief = briefFields(view, options);
  return fitCard({
    title: leadTitle(view.lead, options),
    blocks: [
      { type: 'note', text: speak(options.language)('cards.contactIntro', { number }) },
      ...contactBlocks(view, options.language),
      ...(brief.length === 0 ? [] : [{ type: 'fields', fields: brief.map(bare) } as const]),
    ],
  });
}

function bare({ label, value }: { readonly label: string; readonly value: string }) {
  return { label, value };
}
