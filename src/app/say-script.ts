/** Answers *Full script* with what the regulation says for the stage that a lead is in. */
import { scriptOf } from '../cards/lead-words.ts';
import { scriptCard } from '../cards/script-card.ts';
import type { Reply } from '../chat/port.ts';
import { findView } from '../storage/read-lead.ts';
import type { LeadKey } from '../storage/situation.ts';
import { speak } from '../words/say.ts';
import type { App } from './app.ts';
import { directionOf } from './direction-of.ts';
import type { KnownCaller } from './find-caller.ts';
import { refused } from './said.ts';

export async function sayScript(
  app: Pick<App, 'database' | 'playbook'>,
  { language }: KnownCaller,
  key: LeadKey,
): Promise<Reply> {
  const view = await findView(app.database.db, key);
  if (!view) return refused(speak(language)('replies.refused.not_found'));
  const playbook = app.playbook();
  const { stage } = scriptOf(view.lead, playbook);
  const card = scriptCard(directionOf(view.lead, playbook), stage, language);
  return { type: 'say', tone: 'done', text: card.title, card };
}
