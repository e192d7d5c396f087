/** `mine`: what the asker has in hand, the most pressing first. */
import { fitCard } from '../../cards/envelope.ts';
import { mineCard } from '../../cards/mine-card.ts';
import { planBlocks } from '../../cards/plan-blocks.ts';
import type { Reply } from '../../chat/port.ts';
import { listMine } from '../../storage/list-leads.ts';
import { speak } from '../../words/say.ts';
import type { App } from '../app.ts';
import { refuseUnknown, type KnownCaller } from '../find-caller.ts';
import { concerns, readProgress } from '../plan/read-progress.ts';
import type { Answers } from './asking.ts';
import { planOptions } from './plan.ts';

export const answerMine: Answers = async (app, { caller }) =>
  caller.member ? sayMine(app, caller) : refuseUnknown(caller);

export async function sayMine(
  app: Pick<App, 'database' | 'clock' | 'playbook'>,
  { member, language, timeZone }: KnownCaller,
): Promise<Reply> {
  const views = await listMine(app.database.db, member.id);
  const isMine = concerns(member.id, []);
  const plan = planBlocks(await readProgress(app, isMine), await planOptions(app, language));
  if (views.length === 0) {
    const title = speak(language)('inbox.nothingMine');
    const card = plan.length === 0 ? {} : { card: fitCard({ title, blocks: plan }) };
    return { type: 'say', tone: 'quiet', text: title, ...card };
  }
  const mine = mineCard(views, { language, timeZone, playbook: app.playbook(), now: app.clock.now() });
  const card = fitCard({ ...mine, blocks: [...mine.blocks, ...plan] });
  return { type: 'say', tone: 'done', text: card.title, card };
}
