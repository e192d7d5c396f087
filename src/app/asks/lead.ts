/** `lead L-1042`: its history, for anybody of the team. It tells what happened and who did it, and no contact. */
import { historyCard } from '../../cards/history-card.ts';
import type { Reply } from '../../chat/port.ts';
import { listHistory } from '../../storage/read-lead.ts';
import type { App } from '../app.ts';
import { refuseUnknown, type KnownCaller } from '../find-caller.ts';
import type { Answers } from './asking.ts';
import { findAsked, type AskedLead } from './find-asked.ts';

export const answerLead: Answers = async (app, { caller, rest }) =>
  caller.member ? sayLead(app, caller, { ask: 'lead', typed: rest }) : refuseUnknown(caller);

export async function sayLead(
  app: Pick<App, 'database' | 'playbook'>,
  caller: KnownCaller,
  asked: AskedLead,
): Promise<Reply> {
  const found = await findAsked(app, caller, asked);
  if ('reply' in found) return found.reply;
  const { language, timeZone } = caller;
  const events = await listHistory(app.database.db, found.view.lead.ref);
  const card = historyCard(found.view, events, { language, timeZone, playbook: app.playbook() });
  return { type: 'say', tone: 'done', text: card.title, card };
}
