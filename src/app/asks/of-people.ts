/** What the requests about people and places have in common: who may, and how an answer with a next step is put. */
import { speak, type Say } from '../../words/say.ts';
import { listMembers, type Member } from '../../storage/members.ts';
import type { App } from '../app.ts';
import { refuseUnknown, type KnownCaller } from '../find-caller.ts';
import { findPerson } from '../people/find-person.ts';
import { isManager } from '../people/save-person.ts';
import { refused, type Said } from '../said.ts';
import type { Asking } from './asking.ts';

export type ForManager = { readonly caller: KnownCaller; readonly say: Say };

/** Whoever is no manager hears who is. */
export async function managerOf(
  app: Pick<App, 'database'>,
  { caller }: Pick<Asking, 'caller'>,
): Promise<ForManager | { readonly reply: Said }> {
  if (!caller.member) return { reply: refuseUnknown(caller) };
  const say = speak(caller.language);
  if (isManager(caller.member)) return { caller, say };
  const managers = await listMembers(app.database.db, { active: true, role: 'manager' });
  const names = managers.map(({ name }) => name).join(', ') || say('people.noManagers');
  return { reply: refused(say('people.needsManager', { managers: names })) };
}

/** The team member whom the caller names. */
export async function personNamed(
  app: Pick<App, 'database'>,
  name: string,
  say: Say,
): Promise<{ readonly member: Member } | { readonly reply: Said }> {
  const found = await findPerson(app, name);
  if (found.type === 'one') return { member: found.member };
  const text =
    found.type === 'nobody'
      ? say('people.find.nobody', { name: name.slice(0, 100) })
      : say('people.find.several', { names: found.members.map((member) => member.name).join(', ') });
  return { reply: refused(text) };
}

/** Something was done: what, and what is next. */
export function done(...sentences: readonly string[]): Said {
  return { type: 'say', tone: 'done', text: sentences.join(' ') };
}

/** Nothing was to be done, and all is well. */
export function quiet(...sentences: readonly string[]): Said {
  return { type: 'say', tone: 'quiet', text: sentences.join(' ') };
}
