/** A person's private conversation was opened or closed: what waits for them is shown, or named to the managers. */
import { formatNumber } from '../../core/number.ts';
import { losePrivate, meet } from '../../storage/cut-off.ts';
import { openHome } from '../../storage/homes.ts';
import { listLeads } from '../../storage/list-leads.ts';
import { findByIdentity, findMember, type Member } from '../../storage/members.ts';
import { buryPlace } from '../../storage/outbox.ts';
import { once, tellManagers, type HappeningApp, type Of } from './once.ts';

export async function privateOpened(app: HappeningApp, happening: Of<'private opened'>): Promise<void> {
  const { platform, person } = happening;
  const member = await findByIdentity(app.database.db, platform, person);
  const identity = identityOf(member, happening);
  // It is opened each time that they look.
  if (!identity || (identity.reachable && identity.met)) return;
  await once(app, happening, (trx) => meet(trx, { platform, person }));
}

/** So many are named; the rest can be found in the list. */
const namedAtMost = 10;

export async function privateClosed(app: HappeningApp, happening: Of<'private closed'>): Promise<void> {
  const { platform, person } = happening;
  const known = await findByIdentity(app.database.db, platform, person);
  if (!identityOf(known, happening)?.reachable) return;
  await once(app, happening, async (trx) => {
    const lane = await losePrivate(trx, { platform, person });
    if (lane === null || !known) return;
    await buryPlace(trx, lane, 'blocked');
    const member = await findMember(trx, known.id);
    // Whoever is written to on another platform has the contacts there.
    if (!member || member.identities.some(({ reachable, suspended }) => reachable && !suspended)) return;
    const held = await listLeads(trx, { custodian: member.id, limit: namedAtMost });
    const { claimed, accepted, accounts } = member.load;
    if (held.items.length === 0) return;
    await tellManagers(trx, app, happening, {
      trouble: 'private_closed',
      platform,
      member: member.id,
      numbers: held.items.map(({ lead }) => formatNumber(lead.number)).join(', '),
      more: Math.max(claimed + accepted + accounts - held.items.length, 0),
    });
  });
}

export async function homeOpened(app: HappeningApp, happening: Of<'home opened'>): Promise<void> {
  const { platform, person } = happening;
  const member = await findByIdentity(app.database.db, platform, person);
  if (!identityOf(member, happening)) return;
  await once(app, happening, async (trx) => {
    await openHome(trx, { platform, person, now: app.clock.now() });
  });
}

function identityOf(member: Member | null, { platform, person }: { platform: string; person: string }) {
  return member?.identities.find((one) => one.platform === platform && one.person === person);
}
