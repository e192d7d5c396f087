/** `away UNTIL [deputy NAME]`: no new leads come to the asker until then, and the deputy stands in for them. */
import { buttonBlock } from '../../cards/action-buttons.ts';
import type { Card } from '../../cards/card.ts';
import type { Platform } from '../../core/member.ts';
import { formatCode } from '../../core/code.ts';
import type { Moment } from '../../core/lead.ts';
import { findByIdentity, type Member } from '../../storage/members.ts';
import { sayMoment } from '../../words/moment.ts';
import { speak, type Say } from '../../words/say.ts';
import type { App } from '../app.ts';
import { refuseUnknown, type KnownCaller } from '../find-caller.ts';
import { isAway } from '../people/person-of.ts';
import { readUntil, type Until } from '../people/read-until.ts';
import { readWrittenDate } from '../people/read-written-date.ts';
import { setAway } from '../people/set-away.ts';
import { typed } from '../people/typed-words.ts';
import { refused, type Said } from '../said.ts';
import type { Answers } from './asking.ts';
import { done, personNamed } from './of-people.ts';

export const answerAway: Answers = async (app, { ask, caller, rest }) => {
  if (!caller.member) return refuseUnknown(caller);
  const { language, timeZone, member } = caller;
  const say = speak(language);
  const now = app.clock.now();
  if (rest === '') return { ...refused(say('people.away.help')), card: awayCard(say) };
  const { until, deputy: name } = await readAway(rest, { now, timeZone });
  if (!until.ok) {
    return until.why === 'unreadable'
      ? { ...refused(say('people.away.help')), card: awayCard(say) }
      : refused(say(`people.away.${until.why}`));
  }
  let deputy: Member | null = null;
  if (name !== '') {
    const named = await deputyNamed(app, name, ask.platform, say);
    if ('reply' in named) return named.reply;
    deputy = named.member;
    if (deputy.id === member.id) return refused(say('people.away.deputySelf'));
    if (isAway(deputy, now)) return refused(say('people.away.deputyAway', { name: deputy.name }));
  }
  return goAway(app, caller, until.at, deputy);
};

/** The common ones, as buttons. */
const choices = ['tomorrow', 'monday', 'week'] as const;

/** A button of the card that answers a bare `away`. */
export async function pressAway(app: App, caller: KnownCaller, choice: string): Promise<Said> {
  const say = speak(caller.language);
  const chosen = choices.find((known) => known === choice);
  if (chosen === undefined) return refused(say('replies.failed.unknownButton'));
  const now = app.clock.now();
  const { timeZone } = caller;
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate();
  const days = { tomorrow: 1, monday: 8 - today.dayOfWeek, week: 7 };
  const until = today.add({ days: days[chosen] }).toZonedDateTime(timeZone).epochMilliseconds;
  return goAway(app, caller, until, null);
}

async function goAway(
  app: App,
  { member, language, timeZone }: KnownCaller,
  until: Moment,
  deputy: Member | null,
): Promise<Said> {
  const say = speak(language);
  const covered = await setAway(app, member, { until, deputy: deputy?.id ?? null });
  const moment = sayMoment(until, language, timeZone);
  return done(
    deputy
      ? say('people.away.doneDeputy', { until: moment, deputy: deputy.name })
      : say('people.away.done', { until: moment }),
    ...(deputy && covered > 0 ? [say('clock.away.covered', { count: covered, deputy: deputy.name })] : []),
    say('people.away.next'),
  );
}

function awayCard(say: Say): Card {
  return {
    title: say('clock.away.title'),
    blocks: [
      { type: 'text', text: say('clock.away.text') },
      // A verb stands once in a block (S42).
      ...choices.flatMap((choice) =>
        buttonBlock([
          { type: 'action', label: say(`clock.away.${choice}`), action: formatCode('away', choice) },
        ]),
      ),
    ],
  };
}

/** By name, or as a platform writes somebody who is mentioned: `<@U024BE7LH|olena>`. */
async function deputyNamed(
  app: App,
  name: string,
  platform: Platform,
  say: Say,
): Promise<{ readonly member: Member } | { readonly reply: Said }> {
  const mentioned = /^<@([A-Z0-9]+)(?:\|[^>]*)?>$/u.exec(name)?.[1];
  const member = mentioned === undefined ? null : await findByIdentity(app.database.db, platform, mentioned);
  return member?.active ? { member } : personNamed(app, name, say);
}

/** As many words as make a moment; whatever follows names the deputy, with or without the word for it. */
async function readAway(
  text: string,
  at: { readonly now: Moment; readonly timeZone: string },
): Promise<{ readonly until: Until; readonly deputy: string }> {
  const words = text.split(/[\s,;]+/u).filter((word) => word !== '');
  const marked = words.findIndex((word) => typed('deputy', word));
  if (marked >= 0) {
    const deputy = words.slice(marked + 1).join(' ');
    return { until: await readMoment(words.slice(0, marked).join(' '), at), deputy };
  }
  for (let count = words.length; count > 0; count -= 1) {
    const until = await readMoment(words.slice(0, count).join(' '), at);
    if (until.ok || until.why !== 'unreadable') return { until, deputy: words.slice(count).join(' ') };
  }
  return { until: { ok: false, why: 'unreadable' }, deputy: '' };
}

async function readMoment(
  text: string,
  at: { readonly now: Moment; readonly timeZone: string },
): Promise<Until> {
  const until = readUntil(text, at);
  return until.ok || until.why !== 'unreadable' ? until : readWrittenDate(text, at);
}
