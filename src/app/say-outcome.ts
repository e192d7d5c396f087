/** Says what came of a command, to whoever gave it: done, well already, or why not. It decides nothing. */
import type { LeadEvent } from '../core/event.ts';
import { custodianOf, type MemberId, type Moment } from '../core/lead.ts';
import type { LeadView } from '../core/lead-view.ts';
import type { Language } from '../core/member.ts';
import { formatNumber } from '../core/number.ts';
import type { Playbook } from '../core/policy.ts';
import { sayMoment } from '../words/moment.ts';
import { speak } from '../words/say.ts';
import { sayRefusal } from '../words/say-refusal.ts';
import type { CommandOutcome } from './handle-command.ts';
import type { PersonRequest } from './request.ts';
import { refused, type Said } from './said.ts';
import type { CallsBack } from './who-calls-back.ts';

export type Hearer = { readonly language: Language; readonly timeZone: string };
export function sayOutcome(
  outcome: CommandOutcome,
  command: PersonRequest,
  {
    hearer,
    playbook,
    now,
    callsBack = null,
  }: {
    readonly hearer: Hearer;
    readonly playbook: Playbook;
    readonly now: Moment;
    readonly callsBack?: CallsBack | null;
  },
): Said {
  if (!outcome.ok) {
    const names = 'view' in outcome ? outcome.view.names : {};
    return refused(sayRefusal(outcome.refusal, { names, language: hearer.language, now }));
  }
  if (outcome.unchanged) return { type: 'say', tone: 'quiet', text: sayUnchanged(outcome, command, hearer) };
  const text =
    command.type === 'snooze' && callsBack
      ? sayCallBack(outcome.view, command.until, callsBack, hearer)
      : sayDone(outcome.view, outcome.events, command, hearer, playbook);
  return { type: 'say', tone: 'done', text };
}

/** By the clock of whoever calls; where that is another than the hearer's, it says so. */
function sayCallBack(
  { lead }: LeadView,
  until: Moment,
  { name, timeZone: zone }: CallsBack,
  { language, timeZone }: Hearer,
): string {
  const filling = { number: formatNumber(lead.number), name, moment: sayMoment(until, language, zone) };
  return zone === timeZone
    ? speak(language)('replies.done.callBack', filling)
    : speak(language)('replies.done.callBackThere', { ...filling, zone });
}

function sayUnchanged(
  { view, repeated }: { readonly view: LeadView; readonly repeated: boolean },
  command: PersonRequest,
  { language }: Hearer,
): string {
  const say = speak(language);
  const number = formatNumber(view.lead.number);
  // What was pressed is done since long, and need not be how things are: a claim may have run out again.
  if (repeated) {
    return say('replies.repeated', { number, stage: say(`names.stage.${view.lead.stage}`) });
  }
  if (isGathered(view, command)) return say('clock.fair.asked', { number });
  if (command.type === 'decline') return say('clock.offer.declinedBefore', { number });
  return say(`replies.unchanged.${command.type}`, { number });
}

function sayDone(
  view: LeadView,
  events: readonly LeadEvent[],
  command: PersonRequest,
  { language, timeZone }: Hearer,
  playbook: Playbook,
): string {
  const say = speak(language);
  const number = formatNumber(view.lead.number);
  const nameOf = (member: MemberId) => view.names[member] ?? say('names.somebody');
  const happened = (type: LeadEvent['type']) => events.some((event) => event.type === type);
  const reasons = playbook.directions[view.lead.direction]?.reasons;
  if (happened('asked')) return say('clock.fair.asked', { number });
  switch (command.type) {
    case 'decline':
      return say('clock.offer.declined', { number });
    case 'touch':
      return say('replies.done.touch', {
        kind: say(`names.touchKind.${command.kind}`),
        outcome: say(`names.touchOutcome.${command.outcome}`),
      });
    case 'snooze':
      return say('replies.done.snooze', { number, moment: sayMoment(command.until, language, timeZone) });
    case 'qualify':
      return say(happened('accepted') ? 'replies.done.qualifyAndAccept' : 'replies.done.qualify', { number });
    case 'convert':
      return say(happened('taken') ? 'replies.done.convertAndTake' : 'replies.done.convert', { number });
    case 'return': {
      const to = custodianOf(view.lead);
      return to === null
        ? say('replies.done.returnToAll', { number })
        : say('replies.done.return', { number, name: nameOf(to) });
    }
    case 'disqualify':
    case 'lose': {
      const reason = reasons?.[command.type].find(({ id }) => id === command.reason);
      return say(`replies.done.${command.type}`, {
        number,
        reason: reason?.label[language] ?? command.reason,
      });
    }
    case 'extend':
      return say('replies.done.extend', {
        number,
        moment: sayMoment(view.lead.dueAt ?? 0, language, timeZone),
      });
    case 'assign':
      return say('replies.done.assign', { number, name: nameOf(command.to) });
    default:
      return say(`replies.done.${command.type}`, { number });
  }
}

/** It is not decided yet who gets it. */
function isGathered({ lead }: LeadView, { type }: PersonRequest): boolean {
  const isTaking = type === 'claim' || type === 'accept' || type === 'take';
  return isTaking && lead.asked !== undefined && custodianOf(lead) === null;
}
