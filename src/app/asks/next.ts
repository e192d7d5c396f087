/** `next`: the oldest free lead that the asker may claim is theirs. */
import type { Delivered, Reply } from '../../chat/port.ts';
import { hasLeft } from '../../storage/presences.ts';
import { speak } from '../../words/say.ts';
import { sayRefusal } from '../../words/say-refusal.ts';
import { answerCommand } from '../answer-command.ts';
import type { App } from '../app.ts';
import { refuseUnknown, type KnownCaller } from '../find-caller.ts';
import { pullNext } from '../pull-next.ts';
import { isBackIn } from '../is-back-in.ts';
import { leadingThere } from '../leading-there.ts';
import { refused } from '../said.ts';
import type { Answers } from './asking.ts';
import { namedDirection } from './named-direction.ts';

export const answerNext: Answers = async (app, { ask, caller, rest }) =>
  caller.member ? giveNext(app, caller, ask, rest) : refuseUnknown(caller);

/** `wanted`: a direction by its id or name; nothing for any. */
export async function giveNext(
  app: App,
  caller: KnownCaller,
  delivered: Delivered,
  wanted: string,
): Promise<Reply> {
  const { language } = caller;
  const say = speak(language);
  const { platform, id, person, place } = delivered;
  if (place && (await hasLeft(app.database.db, { platform, channel: place.channel, person: person.id }))) {
    if (!(await isBackIn(app, delivered))) return refused(say('happenings.notThere'));
  }
  const named = namedDirection(app.playbook(), wanted, language);
  if (!named.ok) return named.reply;
  const outcome = await pullNext(app, {
    by: caller.member.id,
    direction: named.direction,
    via: platform,
    delivery: { platform, id },
  });
  if (outcome.ok || 'view' in outcome) {
    const said = answerCommand(app, caller, outcome, { type: 'claim' });
    return leadingThere(said, caller, delivered, outcome.ok ? 'contact' : 'nothing');
  }
  const { refusal } = outcome;
  if (refusal.code === 'nothing_free') return { type: 'say', tone: 'quiet', text: say('inbox.nothingFree') };
  if (refusal.code === 'given_before') return { type: 'say', tone: 'quiet', text: say('inbox.givenBefore') };
  return refused(sayRefusal(refusal, { language, now: app.clock.now(), names: {} }));
}
