/** `find TEXT`: which leads there are, where they stand and who has them. No contact: whoever may have it asks for it. */
import { foundCard } from '../../cards/found-card.ts';
import { cleanText } from '../../core/plain-text.ts';
import { findLeads } from '../../storage/find-leads.ts';
import { speak } from '../../words/say.ts';
import { refuseUnknown } from '../find-caller.ts';
import { refused } from '../said.ts';
import type { Answers } from './asking.ts';
import { refusedInGroup } from './refused-in-group.ts';

export const answerFind: Answers = async (app, { ask, caller, rest }) => {
  if (!caller.member) return refuseUnknown(caller);
  const { language, timeZone } = caller;
  const say = speak(language);
  const inGroup = refusedInGroup(ask, 'find', language);
  if (inGroup) return inGroup;
  if (rest === '') return refused(say('inbox.findWhat'));
  const views = await findLeads(app.database.db, rest);
  if (views.length === 0) {
    return {
      type: 'say',
      tone: 'quiet',
      text: say('inbox.nothingFound', { text: cleanText(rest, { lines: false, max: 100 }) }),
    };
  }
  const card = foundCard(views, { language, timeZone, playbook: app.playbook() });
  return { type: 'say', tone: 'done', text: card.title, card };
};
