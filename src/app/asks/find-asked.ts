/** Finds the lead that somebody names: by its number in what they typed, or by its ref on a button. */
import type { Ref } from '../../core/lead.ts';
import type { LeadView } from '../../core/lead-view.ts';
import { parseLeadNumber } from '../../core/number.ts';
import { findView } from '../../storage/read-lead.ts';
import { speak } from '../../words/say.ts';
import type { App } from '../app.ts';
import type { KnownCaller } from '../find-caller.ts';
import { refused, type Said } from '../said.ts';

export type AskedLead = { readonly ref: Ref } | { readonly typed: string; readonly ask: 'lead' | 'why' };

export async function findAsked(
  app: Pick<App, 'database'>,
  { language }: KnownCaller,
  asked: AskedLead,
): Promise<{ readonly view: LeadView } | { readonly reply: Said }> {
  const say = speak(language);
  if ('ref' in asked) {
    const view = await findView(app.database.db, { ref: asked.ref });
    return view ? { view } : { reply: refused(say('replies.refused.not_found')) };
  }
  const number = parseLeadNumber(asked.typed);
  if (number === null) {
    return { reply: refused(say('inbox.whichLead', { ask: say(`inbox.ask.${asked.ask}`) })) };
  }
  const view = await findView(app.database.db, { number });
  return view ? { view } : { reply: refused(say('inbox.noSuchLead', { number: asked.typed })) };
}
