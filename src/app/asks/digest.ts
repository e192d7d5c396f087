/** `digest [today|yesterday|week|month] [direction]`: the figures of some days, for managers. */
import type { Moment } from '../../core/lead.ts';
import type { Playbook } from '../../core/policy.ts';
import { inbox as en } from '../../words/en/inbox.ts';
import { speak } from '../../words/say.ts';
import { inbox as uk } from '../../words/uk/inbox.ts';
import { drawDigest } from '../digests/draw-digest.ts';
import { refuseUnknown } from '../find-caller.ts';
import { refused } from '../said.ts';
import type { Answers } from './asking.ts';
import { namedDirection } from './named-direction.ts';

export const answerDigest: Answers = async (app, { caller, rest }) => {
  if (!caller.member) return refuseUnknown(caller);
  const { language } = caller;
  const say = speak(language);
  if (!caller.member.roles.some(({ role }) => role === 'manager')) return refused(say('inbox.notForYou'));

  const playbook = app.playbook();
  const asked = readAsked(rest);
  const named = namedDirection(playbook, asked.direction, language);
  if (!named.ok) return asked.period ? named.reply : refused(say('inbox.whichPeriod'));
  const { direction } = named;
  const period = asked.period ?? 'week';
  const days = daysOf(period, app.clock.now(), zoneOf(direction, playbook));
  const isCompared = period === 'week' || period === 'month';
  const card = await drawDigest(app, { ...days, direction }, { ...caller, isCompared });
  return { type: 'say', tone: 'done', text: card.title, card };
};

type Period = keyof typeof en.period;

/** The first word may be a period, what is left is a direction. */
function readAsked(rest: string): { readonly period: Period | null; readonly direction: string } {
  const [first = '', ...others] = rest.split(/\s+/u);
  const word = first.toLowerCase();
  const period = periods.find((known) => en.period[known] === word || uk.period[known] === word);
  return period ? { period, direction: others.join(' ') } : { period: null, direction: rest };
}

const periods = ['today', 'yesterday', 'week', 'month'] as const satisfies readonly Period[];

/** Whole days, today among them where it says so; `to` is exclusive. */
function daysOf(
  period: Period,
  now: Moment,
  timeZone: string,
): { readonly from: string; readonly to: string } {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate();
  const tomorrow = today.add({ days: 1 });
  switch (period) {
    case 'today':
      return { from: today.toString(), to: tomorrow.toString() };
    case 'yesterday':
      return { from: today.subtract({ days: 1 }).toString(), to: today.toString() };
    case 'week':
      return { from: tomorrow.subtract({ days: 7 }).toString(), to: tomorrow.toString() };
    case 'month':
      return { from: tomorrow.subtract({ months: 1 }).toString(), to: tomorrow.toString() };
  }
}

function zoneOf(direction: string | null, playbook: Playbook): string {
  return (
    (direction === null ? undefined : playbook.directions[direction])?.hours.timeZone ?? playbook.timeZone
  );
}
