/** A private message, or one to the managers' places, that is told once. It holds no contact. */
import { custodianOf, type MemberId } from '../core/lead.ts';
import type { LeadView } from '../core/lead-view.ts';
import type { Telling } from '../core/notice.ts';
import { formatNumber } from '../core/number.ts';
import { buttonsFor } from '../core/offers.ts';
import { sayMoment } from '../words/moment.ts';
import { speak } from '../words/say.ts';
import { buttonBlock, cardButton, commandButton } from './action-buttons.ts';
import type { Block, Card } from './card.ts';
import { fitCard } from './envelope.ts';
import { custodianName, directionName, directionOf, memberName, reasonLabel } from './lead-words.ts';
import type { CardOptions } from './options.ts';

export function tellCard(telling: Telling, view: LeadView, options: CardOptions): Card {
  const { lead } = view;
  const say = speak(options.language);
  return fitCard({
    title: titleOf(telling, view, options),
    tone: telling === 'client_converted' || telling === 'prospect_accepted' ? 'done' : 'waiting',
    blocks: [
      { type: 'text', text: textOf(telling, view, options) },
      {
        type: 'fields',
        fields: [{ label: say('cards.field.direction'), value: directionName(lead, options) }],
      },
      ...buttons(telling, view, options),
    ],
  });
}

function titleOf(telling: Telling, view: LeadView, { language }: CardOptions): string {
  const say = speak(language);
  const number = formatNumber(view.lead.number);
  if (telling === 'claim_lost') {
    return say('clock.fair.lostTitle', { number, name: custodianName(view, language) });
  }
  if (telling !== 'lead_taken_away') return say(`cards.tell.${telling}.title`, { number });
  const { last, lead, names } = view;
  const to = last.type === 'assigned' ? last.to : custodianOf(lead);
  if (to === null) return say('cards.tell.lead_taken_away.gone', { number });
  return say('cards.tell.lead_taken_away.title', { number, to: memberName(to, names, language) });
}

function textOf(telling: Telling, view: LeadView, options: CardOptions): string {
  const { lead, last, names } = view;
  const { language, playbook, timeZone } = options;
  const say = speak(language);
  const name = memberName(doerOf(telling, view), names, language);
  switch (telling) {
    case 'claim_lost':
      return say('clock.fair.lostText', { name: custodianName(view, language) });
    case 'lead_repeated':
      return say('cards.tell.lead_repeated.text');
    case 'call_back':
      return say('cards.tell.call_back.text', {
        name,
        moment: sayMoment(lead.snoozedUntil ?? lead.since, language, timeZone),
      });
    case 'custody_freed': {
      const member = last.type === 'vacated' || last.type === 'expired' ? last.member : last.by;
      return say('cards.tell.custody_freed.text', { name: memberName(member, names, language) });
    }
    case 'lead_returned':
    case 'return_decision': {
      // The lead may have moved on before this is told; then the history knows the reason.
      const reason =
        last.type === 'returned'
          ? reasonLabel('return', last.reason, { lead, language, playbook }).replace(/[.\s]+$/u, '')
          : say('cards.tell.reasonInHistory');
      return say(`cards.tell.${telling}.text`, { name, reason });
    }
    default:
      return say(`cards.tell.${telling}.text`, { name });
  }
}

/** Who did it. By the time it is told, somebody else may have done the next thing. */
function doerOf(telling: Telling, { lead, last }: LeadView): MemberId | null {
  if (telling === 'call_back') return lead.snoozedBy ?? null;
  const isCloserKnown = lead.stage === 'accepted' || lead.stage === 'converted';
  const isOfCloser = telling === 'prospect_accepted' || telling === 'client_converted';
  return isCloserKnown && isOfCloser ? lead.closer : last.by;
}

/** A call that was asked for and is made, or put to another time, by the time it is told. */
export function isStale(telling: Telling, { lead }: LeadView): boolean {
  return telling === 'call_back' && (lead.snoozedBy === undefined || lead.snoozedUntil === null);
}

/** What a manager is asked to decide can be decided here. */
function buttons(
  telling: Telling,
  { lead }: LeadView,
  { language, playbook }: CardOptions,
): readonly Block[] {
  if (telling !== 'return_decision' && telling !== 'custody_freed') return [];
  const shape = directionOf(lead, playbook)?.shape ?? 'three-stage';
  const decisions = buttonsFor(lead, shape, 'managers').filter((command) => deciding.includes(command));
  return buttonBlock([
    ...decisions.map((command) => commandButton(command, lead.ref, language)),
    cardButton('history', lead.ref, language),
  ]);
}

const deciding: readonly string[] = ['assign', 'return', 'disqualify', 'lose'];
