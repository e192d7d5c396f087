/** `users.*`, `auth.test`, `team.info`: who is who. */
import { flagOf, needed, numberOf, textOf } from '../arguments.ts';
import type { Json } from '../flaws.ts';
import { Refusal } from '../refusal.ts';
import { botId, botUserId, teamId } from '../workspace.ts';
import type { Person } from '../workspace.ts';
import type { Method } from './context.ts';

export const authTest: Method = ({ address }) => ({
  ok: true,
  url: `${address()}/`,
  team: 'Baton stand-in',
  user: 'baton',
  team_id: teamId,
  user_id: botUserId,
  bot_id: botId,
  is_enterprise_install: false,
});

export const info: Method = ({ workspace }, args) => {
  const person = workspace.people.get(needed(args, 'user'));
  if (!person) throw new Refusal('user_not_found');
  return { ok: true, user: personShape(person, flagOf(args, 'include_locale', false)) };
};

export const list: Method = ({ workspace }, args) => {
  const everybody = [...workspace.people.values()];
  const limit = numberOf(args, 'limit', 1000);
  const from = Number(/^after:(\d+)$/.exec(textOf(args, 'cursor') ?? 'after:0')?.[1] ?? 0);
  const page = everybody.slice(from, from + limit);
  return {
    ok: true,
    members: page.map((person) => personShape(person, flagOf(args, 'include_locale', false))),
    response_metadata: { next_cursor: from + limit < everybody.length ? `after:${from + limit}` : '' },
  };
};

export const lookupByEmail: Method = ({ workspace }, args) => {
  const email = needed(args, 'email').toLowerCase();
  const person = [...workspace.people.values()].find((one) => one.email === email && !one.isDeleted);
  if (!person) throw new Refusal('users_not_found');
  return { ok: true, user: personShape(person, false) };
};

export const teamInfo: Method = () => ({
  ok: true,
  team: { id: teamId, name: 'Baton stand-in', domain: 'baton' },
});

export const botInfo: Method = () => ({
  ok: true,
  bot: { id: botId, deleted: false, name: 'Baton', user_id: botUserId, app_id: 'A0BATON01' },
});

export function personShape(person: Person, withLocale: boolean): Json {
  return {
    id: person.id,
    team_id: person.teamId,
    name: person.name.toLowerCase().replaceAll(/\W/g, ''),
    real_name: person.name,
    deleted: person.isDeleted,
    tz: person.timeZone,
    tz_label: person.timeZone,
    tz_offset: 7200,
    profile: {
      real_name: person.name,
      display_name: person.name,
      ...(person.email === null ? {} : { email: person.email }),
    },
    is_bot: person.isBot,
    is_app_user: false,
    is_restricted: person.isRestricted,
    is_ultra_restricted: person.isUltraRestricted,
    ...(person.isStranger || person.teamId !== teamId ? { is_stranger: person.isStranger } : {}),
    // S123: of people of other organisations the locale is not told.
    ...(withLocale && person.teamId === teamId ? { locale: person.locale } : {}),
  };
}
