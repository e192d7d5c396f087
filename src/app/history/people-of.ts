/** Whom a history names: members by id or by name. Who is unknown becomes one, without roles and without access. */
import type { MemberId } from '../../core/lead.ts';
import { insertMember, listMembers } from '../../storage/members.ts';
import type { App } from '../app.ts';

export type People = {
  /** Null where several are called so. */
  find(named: string): Promise<MemberId | null>;
  readonly names: Record<MemberId, string>;
  /** How many became members by this. */
  added(): number;
};

export async function peopleOf(
  app: Pick<App, 'database' | 'clock' | 'random'>,
  { isDryRun }: { readonly isDryRun: boolean },
): Promise<People> {
  const members = await listMembers(app.database.db);
  const names: Record<MemberId, string> = Object.fromEntries(members.map(({ id, name }) => [id, name]));
  const byName = new Map<string, readonly MemberId[]>();
  const put = (id: MemberId, name: string) =>
    byName.set(plain(name), [...(byName.get(plain(name)) ?? []), id]);
  for (const { id, name } of members) put(id, name);
  let added = 0;

  const add = async (name: string): Promise<MemberId> => {
    const id = app.random.id('m');
    const createdAt = app.clock.now();
    const member = { id, name, language: null, timeZone: null, createdAt, roles: [], identities: [] };
    if (!isDryRun) await insertMember(app.database.db, member);
    put(id, name);
    names[id] = name;
    added += 1;
    return id;
  };
  return {
    names,
    added: () => added,
    async find(named) {
      if (Object.hasOwn(names, named)) return named;
      const [id, another] = byName.get(plain(named)) ?? [];
      if (another !== undefined) return null;
      return id ?? add(named);
    },
  };
}

const plain = (name: string) => name.normalize('NFC').replaceAll(/\s+/gu, ' ').trim().toLowerCase();
