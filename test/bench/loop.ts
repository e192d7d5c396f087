/**
 * P11: how long the event loop of the real program stands still while 200 presses a second come in, a spreadsheet of
 * 100,000 leads is read and kept, and meanwhile digests are drawn, tables taken out and a backup made. The program's own
 * figures tell (`/metrics`), which hold the time from look to look; how late a look was is that without the ten
 * milliseconds between them.
 *
 * Usually what takes long is looked at for a minute and goes on beside what follows; with `--full` it is waited for.
 */
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Figure } from '../prove/figure.ts';
import { seat, send, withoutLimits } from '../prove/floor/sales-floor.ts';
import { emptyFolder, environmentOf, runBaton, type Running } from '../support/run-baton.ts';
import type { BenchOptions } from './bench.ts';
import { createDatabase } from './create-database.ts';
import { atRate, type Rated, type Target } from './http-load.ts';
import { sendSpreadsheet } from './spreadsheet.ts';

const clicksASecond = 200;
const leadsPressed = 400;
const rows = 100_000;
/** Of presses; whatever else goes on is looked for after each. */
const pieceMs = 2_000;
const lookedAtMs = 60_000;
/** What the program's own figures look at the loop by. */
const lookEveryMs = 10;
/** Between one round of digests and tables and the next. */
const betweenMs = 1_000;

type Stood = { readonly p99: number; readonly max: number };

export async function benchLoop(options: BenchOptions): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  if (options.server !== null) {
    await using database = await createDatabase(options.server);
    const stood = await watch('PostgreSQL', { DATABASE_URL: database.url }, options);
    figures.push(
      figureOf('p99 on PostgreSQL', stood.p99, 20),
      figureOf('longest on PostgreSQL', stood.max, 100),
    );
  }
  const stood = await watch('PGlite', {}, options);
  return [...figures, figureOf('p99 on PGlite', stood.p99, 60)];
}

const figureOf = (name: string, value: number, than: number): Figure => ({
  row: 'P11',
  name: `event loop delay, ${name}`,
  value,
  goal: { is: 'at most', than },
  unit: 'ms',
});

/** The worst of all that goes on beside the presses. */
async function watch(
  engine: string,
  environment: Readonly<Record<string, string>>,
  { seconds, full, say }: BenchOptions,
): Promise<Stood> {
  await using folder = await emptyFolder();
  const playbook = join(folder.path, 'playbook.yaml');
  await writeFile(playbook, withoutLimits);
  const baton = await runBaton(
    environmentOf(join(folder.path, 'data'), {
      PLAYBOOK: playbook,
      WEB: 'on',
      LOG_LEVEL: 'error',
      ...environment,
    }),
  );
  try {
    const presses = await pressesOn(baton);
    const phases: Stood[] = [];
    const during = async <T>(name: string, work: Promise<T>): Promise<T> => {
      await loopOf(baton);
      const began = performance.now();
      const clicks = await pressUntil(presses, work);
      const stood = await loopOf(baton);
      phases.push(stood);
      say(
        `  ${engine}, ${name}: ${((performance.now() - began) / 1000).toFixed(0)} s, loop p99 ${stood.p99.toFixed(0)} ms, ` +
          `longest ${stood.max.toFixed(0)} ms; presses p50 ${worst(clicks, 'p50')} ms, p99 ${worst(clicks, 'p99')} ms at worst`,
      );
      return work;
    };
    await pressUntil(presses, pause(pieceMs));
    await during('presses alone', pause(seconds * 1000));
    const { hasRead, isKept } = sendSpreadsheet(baton, rows);
    await during(`${rows} rows are read`, hasRead);
    const looked = (work: Promise<unknown>) => (full ? work : Promise.race([work, pause(lookedAtMs)]));
    await during('they are kept, digests and tables beside', beside(looked(isKept), digestsAndTables(baton)));
    await during('a backup, too', looked(drain(baton.api('/api/backup'))));
    return {
      p99: Math.max(...phases.map(({ p99 }) => p99)),
      max: Math.max(...phases.map(({ max }) => max)),
    };
  } finally {
    await baton.stop();
  }
}

