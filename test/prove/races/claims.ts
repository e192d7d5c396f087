/**
 * Fifty simultaneous clicks on each of many leads, half over the API, half by the page's buttons, against the real
 * program over real HTTP: one process on the embedded database, two side by side on PostgreSQL. Five people click,
 * each by both ways. What they were answered and shown is judged by `checkClaims`.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDatabase } from '../../bench/create-database.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { emptyFolder, environmentOf, runBaton } from '../../support/run-baton.ts';
import type { Running } from '../../support/run-baton.ts';
import { checkClaims, figures as checked } from './check-claims.ts';
import type { Click } from './check-claims.ts';
import { claimByApi, openPage } from '../floor/clickers.ts';
import { proveClaimsOnPlatforms } from './claims-on-platforms.ts';
import type { Clicker, Page, Seated } from '../floor/clickers.ts';
import { numberOf } from '../figure.ts';
import type { Figure, ProofOptions } from '../figure.ts';
import { custodianId, drained, seat, send, withoutLimits } from '../floor/sales-floor.ts';

const people = ['Alma', 'Borys', 'Cyril', 'Daryna', 'Edita'];
/** So many leads are raced for at once: the embedded database has one connection, on which all clicks queue. */
const leadsAtOnce = { pglite: 1, postgres: 3 } as const;
/** Who is told that it takes longer presses again, as people do. */
const triesAtMost = 10;

export async function proveClaims(options: ProofOptions): Promise<readonly Figure[]> {
  if (options.more['platforms'] !== undefined) return proveClaimsOnPlatforms(options);
  const url = process.env['DATABASE_URL'];
  const asked = options.more['db'];
  if (asked === 'postgres' && !url) throw new Error('Set DATABASE_URL to prove it on PostgreSQL.');
  const figures: Figure[] = [];
  if (asked !== 'postgres') figures.push(...(await race('pglite', null, options)));
  if (url && asked !== 'pglite') figures.push(...(await race('postgres', url, options)));
  return figures;
}

async function race(engine: 'pglite' | 'postgres', url: string | null, options: ProofOptions) {
  await using folder = await emptyFolder();
  await using database = url === null ? null : await createDatabase(url);
  const playbook = join(folder.path, 'playbook.yaml');
  await writeFile(playbook, withoutLimits);
  const environment = environmentOf(join(folder.path, 'data'), {
    PLAYBOOK: playbook,
    WEB: 'on',
    LOG_LEVEL: 'error',
    ...(database ? { DATABASE_URL: database.url } : {}),
  });
  const processes = engine === 'pglite' ? 1 : numberOf(options.more['procs'], 2);
  const running: Running[] = [];
  try {
    for (let index = 0; index < processes; index += 1) running.push(await runBaton(environment));
    return await raceOn(engine, running, options);
  } finally {
    await Promise.all(running.map((baton) => baton.stop()));
  }
}

async function raceOn(
  engine: keyof typeof leadsAtOnce,
  running: readonly Running[],
  options: ProofOptions,
): Promise<Figure[]> {
  const leadCount = numberOf(options.more['leads'], options.full ? 2_000 : 200);
  const clickCount = numberOf(options.more['clicks'], 50);
  const random = seededRandom(options.seed);
  const pages = await Promise.all(running.map((baton) => openPage(baton.url)));
  const first = running[0];
  const page = pages[0];
  if (!first || !page) throw new Error('There is no process to click in.');
  const members = await seat(first, people);
  const leads = await sendLeads(first, leadCount);

  const clicks: Click[] = [];
  const began = performance.now();
  for (let at = 0; at < leads.length; at += leadsAtOnce[engine]) {
    const raced = leads.slice(at, at + leadsAtOnce[engine]).flatMap((lead) =>
      Array.from({ length: clickCount }, (_, index) => {
        const member = members[index % members.length];
        const process = Math.floor(random.number() * running.length);
        const [baton, page] = [running[process], pages[process]];
        if (!member || !baton || !page) throw new Error('There is nobody to click.');
        const click = index % 2 === 0 ? claimByApi(baton) : page.claim;
        return { order: random.number(), click: () => clickOn(click, lead, member, members) };
      }),
    );
    const shuffled = raced.toSorted((a, b) => a.order - b.order);
    clicks.push(...(await Promise.all(shuffled.map(({ click }) => click()))));
  }
  const seconds = (performance.now() - began) / 1000;
  const late = clicks.filter(({ wasLate }) => wasLate).length;
  options.say(
    `${engine}: ${clicks.length} clicks on ${leads.length} leads in ${seconds.toFixed(1)} s, ${late} answered late`,
  );

  await drained(first);
  const custodians = new Map<string, string | null>();
  for (const lead of leads) custodians.set(lead, await custodianOf(first, lead));
  const shown = await shownContacts(page, members, leads);
  const { counts, faults } = checkClaims({ leads, clicks, custodians, reveals: shown.reveals });
  for (const fault of faults.slice(0, 20)) options.say(`  ${fault.figure}: ${fault.lead}: ${fault.says}`);

  const name = (what: string) =>
    `${what} (${engine}, ${running.length} process${running.length > 1 ? 'es' : ''})`;
  return [
    ...checked.map((figure) => ({
      row: 'R2',
      name: name(figure),
      value: counts[figure],
      goal: { is: 'exactly', than: figure === 'winners' ? leads.length : 0 } as const,
    })),
    {
      row: 'R2',
      name: name('contacts in a channel'),
      value: shown.inChannel,
      goal: { is: 'exactly', than: 0 },
    },
  ];
}

async function clickOn(
  click: Clicker,
  lead: string,
  member: Seated,
  members: readonly Seated[],
): Promise<Click> {
  const invokedAt = performance.now();
  for (let tries = 1; ; tries += 1) {
    const answer = await click(lead, member, members);
    const isLate = answer.type === 'late';
    if (isLate && tries < triesAtMost) continue;
    return {
      lead,
      member: member.id,
      invokedAt,
      answeredAt: performance.now(),
      wasLate: tries > 1,
      answer: isLate ? { type: 'unknown', what: `late ${tries} times` } : answer,
    };
  }
}

/** The n-th lead writes from `lead-n@prove.example`, by which its contact is recognised wherever it is shown. */
async function sendLeads(baton: Running, count: number): Promise<readonly string[]> {
  const refs: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const made = await send(baton, '/api/leads', {
      name: `Somebody ${index}`,
      phone: `+38067${String(1_000_000 + index)}`,
      email: `lead-${index}@prove.example`,
    });
    if (typeof made['ref'] !== 'string') throw new Error('A lead was not taken in.');
    refs.push(made['ref']);
  }
  return refs;
}

async function custodianOf(baton: Running, lead: string): Promise<string | null> {
  const shown: { custodian: unknown } = await (await baton.api(`/api/leads/${lead}`)).json();
  return custodianId(shown.custodian);
}

async function shownContacts(page: Page, members: readonly Seated[], leads: readonly string[]) {
  const reveals: { lead: string; member: string }[] = [];
  for (const member of members) {
    const text = await page.everythingIn(`@${member.person}`, member.person);
    for (const [, index] of text.matchAll(/lead-(\d+)@prove\.example/g)) {
      const lead = leads[Number(index)];
      if (lead !== undefined) reveals.push({ lead, member: member.id });
    }
  }
  const anybody = members[0]?.person ?? '';
  const channel = await page.everythingIn('prospectors', anybody);
  return { reveals, inChannel: [...channel.matchAll(/@prove\.example|38067\d/g)].length };
}
