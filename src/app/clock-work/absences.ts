/**
 * While somebody is away their deputy stands in, lead by lead: may do what they could, is shown what they were shown,
 * and all of it ends when they are back. The credit stays where it is.
 *
 * Done again it does nothing, so what a process did not finish is finished by the next round.
 */
import { setImmediate as pause } from 'node:timers/promises';
import type { MemberId } from '../../core/lead.ts';
import { comeBack, listCovered, listReturned, listUncovered } from '../../storage/absences.ts';
import { placeAtAverage } from '../../storage/candidates.ts';
import type { App } from '../app.ts';
import { handleCommand } from '../handle-command.ts';

export type AbsenceApp = Pick<App, 'database' | 'clock' | 'playbook' | 'wake'>;

type MayGoOn = () => Promise<boolean>;

const pieceSize = 25;
const always: MayGoOn = () => Promise.resolve(true);

/** Of one who goes away, or of everybody who is. */
export async function cover(
  app: AbsenceApp,
  custodian: MemberId | null,
  mayGoOn: MayGoOn = always,
): Promise<number> {
  let covered = 0;
  for (;;) {
    const piece = await listUncovered(app.database.db, pieceSize, custodian);
    if (piece.length === 0 || !(await mayGoOn())) return covered;
    let moved = 0;
    for (const one of piece) if (await coverOne(app, one)) moved += 1;
    covered += moved;
    // Somebody else moved them all: what is left is for the next round.
    if (moved === 0) return covered;
    await pause();
  }
}

/** Somebody is back, by their own word or because the time has come. Answers whether they were away at all. */
export async function bringBack(
  app: AbsenceApp,
  member: MemberId,
  { when }: { readonly when: 'now' | 'time has come' },
): Promise<boolean> {
  const { db } = app.database;
  // As long as they are marked as away, whoever comes next finds what a process did not finish.
  await uncover(app, member);
  const wasAway = await comeBack(db, member, when === 'now' ? null : app.clock.now());
  if (wasAway) await placeAtAverage(db, member);
  // A round may have had somebody stand in again in between.
  await uncover(app, member);
  return wasAway;
}

/** Nobody stands in for them any more. */
async function uncover(app: AbsenceApp, member: MemberId): Promise<void> {
  for (;;) {
    const refs = await listCovered(app.database.db, member, pieceSize);
    let moved = 0;
    for (const ref of refs) if (await coverOne(app, { ref, custodian: member, to: null })) moved += 1;
    if (moved === 0) return;
    await pause();
  }
}

/** Everybody whose absence is over is back. */
export async function bringAllBack(app: AbsenceApp, mayGoOn: MayGoOn): Promise<number> {
  const returned = await listReturned(app.database.db, app.clock.now());
  let count = 0;
  for (const member of returned) {
    if (!(await mayGoOn())) break;
    if (await bringBack(app, member, { when: 'time has come' })) count += 1;
  }
  return count;
}

async function coverOne(
  app: AbsenceApp,
  {
    ref,
    custodian,
    to,
  }: { readonly ref: string; readonly custodian: MemberId; readonly to: MemberId | null },
): Promise<boolean> {
  const outcome = await handleCommand(app, {
    lead: { ref },
    by: null,
    via: 'clock',
    command: { type: 'cover', custodian, to },
  });
  return outcome.ok && !outcome.unchanged;
}
