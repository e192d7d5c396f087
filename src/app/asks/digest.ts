/** `digest [today|yesterday|week|month] [direction]`: the figures of some days, for managers. */
import { inbox as en } from '../../words/en/inbox.ts';
import { speak } from '../../words/say.ts';
import { inbox as uk } from '../../words/uk/inbox.ts';
import { drawDigest } from '../digests/draw-digest.ts';
import { daysAround, zoneOf } from '../digests/read-digest.ts';
import type { NamedPeriod } from '../digests/read-digest.ts';
import { refuseUnknown } from '../find-caller.ts';
import { directionMeant, manages } from '../people/manages.ts';
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
  // Who manages one direction alone, means that one.
  const direction = named.direction ?? directionMeant(caller.member);
  if (!manages(caller.member, direction)) return refused(say('people.otherDirection'));
  const period = asked.period ?? 'week';
  const days = daysAround(period, app.clock.now(), zoneOf(direction, playbook));
  const isCompared = period === 'week' || period === 'month';
  const card = await drawDigest(app, { ...days, direction }, { ...caller, isCompared });
  return { type: 'say', tone: 'done', text: card.title, card };
};

/** The first word may be a period, what is left is a direction. */
function readAsked(rest: string): { readonly period: NamedPeriod | null; readonly direction: string } {
  const [first = '', ...others] = rest.split(/\s+/u);
  const word = first.toLowerCase();
  const period = periods.find((known) => en.period[known] === word || uk.period[known] === word);
  return period ? { period, direction: others.join(' ') } : { period: null, direction: rest };
}

const periods = ['today', 'yesterday', 'week', 'month'] as const satisfies readonly NamedPeriod[];
