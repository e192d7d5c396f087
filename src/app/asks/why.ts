/** `why L-1042`: why it stands where it stands, and what happens next. */
import { whyCard } from '../../cards/why-card.ts';
import type { Reply } from '../../chat/port.ts';
import { listHistory } from '../../storage/read-lead.ts';
import type { App } from '../app.ts';
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
  const card = whyCard(found.view, events, {
    language,
    timeZone,
    playbook: app.playbook(),
    now: app.clock.now(),
  });
  return { type: 'say', tone: 'done', text: card.title, card };
}
