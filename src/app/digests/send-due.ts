/**
 * Sends the digests whose hour has come. Which have been sent is in the database, so a tick that was missed is caught up
 * by the next one, and one that comes twice, or in several processes, sends nothing again.
 */
import { digestsDue } from '../../core/digest-calendar.ts';
import type { DueDigest } from '../../core/digest-calendar.ts';
import type { Playbook } from '../../core/policy.ts';
import { lastDigestDay, listDigestReaders, sendDigest } from '../../storage/digests.ts';
import type { DigestReader } from '../../storage/digests.ts';
import type { App } from '../app.ts';
import { zoneOf } from './read-digest.ts';

type DigestApp = Pick<App, 'database' | 'clock' | 'playbook' | 'wake'>;

/** Whoever was told nothing for longer is told of the last month: further back it is history. */
const coveredAtMostDays = 31;

/** How many were sent now. `known`: what this process has seen as sent, so that it need not ask every minute. */
export async function sendDueDigests(app: DigestApp, known: Set<string> = new Set()): Promise<number> {
  const { db } = app.database;
  const now = app.clock.now();
  const playbook = app.playbook();
  let sent = 0;
  for (const reader of await listDigestReaders(db)) {
    const timeZone = reader.timeZone ?? zoneOf(reader.direction, playbook);
    const times = { ...playbook.digest, holidays: holidaysOf(reader.direction, playbook) };
    for (const due of digestsDue(times, timeZone, now)) {
      const key = JSON.stringify([reader.reader, reader.direction, due.kind, due.day]);
      // Nobody is told in the afternoon of a morning before they were there.
      if (known.has(key) || due.dueAt < reader.createdAt) continue;
      const period = await periodOf(app, reader, due);
      if (await sendDigest(db, { ...reader, ...due, ...period, now })) sent += 1;
      known.add(key);
    }
  }
  if (sent > 0) app.wake();
  return sent;
}

/** Days on which nobody works, of all directions that this reader is told of. */
function holidaysOf(direction: string | null, { directions }: Playbook): readonly string[] {
  const told = Object.values(directions).filter((one) => direction === null || one.direction === direction);
  const [first, ...others] = told.map(({ hours }) => hours.holidays);
  return (first ?? []).filter((day) => others.every((holidays) => holidays.includes(day)));
}

/** Since the last one that they got; that of a week or month is always its own. */
async function periodOf(
  { database }: DigestApp,
  { reader, direction }: DigestReader,
  { kind, from, to }: DueDigest,
): Promise<{ readonly from: string }> {
  const last = kind === 'day' ? await lastDigestDay(database.db, { reader, direction, kind }) : null;
  if (last === null || last >= from) return { from };
  const earliest = Temporal.PlainDate.from(to).subtract({ days: coveredAtMostDays }).toString();
  return { from: last > earliest ? last : earliest };
}
