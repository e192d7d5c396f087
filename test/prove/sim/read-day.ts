/** What a simulated day has left: what stands on the platforms beside what should, and what is kept beside its history. */
import { sql } from 'kysely';
import { verify } from '../../../src/app/verify.ts';
import { custodianCard } from '../../../src/cards/custodian-card.ts';
import { leadCard, stubCard } from '../../../src/cards/lead-card.ts';
import { custodianOf, type Moment } from '../../../src/core/lead.ts';
import type { LeadView } from '../../../src/core/lead-view.ts';
import { findView } from '../../../src/storage/read-lead.ts';
import { readableText } from '../../support/fake-chat.ts';
import {
  digestDay,
  digestReaders,
  personOf,
  placeAudiences,
  platforms,
  seats,
  type Chat,
  type SimFloor,
} from './a-floor.ts';
import type { Day, Spot } from './check-day.ts';
import type { Inbound, Lived } from './live-day.ts';
import { checkPace } from './check-pace.ts';
import { keptOfErased } from './read-erased.ts';
import { readReach } from './read-reach.ts';

const zone = 'Europe/Kyiv';

export async function readDay(
  floor: SimFloor,
  { races, repeats, inbound: received, deedsOfGone }: Lived,
): Promise<Day> {
  const { db } = floor.database;
  const inbound = received.map(({ ref, secrets }) => ({
    ref,
    secrets: [...secrets, ...floor.typed.flatMap((one) => (one.ref === ref ? one.secrets : []))],
  }));
  const leads: Day['leads'][number][] = [];
  const erased = new Set<string>();
  for (const one of inbound) {
    const view = await findView(db, { ref: one.ref });
    if (view?.lead.erased) erased.add(one.ref);
    leads.push(leadOf(floor, one, view));
  }
  const differences: string[] = [];
  for await (const found of verify(db)) if (found.type !== 'checked') differences.push(JSON.stringify(found));
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from outbox o join lanes l on l.id = o.lane
    where o.dirty and l.platform <> 'web' and o.kind in ('living card', 'private card', 'stub')`.execute(db);
  return {
    races,
    repeats,
    leads,
    digests: await digestsOf(floor),
    reach: await readReach(floor, inbound, deedsOfGone),
    keptOfErased: await keptOfErased(floor.database, inbound, erased),
    hasty: floor.hasty,
    crowded: platforms.flatMap((platform) => checkPace(platform, floor[platform].calls)),
    shown: floor.shown,
    differences,
    waiting: rows[0]?.count ?? 0,
  };
}

async function digestsOf(floor: SimFloor): Promise<Day['digests']> {
  const { rows } = await sql<{ reader: string; day: string; at: Moment }>`
    select case when reader like 'place %' then 'place ' || (
        select platform from lanes where id = split_part(reader, ' ', 2)::bigint) else reader end as reader, day, at
    from digests_sent`.execute(floor.database.db);
  return platforms.flatMap((platform) =>
    digestReaders.map(({ where, reader, hoursEast }) => {
      const asked = floor.lost.filter((lost) => lost.platform === platform && lost.where === where);
      return {
        where: `${platform} ${where}`,
        dueAt: floor.digestAt(hoursEast),
        sent: rows.filter((row) => row.reader === (reader === 'place' ? `place ${platform}` : reader)),
        day: digestDay,
        standing: floor[platform].seen(where).filter(({ key }) => isDigest(key)).length,
        lost: platform === 'slack' ? 0 : asked.filter(({ key }) => isDigest(key)).length,
      };
    }),
  );
}

/** A lead that was acknowledged and is not kept should have a card all the same. */
function leadOf(floor: SimFloor, { ref, secrets }: Inbound, view: LeadView | null): Day['leads'][number] {
  const { playbook } = floor;
  const options = { language: 'en', timeZone: zone, playbook } as const;
  const about = (where: string, platform: Chat, isPrivate: boolean) =>
    floor[platform]
      .seen(where)
      .filter((seen) => seen.key.startsWith(`${ref}-`) && seen.isPrivate === isPrivate);
  const lostAt = (where: string, platform: Chat) =>
    platform === 'slack'
      ? 0
      : floor.lost.filter(
          (asked) =>
            asked.platform === platform &&
            asked.where === where &&
            asked.key.startsWith(`${ref}-`) &&
            !floor.isPressedOn(asked.message),
        ).length;
  const everywhere = <T>(make: (platform: Chat) => readonly T[]) => platforms.flatMap(make);
  const stub = view && readableText(stubCard(view, options));
  const custodian = view && custodianOf(view.lead);
  const isTheirs = ({ id }: (typeof seats)[number]) =>
    id === custodian || (custodian !== null && id === view?.lead.coveredBy);

  const channels = everywhere((platform): readonly Spot[] =>
    placeAudiences.map((audience) => {
      const standing = about(audience, platform, false)
        .map(({ text }) => text)
        .filter((text) => text !== stub);
      const wanted = view ? readableText(leadCard(view, { ...options, audiences: [audience] })) : '';
      const isWanted = standing.length > 0 || view === null || isFor(audience, view);
      return {
        where: `${platform} ${audience}`,
        wanted: isWanted ? wanted : null,
        standing,
        lost: lostAt(audience, platform),
      };
    }),
  );
  const withPerson = ({ id }: (typeof seats)[number], platform: Chat) => {
    const person = personOf(id);
    return {
      where: `${platform} ${person}`,
      standing: about(person, platform, true).map(({ text }) => text),
      lost: lostAt(person, platform),
    };
  };
  return {
    ref,
    secrets,
    channels,
    hands: everywhere((platform) =>
      seats.filter(isTheirs).map((seat) => ({
        ...withPerson(seat, platform),
        wanted: view && readableText(custodianCard(view, { ...options, member: seat.id })),
      })),
    ),
    strangers: everywhere((platform) =>
      seats.filter((seat) => !isTheirs(seat)).map((seat) => withPerson(seat, platform)),
    ),
  };
}

const isDigest = (key: string) => key.startsWith('digest');

/** To whom it is, or was on its way, offered. */
function isFor(audience: (typeof placeAudiences)[number], { lead }: LeadView): boolean {
  if (audience === 'prospectors') return true;
  return audience === 'closers' ? lead.stage === 'qualified' : lead.stage === 'converted';
}
