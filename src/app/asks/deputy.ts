/** The button of a digest at somebody who is away with work waiting: a manager names who stands in for them. */
import { deputyForm } from '../../cards/forms/deputy-form.ts';
import type { Form } from '../../cards/form.ts';
import { readForm } from '../../cards/read-form.ts';
import type { Reply, Submit } from '../../chat/port.ts';
import type { MemberId, Moment } from '../../core/lead.ts';
import { findMember, listMembers, type Member } from '../../storage/members.ts';
import { sayMoment } from '../../words/moment.ts';
import { speak } from '../../words/say.ts';
import type { App } from '../app.ts';
import { mayGrant } from '../desk/may-change.ts';
import { usualDirection } from '../direction-of.ts';
import type { KnownCaller } from '../find-caller.ts';
import { isAway } from '../people/person-of.ts';
import { setAway } from '../people/set-away.ts';
import { refused } from '../said.ts';
import { done, managerOf, quiet } from './of-people.ts';

export async function openDeputyForm(app: App, caller: KnownCaller, id: MemberId): Promise<Reply> {
  const asked = await formFor(app, caller, id);
  return 'reply' in asked ? asked.reply : { type: 'form', form: asked.form };
}

export async function submitDeputy(
  app: App,
  { filled }: Pick<Submit, 'filled'>,
  caller: KnownCaller,
  id: MemberId,
): Promise<Reply> {
  const asked = await formFor(app, caller, id);
  if ('reply' in asked) return asked.reply;
  const { away, people, form } = asked;
  const { language, timeZone } = caller;
  const { currency } = usualDirection(app.playbook());
  const read = readForm(form, filled, { language, timeZone, now: app.clock.now(), currency });
  if (!read.ok) return { type: 'flaws', flaws: read.flaws };
  const deputy = people.find((person) => person.id === read.values['to']);
  if (!deputy) throw new Error('A deputy was read from the form who does not stand in it.');
  const count = await setAway(app, away, { until: away.awayUntil, deputy: deputy.id });
  const say = speak(language);
  const until = sayMoment(away.awayUntil, language, timeZone);
  return done(
    say('clock.deputy.done', { deputy: deputy.name, name: away.name, until }),
    ...(count > 0 ? [say('clock.deputy.covered', { count })] : []),
  );
}

type Asked = {
  readonly away: Member & { readonly awayUntil: Moment };
  readonly people: readonly Member[];
  readonly form: Form;
};

async function formFor(
  app: App,
  caller: KnownCaller,
  id: MemberId,
): Promise<Asked | { readonly reply: Reply }> {
  const manager = await managerOf(app, { caller });
  if ('reply' in manager) return manager;
  const { say } = manager;
  const { db } = app.database;
  const away = await findMember(db, id);
  if (!away) return { reply: refused(say('people.person.notFound')) };
  if (!(await mayGrant(app, caller.member.id, away.roles))) {
    return { reply: refused(say('people.otherDirection')) };
  }
  const now = app.clock.now();
  if (!isAway(away, now)) return { reply: quiet(say('clock.deputy.back', { name: away.name })) };
  const members = await listMembers(db, { active: true });
  const people = members.filter((one) => one.id !== id && !isAway(one, now) && sharesRole(one, away));
  if (people.length === 0) return { reply: refused(say('clock.deputy.nobody', { name: away.name })) };
  const { name, awayUntil: until } = away;
  return { away, people, form: deputyForm({ id, name, until }, people, caller) };
}

/** Whoever stands in needs the role for what they do. */
function sharesRole(one: Member, other: Member): boolean {
  return one.roles.some(({ role, direction }) =>
    other.roles.some(
      (held) =>
        held.role === role &&
        role !== 'manager' &&
        (direction === null || held.direction === null || held.direction === direction),
    ),
  );
}
