/**
 * Keeps the rows of a checked import, a piece at a time with a pause between, so that presses pass. Rows that are known
 * are counted and left alone: a spreadsheet is no sign that somebody wrote again.
 *
 * What is kept, stays kept: it can be broken off after any piece, and the same file goes on where it ended.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Audience } from '../../core/member.ts';
import type { Playbook } from '../../core/policy.ts';
import { audienceOf } from '../../core/roles.ts';
import type { Arrival, Arrived } from '../../storage/insert-lead.ts';
import { areKnown, insertLeads, type ImportAnnouncement } from '../../storage/insert-leads.ts';
import type { App } from '../app.ts';
import { keysOf } from '../keys-of.ts';
import type { ReadLead } from '../read-lead-input.ts';
import { arrivalOf } from '../receive-lead.ts';
import type { CheckedImport } from './check-import.ts';

export type ImportCounts = { readonly created: number; readonly known: number };

export type Keeping = {
  readonly isDryRun: boolean;
  /** After each piece: how many rows are done. */
  onProgress(done: number): void;
  isStopping(): boolean;
};

/** The process is told to stop in the middle. */
export class ImportStopped extends Error {
  override readonly name = 'ImportStopped';
}

type ImportApp = Pick<App, 'database' | 'clock' | 'random' | 'playbook' | 'wake'>;

/** The card of an import waits so long for the next piece. */
const holdMs = 2_000;

export async function keepImport(
  app: ImportApp,
  { key, leads }: CheckedImport,
  keeping: Keeping,
): Promise<ImportCounts> {
  const { announceAtMost } = app.playbook();
  const looked = await lookAt(
    app,
    leads,
    keeping,
    keeping.isDryRun ? Number.POSITIVE_INFINITY : announceAtMost,
  );
  if (keeping.isDryRun) return { created: looked.fresh.length, known: looked.known };

  const isQuiet = looked.fresh.length > announceAtMost;
  const rest = [...looked.fresh, ...leads.slice(looked.read)];
  let [created, known] = [0, looked.known];
  for (const piece of piecesOf(rest, pieceSizes[app.database.engine])) {
    if (keeping.isStopping()) throw new ImportStopped();
    const began = app.clock.now();
    const arrived = await keepPiece(app, piece, isQuiet ? announcementOf(app, key) : null);
    created += arrived.filter((one) => one !== 'repeated' && 'number' in one).length;
    known += arrived.filter((one) => one === 'repeated' || 'duplicate' in one).length;
    app.wake();
    keeping.onProgress(created + known);
    await pause(restAfter(app.clock.now() - began));
  }
  return { created, known };
}

/** The embedded database does nothing else while a piece is let in. */
const pieceSizes = { pglite: 25, postgres: 50 } as const;
const pauseMs = 5;
const longestPauseMs = 50;

/** As long as the piece took: while people press it takes longer, and makes way for them. */
function restAfter(tookMs: number): number {
  return Math.min(Math.max(tookMs, pauseMs), longestPauseMs);
}

const lookedAtOnce = 50;

/** Which rows would make leads, until more of them are found than are asked for. */
async function lookAt(
  { database }: ImportApp,
  leads: readonly ReadLead[],
  { onProgress, isStopping, isDryRun }: Keeping,
  most: number,
) {
  const fresh: ReadLead[] = [];
  const seen = new Set<string>();
  let [read, known] = [0, 0];
  for (const piece of piecesOf(leads, lookedAtOnce)) {
    if (isStopping()) throw new ImportStopped();
    const are = await areKnown(database.db, piece.map(contactOf));
    for (const [at, lead] of piece.entries()) {
      const marks = marksOf(lead);
      if (are[at] === true || marks.some((mark) => seen.has(mark))) known += 1;
      else {
        fresh.push(lead);
        for (const mark of marks) seen.add(mark);
      }
    }
    read += piece.length;
    onProgress(isDryRun ? read : known);
    await pause(pauseMs);
    if (fresh.length > most) break;
  }
  return { fresh, known, read };
}

function contactOf({ externalId, source, contact }: ReadLead) {
  const { phone, phoneChecked, email } = contact;
  return { externalId, source, phone: phoneChecked ? phone : null, email };
}

/** What two rows of one file are recognised by as the same lead. */
function marksOf({ externalId, source, contact }: ReadLead): readonly string[] {
  return [
    ...(externalId === null ? [] : [JSON.stringify(['external', source, externalId])]),
    ...keysOf(contact).map(({ kind, value }) => JSON.stringify([kind, value])),
  ];
}

/** How often the database may have to end a piece because two waited for each other. */
const triesAtMost = 5;

async function keepPiece(
  app: ImportApp,
  piece: readonly ReadLead[],
  announcement: ImportAnnouncement | null,
): Promise<readonly Arrived[]> {
  const arrivals = piece.map((lead): Arrival => {
    const arrival = arrivalOf(app, lead, { via: 'import' });
    return announcement
      ? { ...arrival, notices: arrival.notices.filter(({ type }) => type !== 'card') }
      : arrival;
  });
  for (let tried = 1; ; tried += 1) {
    try {
      return await insertLeads(app.database.db, arrivals, announcement);
    } catch (error) {
      if (tried === triesAtMost || !isDeadlock(error)) throw error;
    }
  }
}

function isDeadlock(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '40P01';
}

function announcementOf(app: ImportApp, key: string): ImportAnnouncement {
  return { key, holdMs, now: app.clock.now(), audiences: audiencesOf(app.playbook()) };
}

function audiencesOf({ directions }: Playbook): Readonly<Record<string, Audience>> {
  return Object.fromEntries(
    Object.values(directions).map(({ direction, shape }) => [direction, audienceOf('prospecting', shape)]),
  );
}

function* piecesOf<T>(list: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < list.length; at += size) yield list.slice(at, at + size);
}
