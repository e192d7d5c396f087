/** `mine`: what the asker has in hand, the most pressing first. */
import { mineCard } from '../../cards/mine-card.ts';
import type { Reply } from '../../chat/port.ts';
import { listMine } from '../../storage/list-leads.ts';
import { speak } from '../../words/say.ts';
import type { App } from '../app.ts';
import { refuseUnknown, type KnownCaller } from '../find-caller.ts';
import type { Answers } from './asking.ts';

export const answerMine: Answers = async (app, { caller }) =>
  caller.member ? sayMine(app, caller) : refuseUnknown(caller);

export async function sayMine(
  app: Pick<App, 'database' | 'clock' | 'playbook'>,
  { member, language, timeZone }: KnownCaller,
): Promise<Reply> {
  const views = await listMine(app.database.db, member.id);
  if (views.length === 0) {
    return { type: 'say', tone: 'quiet', text: speak(language)('inbox.nothingMine') };
  }
  const card = mineCard(views, { language, timeZone, playbook: app.playbook(), now: app.clock.now() });
  return { type: 'say', tone: 'done', text: card.title, card };
}
