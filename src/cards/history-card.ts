/** A lead's history, line by line: what, when, who. It holds no free text and no contact. */
import type { LeadEvent } from '../core/event.ts';
import { ladderSteps } from '../core/ladder.ts';
import type { LadderStep, Step } from '../core/ladder.ts';
import type { LeadView } from '../core/lead-view.ts';
import type { Language } from '../core/member.ts';
import { formatNumber } from '../core/number.ts';
import { sayList } from '../words/list.ts';
import { sayMoment } from '../words/moment.ts';
import { sayMoney } from '../words/money.ts';
import { speak } from '../words/say.ts';
import type { Block, Card } from './card.ts';
import { fitCard } from './envelope.ts';
import { toneOf } from './lead-card.ts';
import { memberName, reasonLabel } from './lead-words.ts';
import type { CardOptions } from './options.ts';

const shownLines = 25;

export function historyCard(view: LeadView, events: readonly LeadEvent[], options: CardOptions): Card {
  const say = speak(options.language);
  const earlier = Math.max(0, events.length - shownLines);
  const lines = events.slice(earlier).map((event) => historyLine(event, view, options));
  const first: readonly Block[] =
    earlier === 0 ? [] : [{ type: 'note', text: say('cards.history.earlier', { count: earlier }) }];
  return fitCard({
    title: say('cards.history.title', { number: formatNumber(view.lead.number) }),
    tone: toneOf(view.lead),
    blocks: [...first, { type: 'text', text: lines.join('\n') }],
  });
}

/** "4 Mar 2026, 10:00 · returned: Not ready, to Ana · Cleo" */
export function historyLine(event: LeadEvent, view: LeadView, options: CardOptions): string {
  const { language, timeZone } = options;
  const say = speak(language);
  const moment = sayMoment(event.at, language, timeZone);
  const what = sayDeed(event, view, options);
  return event.by === null
    ? say('cards.history.anonymous', { moment, what, via: say(`names.via.${event.via}`) })
    : say('cards.history.line', { moment, what, name: memberName(event.by, view.names, language) });
}

function sayDeed(event: LeadEvent, view: LeadView, options: CardOptions): string {
  const say = speak(options.language);
  const isCallBack = event.type === 'snoozed' && event.to !== undefined;
  const what = say(isCallBack ? 'cards.history.callBack' : `names.event.${event.type}`);
  const details = detailsOf(event, view, options);
  return details.length === 0 ? what : say('cards.history.with', { what, detail: details.join(', ') });
}

function detailsOf(event: LeadEvent, view: LeadView, options: CardOptions): readonly string[] {
  const { language, timeZone, playbook } = options;
  const say = speak(language);
  const reason = (kind: 'disqualify' | 'return' | 'lose', id: string) =>
    reasonLabel(kind, id, { lead: view.lead, language, playbook });
  const name = (member: string | null) => memberName(member, view.names, language);
  switch (event.type) {
    case 'touched':
      return [say(`names.touchKind.${event.kind}`), say(`names.touchOutcome.${event.outcome}`)];
    case 'snoozed': {
      const moment = sayMoment(event.until, language, timeZone);
      return event.to === undefined ? [say('cards.history.until', { moment })] : [name(event.to), moment];
    }
    case 'disqualified':
      return [reason('disqualify', event.reason)];
    case 'lost':
      return [reason('lose', event.reason)];
    case 'returned':
      return [
        reason('return', event.reason),
        ...(event.to === null ? [] : [say('cards.history.toWhom', { name: name(event.to) })]),
      ];
    case 'converted':
      return soldFor(event.value, event.currency, language);
    case 'revealed':
      // Most look for themselves.
      return event.to === event.by ? [] : [say('cards.history.toWhom', { name: name(event.to) })];
    case 'assigned':
      return [say('cards.history.toWhom', { name: name(event.to) })];
    case 'vacated':
    case 'expired':
    case 'nudged':
      return [name(event.member)];
    case 'escalated':
      return isLadderStep(event.step) ? [say(`clock.step.${event.step}`)] : [];
    case 'offered':
      return [
        event.to === null ? say('clock.offer.toAll') : say('cards.history.toWhom', { name: name(event.to) }),
      ];
    case 'declined':
      return [say(`clock.offer.reason.${event.reason}`)];
    case 'covered':
      return [event.to === null ? say('clock.coveredNoMore') : name(event.to)];
    case 'corrected':
      return [
        sayList(
          event.fields.map((field) => say(`names.correctable.${field}`)),
          language,
        ),
      ];
    default:
      return [];
  }
}

function isLadderStep(step: Step): step is LadderStep {
  return ladderSteps.some((known) => known === step);
}

function soldFor(value: number | null, currency: string | null, language: Language): readonly string[] {
  return value === null || currency === null ? [] : [sayMoney(value, currency, language)];
}
