/**
 * Rights that are taken away, by one process: how long somebody goes on using them at another one of the same database, on
 * Slack, on Telegram, on the page, over the API in their name, with a token of a form, and in a place that heard of leads.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createDatabase } from '../../bench/create-database.ts';
import { query } from '../../bench/query.ts';
import { emptyFolder, runBaton } from '../../support/run-baton.ts';
import { openChats, withoutBudgets } from '../floor/chats.ts';
import { biteMs, checkRevoked, usedUntil, type Taken } from './check-revoked.ts';
import { zero } from '../figure.ts';
import type { Figure, ProofOptions } from '../figure.ts';
import { casesOf } from './revoked-cases.ts';
import { players, untilTrue, type Look, type Revoking } from './revoked-floor.ts';
import { drained, twoDirections } from '../floor/sales-floor.ts';

/** So long they go on trying. */
const tryMs = biteMs + 500;
/** Quicker, and a form would be slowed down, whatever its token is worth. */
const betweenTriesMs = 100;
type Trying = { readonly what: string; readonly tries: readonly { readonly afterMs: number; look: Look }[] };

export async function proveRevoked({ say }: ProofOptions): Promise<readonly Figure[]> {
  const server = process.env['DATABASE_URL'];
  if (!server) {
    say('  rights that are taken away in another process: left out, DATABASE_URL is not set');
    return [];
  }
  await using database = await createDatabase(server);
  await using folder = await emptyFolder();
  const playbook = join(folder.path, 'playbook.yaml');
  await writeFile(playbook, twoDirections);
  await using chats = await openChats({
    environment: {
      DATABASE_URL: database.url,
      WEB: 'on',
      PLAYBOOK: playbook,
      NODE_OPTIONS: `--import=${withoutBudgets.href}`,
    },
    people: players,
  });
  const other = await runBaton(chats.environment);
  try {
    await using cases = await casesOf(chats, other);
    // On each way one right after the other, all ways side by side.
    const lanes = [...Map.groupBy(cases.all, ({ way }) => way).values()];
    const ended = await Promise.allSettled(lanes.map((lane) => tryOneByOne(lane)));
    const tried = ended.flatMap((lane) => {
      if (lane.status === 'rejected') throw lane.reason;
      return lane.value;
    });
    // Telegram is answered before it is decided, and a card is shown later still.
    await untilWorkedOff(database.url);
    await drained(other);
    const taken: Taken[] = [];
    for (const { what, tries } of tried) {
      const looked = [];
      for (const { afterMs, look } of tries) looked.push({ afterMs, worked: await look() });
      taken.push({ what, tries: looked });
    }
    for (const one of taken) {
      say(`  ${one.what}: used ${usedUntil(one).toFixed(0)} ms longer, ${one.tries.length} tries`);
    }
    const { late, untold } = checkRevoked(taken);
    for (const one of [...late, ...untold]) say(`  ${one}`);
    const row = 'R23';
    return [
      {
        row,
        name: 'longest use of a right that another process took away',
        value: Math.max(...taken.map(usedUntil)) / 1_000,
        goal: { is: 'at most', than: 1 },
        unit: 's',
      },
      zero(row, 'rights used a second after they were taken away', late.length),
      zero(row, 'rights of which the tries tell nothing', untold.length),
      {
        row,
        name: 'rights taken away, each by its way in',
        value: taken.length,
        goal: { is: 'exactly', than: 26 },
      },
    ];
  } finally {
    await other.stop();
  }
}

async function tryOneByOne(lane: readonly Revoking[]): Promise<readonly Trying[]> {
  const tried: Trying[] = [];
  for (const { what, attempt, takeAway } of lane) {
    await untilTrue(await attempt(), `${what}: there was no right to be taken away.`);
    await takeAway();
    tried.push({ what, tries: await goOn(attempt) });
  }
  return tried;
}

/** Tries are begun one after the other, whether those before are done or not. */
async function goOn(attempt: () => Promise<Look>): Promise<Trying['tries']> {
  const from = performance.now();
  const begun: Promise<{ readonly afterMs: number; look: Look }>[] = [];
  // What fails is told when it is looked at: nobody waits for it before.
  const begin = async (afterMs: number) => ({
    afterMs,
    look: await attempt().catch((error: unknown) => () => Promise.reject(error)),
  });
  while (performance.now() - from < tryMs) {
    begun.push(begin(performance.now() - from));
    await pause(betweenTriesMs);
  }
  return Promise.all(begun);
}

/** Until nothing that Telegram brought waits, or is in hand. */
async function untilWorkedOff(url: string): Promise<void> {
  const isOver = async () => {
    const [row] = await query<{ open: number }>(
      url,
      "select count(*)::int as open from updates where state = 'waiting'",
    );
    return row?.open === 0;
  };
  await untilTrue(isOver, 'What Telegram brought was not worked off.');
}
