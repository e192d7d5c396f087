/** Why a lead stands where it stands, out of its history, and what happens next. */
import type { LeadEvent } from '../core/event.ts';
import { custodianOf, isMove } from '../core/lead.ts';
import type { MemberId } from '../core/lead.ts';
import type { Language } from '../core/member.ts';
import type { LeadView } from '../core/lead-view.ts';
import { formatNumber } from '../core/number.ts';
import type { WhoCould, WhyNotMe } from '../core/why.ts';
import { sayList } from '../words/list.ts';
import { sayNear } from '../words/moment.ts';
import { speak } from '../words/say.ts';
import { cardButton } from './action-buttons.ts';
import type { Block, Card } from './card.ts';
import { fitCard } from './envelope.ts';
import { historyLine } from './history-card.ts';
import { toneOf } from './lead-card.ts';
import { dueName } from './lead-moments.ts';
import { custodianName, memberName, reasonLabel } from './lead-words.ts';
import type { AnswerCardOptions } from './options.ts';

export function whyCard(
  view: LeadView,
  events: readonly LeadEvent[],
  options: AnswerCardOptions & { readonly could?: WhoCould },
): Card {
  const { could } = options;
  const say = speak(options.language);
  const path = events.filter(isMove).slice(-shownSteps);
  return fitCard({
    title: say('cards.why.title', { number: formatNumber(view.lead.number) }),
    tone: toneOf(view.lead),
    blocks: [
      {
        type: 'text',
        text: [sayStanding(view, options), ...(could ? sayWhoCould(view, could, options) : [])].join(' '),
      },
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

/** Who could take it, who was asked, and why not the reader. */
function sayWhoCould(
  view: LeadView,
  { offered, asked, free, away, full, me }: WhoCould,
  { language }: AnswerCardOptions,
): readonly string[] {
  const say = speak(language);
  const names = (ids: readonly MemberId[]) =>
    sayList(
      ids.map((id) => memberName(id, view.names, language)),
      language,
    );
  const people = offered.filter((id) => id !== null);
  return [
    ...(people.length === 0 ? [] : [say('clock.why.offered', { names: names(people) })]),
    ...(offered.includes(null) ? [say('clock.why.offeredToAll')] : []),
    ...(asked.length < 2 ? [] : [say('clock.why.asked', { names: names(asked) })]),
    ...(free.length === 0 ? [] : [say('clock.why.free', { names: names(free) })]),
    ...(away.length === 0 ? [] : [say('clock.why.away', { names: names(away) })]),
    ...(full.length === 0 ? [] : [say('clock.why.full', { names: names(full) })]),
    ...sayMe(view, me, language),
  ];
}

function sayMe(view: LeadView, me: WhyNotMe, language: Language): readonly string[] {
  const say = speak(language);
  switch (me.type) {
    case 'mine':
    case 'over':
      return [];
    case 'declined':
      return [say('clock.why.me.declined', { reason: say(`clock.offer.reason.${me.reason}`) })];
    case 'slower':
    case 'waited_less':
    case 'given':
      return [say(`clock.why.me.${me.type}`, { name: memberName(me.to, view.names, language) })];
    default:
      return [say(`clock.why.me.${me.type}`)];
  }
}

function next({ lead, names }: LeadView, options: AnswerCardOptions): readonly Block[] {
  const { now, language } = options;
  const say = speak(language);
  if (lead.snoozedUntil !== null) {
    const moment = sayNear(lead.snoozedUntil, options);
    const text =
      lead.snoozedBy === undefined
        ? say('cards.why.snoozed', { moment })
        : say('cards.why.callBack', { moment, name: memberName(lead.snoozedBy, names, language) });
    return [{ type: 'note', text }];
  }
  const due = dueName(lead);
  if (lead.dueAt === null || due === null) return [];
  const filling = { label: lowerFirst(say(`cards.due.${due}`)), moment: sayNear(lead.dueAt, options) };
  return [{ type: 'note', text: say(lead.dueAt < now ? 'cards.why.overdue' : 'cards.why.due', filling) }];
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
