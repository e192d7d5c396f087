/** Why a lead stands where it stands, out of its history, and what happens next. */
import type { LeadEvent } from '../core/event.ts';
import { custodianOf, isMove } from '../core/lead.ts';
import type { LeadView } from '../core/lead-view.ts';
import { formatNumber } from '../core/number.ts';
import { sayNear } from '../words/moment.ts';
import { speak } from '../words/say.ts';
import { cardButton } from './action-buttons.ts';
import type { Block, Card } from './card.ts';
import { fitCard } from './envelope.ts';
import { historyLine } from './history-card.ts';
import { toneOf } from './lead-card.ts';
import { dueName } from './lead-moments.ts';
import { custodianName, reasonLabel } from './lead-words.ts';
import type { AnswerCardOptions } from './options.ts';

export function whyCard(view: LeadView, events: readonly LeadEvent[], options: AnswerCardOptions): Card {
  const say = speak(options.language);
  const path = events.filter(isMove).slice(-shownSteps);
  return fitCard({
    title: say('cards.why.title', { number: formatNumber(view.lead.number) }),
    tone: toneOf(view.lead),
    blocks: [
      { type: 'text', text: sayStanding(view, options) },
      ...next(view, options),
      ...(path.length === 0
        ? []
        : ([
            {
              type: 'script',
              title: say('cards.why.path'),
              lines: path.map((event) => `- ${historyLine(event, view, options)}`),
            },
          ] as const)),
      { type: 'buttons', buttons: [cardButton('history', view.lead.ref, options.language)] },
    ],
  });
}

const shownSteps = 6;

function sayStanding(view: LeadView, options: AnswerCardOptions): string {
  const { lead } = view;
  const say = speak(options.language);
  switch (lead.stage) {
    case 'new':
    case 'qualified':
      return say(`cards.why.${lead.stage}`);
    case 'claimed':
    case 'accepted':
      return say(`cards.why.${lead.stage}`, { name: custodianName(view, options.language) });
    case 'converted':
      return custodianOf(lead) === null
        ? say('cards.why.waiting')
        : say('cards.why.served', { name: custodianName(view, options.language) });
    case 'disqualified':
      return say('cards.why.disqualified', {
        reason: reasonLabel('disqualify', lead.reason, { ...options, lead }),
      });
    case 'lost':
      return say('cards.why.lost', { reason: reasonLabel('lose', lead.reason, { ...options, lead }) });
    default:
      return lead satisfies never;
  }
}

function next({ lead }: LeadView, options: AnswerCardOptions): readonly Block[] {
  const { now, language } = options;
  const say = speak(language);
  if (lead.snoozedUntil !== null) {
    return [
      { type: 'note', text: say('cards.why.snoozed', { moment: sayNear(lead.snoozedUntil, options) }) },
    ];
  }
  const due = dueName(lead);
  if (lead.dueAt === null || due === null) return [];
  const filling = { label: lowerFirst(say(`cards.due.${due}`)), moment: sayNear(lead.dueAt, options) };
  return [{ type: 'note', text: say(lead.dueAt < now ? 'cards.why.overdue' : 'cards.why.due', filling) }];
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
