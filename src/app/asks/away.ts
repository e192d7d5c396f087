/** `away UNTIL [deputy NAME]`: no new leads come to the asker until then. */
import type { Moment } from '../../core/lead.ts';
import { sayMoment } from '../../words/moment.ts';
import { speak } from '../../words/say.ts';
import { refuseUnknown } from '../find-caller.ts';
import { isAway } from '../people/person-of.ts';
import { readUntil, type Until } from '../people/read-until.ts';
import { setAway } from '../people/set-away.ts';
import { typed } from '../people/typed-words.ts';
import { refused } from '../said.ts';
import type { Answers } from './asking.ts';
import { done, personNamed } from './of-people.ts';

export const answerAway: Answers = async (app, { caller, rest }) => {
  if (!caller.member) return refuseUnknown(caller);
  const { language, timeZone, member } = caller;
  const say = speak(language);
  const now = app.clock.now();
  const { until, deputy: name } = readAway(rest, { now, timeZone });
  if (!until.ok)
    return refused(say(until.why === 'unreadable' ? 'people.away.help' : `people.away.${until.why}`));

  let deputy = null;
  if (name !== '') {
    const named = await personNamed(app, name, say);
    if ('reply' in named) return named.reply;
    deputy = named.member;
    if (deputy.id === member.id) return refused(say('people.away.deputySelf'));
    if (isAway(deputy, now)) return refused(say('people.away.deputyAway', { name: deputy.name }));
  }
  await setAway(app, member, { until: until.at, deputy: deputy?.id ?? null });
  const moment = sayMoment(until.at, language, timeZone);
  return done(
    deputy
      ? say('people.away.doneDeputy', { until: moment, deputy: deputy.name })
      : say('people.away.done', { until: moment }),
    say('people.away.next'),
  );
};

/** As many words as make a moment; whatever follows names the deputy, with or without the word for it. */
function readAway(
  text: string,
  at: { readonly now: Moment; readonly timeZone: string },
): { readonly until: Until; readonly deputy: string } {
  const words = text.split(/\s+/u).filter((word) => word !== '');
  const marked = words.findIndex((word) => typed('deputy', word));
  if (marked >= 0) {
    const deputy = words.slice(marked + 1).join(' ');
    return { until: readUntil(words.slice(0, marked).join(' '), at), deputy };
  }
  for (let count = words.length; count > 0; count -= 1) {
    const until = readUntil(words.slice(0, count).join(' '), at);
    if (until.ok || until.why !== 'unreadable') return { until, deputy: words.slice(count).join(' ') };
  }
  return { until: { ok: false, why: 'unreadable' }, deputy: '' };
}
