/** A person's home, as things are now: in their own language and zone, and with what their roles let them see. */
import { homeCard, homeShows, strangersHomeCard } from '../../../cards/home-card.ts';
import type { Card } from '../../../cards/card.ts';
import type { CardOptions } from '../../../cards/options.ts';
import type { Moment } from '../../../core/lead.ts';
import type { Playbook } from '../../../core/policy.ts';
import { rolesOf } from '../../../core/roles.ts';
import { readHome } from '../../../storage/homes.ts';
import { findMember } from '../../../storage/members.ts';
import type { Member } from '../../../storage/members.ts';
import type { Work } from '../../../storage/outbox.ts';
import type { App } from '../../app.ts';
import { holdsOneIn } from '../../roles-in.ts';

export async function drawHome(
  app: Pick<App, 'database' | 'clock'>,
  { to }: Pick<Work, 'to'>,
  options: CardOptions,
): Promise<Card> {
  const { db } = app.database;
  const member = to.type === 'person' && to.member !== null ? await findMember(db, to.member) : null;
  if (!member) return strangersHomeCard(options);
  const now = app.clock.now();
  const { playbook, timeZone } = options;
  const facts = await readHome(db, {
    member: member.id,
    now,
    weekStart: startOfWeek(now, timeZone),
    doors: [
      ...holdingIn(member, playbook, 'closing').map(
        (direction) => ({ stage: 'qualified', direction }) as const,
      ),
      ...holdingIn(member, playbook, 'account').map(
        (direction) => ({ stage: 'converted', direction }) as const,
      ),
    ],
    claims: holdingIn(member, playbook, 'prospecting'),
    manages: managedBy(member, playbook),
    shown: homeShows,
  });
  return homeCard({ ...facts, name: member.name }, { ...options, now });
}

/** Directions in which they may take on the work of a part. */
function holdingIn(
  member: Member,
  { directions }: Playbook,
  segment: Parameters<typeof rolesOf>[0],
): readonly string[] {
  return Object.entries(directions)
    .filter(([id, { shape }]) => holdsOneIn(member, rolesOf(segment, shape), id))
    .map(([id]) => id);
}

/** Null: all of them, those that the playbook has lost among them. */
function managedBy({ roles }: Member, { directions }: Playbook): readonly string[] | null {
  const managed = roles.filter(({ role }) => role === 'manager').map(({ direction }) => direction);
  if (managed.includes(null)) return null;
  return Object.keys(directions).filter((id) => managed.includes(id));
}

/** Monday, where they are. */
function startOfWeek(now: Moment, timeZone: string): Moment {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone);
  return today.subtract({ days: today.dayOfWeek - 1 }).startOfDay().epochMilliseconds;
}
