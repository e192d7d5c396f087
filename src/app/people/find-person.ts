/** Finds the person whom somebody means by a name or a part of it. What could be several is not guessed. */
import { listMembers, type Member } from '../../storage/members.ts';
import type { App } from '../app.ts';
import { plain } from './typed-words.ts';

export type Found =
  | { readonly type: 'one'; readonly member: Member }
  | { readonly type: 'nobody' }
  | { readonly type: 'several'; readonly members: readonly Member[] };

/** Among those who are in the team now. */
export async function findPerson(app: Pick<App, 'database'>, name: string): Promise<Found> {
  return pickPerson(await listMembers(app.database.db, { active: true }), name);
}

/** Pure: the whole name or the id goes before a first name or surname, and that before a beginning. */
export function pickPerson(members: readonly Member[], name: string): Found {
  const wanted = plain(name).replace(/^@/u, '').replaceAll(/\s+/gu, ' ');
  if (wanted === '') return { type: 'nobody' };
  const degrees: readonly ((member: Member) => boolean)[] = [
    (member) => plain(member.name) === wanted || member.id === wanted,
    (member) => plain(member.name).split(' ').includes(wanted),
    (member) => plain(member.name).startsWith(wanted),
  ];
  for (const fits of degrees) {
    const found = members.filter(fits);
    const [first] = found;
    if (first && found.length === 1) return { type: 'one', member: first };
    if (first) return { type: 'several', members: found };
  }
  return { type: 'nobody' };
}