/** Two people, who claim the same leads and give them back: of each four presses about one changes something. */
async function pressesOn(baton: Running): Promise<readonly Target[]> {
  const members = await seat(baton, ['Alma', 'Borys']);
  const refs: string[] = [];
  for (let index = 0; index < leadsPressed; index += 1) {
    const made = await send(baton, '/api/leads', {
      name: 'Somebody',
      email: `pressed-${index}@prove.example`,
    });
    refs.push(String(made['ref']));
  }
  const headers = await headersOfPage(baton);
  return members.map(({ person }) => ({
    port: Number(new URL(baton.url).port),
    path: '/web/press',
    headers: { ...headers, 'x-baton-seat': person },
    body: (index) =>
      JSON.stringify({
        delivery: randomUUID(),
        code: `${index % 2 === 0 ? 'claim' : 'release'}:${refs[Math.floor(index / 2) % refs.length]}`,
        channel: 'prospectors',
        message: null,
      }),
  }));
}

async function headersOfPage(baton: Running): Promise<Readonly<Record<string, string>>> {
  const cookie = (await fetch(baton.url)).headers.getSetCookie().map((line) => line.split(';')[0]);
  return { cookie: cookie.join('; '), origin: baton.url, 'x-baton-language': 'en' };
}

async function pressUntil(presses: readonly Target[], work: Promise<unknown>): Promise<readonly Rated[]> {
  const state = { isOver: false };
  const end = () => (state.isOver = true);
  // How it ended is for whoever waits for it.
  work.then(end, end);
  const rated: Rated[] = [];
  for (let from = 0; !state.isOver; from += clicksASecond) {
    const piece = { perSecond: clicksASecond / presses.length, ms: pieceMs, from, isPunctual: false };
    rated.push(...(await Promise.all(presses.map((target) => atRate(target, piece)))));
  }
  const failed = rated.reduce((sum, one) => sum + one.failed, 0);
  if (failed > 0) throw new Error(`${failed} presses were not answered; nothing was measured.`);
  return rated;
}

const worst = (clicks: readonly Rated[], what: 'p50' | 'p99') =>
  Math.max(...clicks.map((one) => one[what])).toFixed(0);

/** Since this was last asked. */
async function loopOf(baton: Running): Promise<Stood> {
  const text = await (await fetch(`${baton.url}/metrics`)).text();
  const ms = (name: string) =>
    Number(new RegExp(`^nodejs_eventloop_lag_${name}_seconds ([\\d.e+-]+)$`, 'mu').exec(text)?.[1] ?? NaN) *
      1000 -
    lookEveryMs;
  return { p99: ms('p99'), max: ms('max') };
}

/** The week with its picture, the figures of a month, and all that there is to take out. */
async function digestsAndTables(baton: Running): Promise<() => Promise<void>> {
  const [manager] = await seat(baton, ['Mo'], ['manager']);
  if (!manager) throw new Error('Nobody manages.');
  const headers = {
    ...(await headersOfPage(baton)),
    'x-baton-seat': manager.person,
    'content-type': 'application/json',
  };
  const today = Temporal.Now.plainDateISO('UTC');
  const days = `from=${today.subtract({ days: 30 }).toString()}&to=${today.add({ days: 2 }).toString()}`;
  return async () => {
    const body = JSON.stringify({ delivery: randomUUID(), channel: null, text: 'digest week' });
    await drain(fetch(`${baton.url}/web/ask`, { method: 'POST', headers, body }));
    await drain(baton.api(`/api/digest?${days}`));
    for (const kind of ['leads', 'history', 'credit']) {
      await drain(baton.api(`/api/exports/${kind}?member=${manager.id}&${days}`));
    }
  };
}

async function beside(work: Promise<unknown>, making: Promise<() => Promise<void>>): Promise<void> {
  const state = { isOver: false };
  const end = () => (state.isOver = true);
  work.then(end, end);
  const turn = await making;
  while (!state.isOver) await Promise.race([turn().then(() => pause(betweenMs)), work]);
  await work;
}

async function drain(asked: Promise<Response>): Promise<void> {
  const response = await asked;
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`);
  await response.body?.pipeTo(new WritableStream());
}
