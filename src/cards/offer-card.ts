/** It is somebody's turn: a private card with what channels are shown of the lead, and no contact yet. */
import { formatCode } from '../core/code.ts';
import type { LeadView } from '../core/lead-view.ts';
import { declineReasons } from '../core/distribution.ts';
import type { Ref } from '../core/lead.ts';
import type { Language } from '../core/member.ts';
import { formatNumber } from '../core/number.ts';
import { sayMoment } from '../words/moment.ts';
import { speak } from '../words/say.ts';
import { buttonBlock, commandButton } from './action-buttons.ts';
import type { Card } from './card.ts';
import { fitCard } from './envelope.ts';
import { directionName } from './lead-words.ts';
import { maskedHint } from './mask.ts';
import type { CardOptions } from './options.ts';

export function offerCard(view: LeadView, options: CardOptions): Card {
  const { lead, contact } = view;
  const { language, timeZone } = options;
  const say = speak(language);
  const number = formatNumber(lead.number);
  const hint = maskedHint(contact);
  const until = sayMoment(lead.offer?.until ?? lead.since, language, timeZone);
  return fitCard({
    title: say('clock.offer.title', { number }),
    tone: 'new',
    blocks: [
      { type: 'text', text: say('clock.offer.text', { until }) },
      {
        type: 'fields',
        fields: [
          { label: say('cards.field.direction'), value: directionName(lead, options) },
          ...(lead.source === null ? [] : [{ label: say('cards.field.source'), value: lead.source }]),
          ...(hint === null ? [] : [{ label: say('cards.field.contact'), value: hint }]),
        ],
      },
      ...buttonBlock([
        commandButton(takingCommand(lead.stage), lead.ref, language),
        { type: 'action', label: say('names.button.decline'), action: formatCode('decline', lead.ref) },
      ]),
    ],
  });
}

/** The command that takes what is free at a stage. */
export function takingCommand(stage: string): 'claim' | 'accept' | 'take' {
  if (stage === 'qualified') return 'accept';
  return stage === 'converted' ? 'take' : 'claim';
}

/** Why not: each reason is a button. */
export function declineCard(ref: Ref, number: string, language: Language): Card {
  const say = speak(language);
  return fitCard({
    title: say('clock.offer.title', { number }),
    blocks: [
      { type: 'text', text: say('clock.offer.whyNot') },
      // A verb stands once in a block (S42).
      ...declineReasons.flatMap((reason) =>
        buttonBlock([
          {
            type: 'action',
            label: say(`clock.offer.reason.${reason}`),
            action: formatCode('decline', ref, reason),
          },
        ]),
      ),
    ],
  });
}
