/** What a member has in hand, the most pressing first. Private: it names their own leads by the person's name. */
import type { Lead, Moment } from '../core/lead.ts';
import type { LeadView } from '../core/lead-view.ts';
import { speak } from '../words/say.ts';
import { sayNear } from '../words/moment.ts';
import type { Block, Card } from './card.ts';
import { fitCard } from './envelope.ts';
import { dueName } from './lead-moments.ts';
import { leadTitle } from './lead-words.ts';
import type { AnswerCardOptions } from './options.ts';

const shownLeads = 20;

export function mineCard(views: readonly LeadView[], options: AnswerCardOptions): Card {
  const say = speak(options.language);
  if (views.length === 0) return { title: say('cards.mine.none'), blocks: [] };
  const pressing = [...views].sort((one, other) => wakesAt(one.lead) - wakesAt(other.lead));
  const shown = pressing.slice(0, shownLeads);
  const rest = pressing.length - shown.length;
  const more: readonly Block[] =
    rest === 0 ? [] : [{ type: 'note', text: say('cards.mine.more', { count: rest }) }];
  return fitCard({
    title: say('cards.mine.title', { count: views.length }),
    namesPeople: true,
    blocks: [{ type: 'fields', fields: shown.map((view) => lineOf(view, options)) }, ...more],
  });
}

/** When it next asks for something. */
function wakesAt({ snoozedUntil, dueAt }: Lead): Moment {
  return snoozedUntil ?? dueAt ?? Number.MAX_SAFE_INTEGER;
}

function lineOf({ lead, contact }: LeadView, options: AnswerCardOptions) {
  const who = contact.name ?? contact.company;
  const what = whatIsDue(lead, options);
  return { label: leadTitle(lead, options), value: who === null ? what : `${who} · ${what}` };
}

function whatIsDue(lead: Lead, options: AnswerCardOptions): string {
  const say = speak(options.language);
  if (lead.snoozedUntil !== null) {
    const moment = sayNear(lead.snoozedUntil, options);
    return say(lead.snoozedBy === undefined ? 'cards.mine.snoozed' : 'cards.mine.callBack', { moment });
  }
  const name = dueName(lead);
  if (lead.dueAt === null || name === null) return say('cards.mine.noDue');
  const filling = { label: say(`cards.due.${name}`), moment: sayNear(lead.dueAt, options) };
  return say(lead.dueAt < options.now ? 'cards.mine.overdue' : 'cards.mine.due', filling);
}
