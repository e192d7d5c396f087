/** `why L-1042`: why it stands where it stands, and what happens next. */
import { whyCard } from '../../cards/why-card.ts';
import type { Reply } from '../../chat/port.ts';
import type { LeadEvent } from '../../core/event.ts';
import type { MemberId } from '../../core/lead.ts';
import { whoCould } from '../../core/why.ts';
import { listNames } from '../../storage/members.ts';
import { listHistory } from '../../storage/read-lead.ts';
import type { App } from '../app.ts';
import { candidatesFor } from '../clock-work/offer.ts';
import { refuseUnknown, type KnownCaller } from '../find-caller.ts';
import type { Answers } from './asking.ts';
import { findAsked, type AskedLead } from './find-asked.ts';

export const answerWhy: Answers = async (app, { caller, rest }) =>
  caller.member ? sayWhy(app, caller, { ask: 'why', typed: rest }) : refuseUnknown(caller);

export async function sayWhy(
  app: Pick<App, 'database' | 'clock' | 'playbook'>,
  caller: KnownCaller,
  asked: AskedLead,
): Promise<Reply> {
  const found = await findAsked(app, caller, asked);
  if ('reply' in found) return found.reply;
  const { language, timeZone } = caller;
  const events = await listHistory(app.database.db, found.view.lead.ref);
  const { lead } = found.view;
  const candidates = await candidatesFor(app, lead);
  const could = whoCould(
    lead,
    events,
    candidates.map(({ id, away, isFree }) => ({ id, isAway: away, isFree })),
    caller.member.id,
  );
  const view = { ...found.view, names: { ...(await namesIn(app, events)), ...found.view.names } };
  const card = whyCard(view, events, {
    could,
    language,
    timeZone,
    playbook: app.playbook(),
    now: app.clock.now(),
  });
  return { type: 'say', tone: 'done', text: card.title, card };
}

/** Everybody whom the history mentions, also those who are gone. */
async function namesIn(
  { database }: Pick<App, 'database'>,
  events: readonly LeadEvent[],
): Promise<Readonly<Record<MemberId, string>>> {
  const ids = events.flatMap((event) => [event.by, 'to' in event ? event.to : null]);
  return listNames(database.db, [...new Set(ids.filter((id) => id !== null))]);
}
