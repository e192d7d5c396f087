/**
 * The floor of claims in a crowd: one statement that claims, keeps the history and what three places are to be told, by
 * ten clients that do nothing else. PostgreSQL's own pgbench sends it, prepared; where that is not installed, ten
 * connections of pg's client do.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { query } from '../query.ts';

const pgbench = 'pgbench';
const clients = 10;
/** Each lead is claimed but once, in all rounds together. */
const leads = 400_000;

export type FullClaims = AsyncDisposable & {
  /** What sends them. */
  readonly by: 'pgbench' | 'pg';
  /** Claims a second. */
  run(ms: number): Promise<number>;
};

const schema = `
  create table floor_leads (id int primary key, stage text not null, custodian text);
  create table floor_history (id bigint generated always as identity primary key, lead int not null, type text not null,
    by text, at timestamptz not null default now());
  create table floor_outbox (id bigint generated always as identity primary key, lead int not null, place text not null,
    wanted text not null, dirty boolean not null default true);
  insert into floor_leads select i, 'new' from generate_series(0, ${leads - 1}) i;
  vacuum analyze floor_leads`;

const claim = (lead: string) => `
  with lead as (
    update floor_leads set stage = 'claimed', custodian = 'ana' where id = ${lead} and stage = 'new' returning id),
  told as (insert into floor_history (lead, type, by) select id, 'claimed', 'ana' from lead)
  insert into floor_outbox (lead, place, wanted)
  select id, place, 'claimed' from lead, unnest(array['slack', 'telegram', 'private']) place`;

export async function openFullClaims(url: string): Promise<FullClaims> {
  const client = await connected(url);
  try {
    for (const statement of schema.split(';')) await client.query(statement);
  } finally {
    await client.end();
  }
  const hasPgbench = await isThere(pgbench);
  let next = 0;
  /** As the database counts them: a claim that came too late would be no claim. */
  const counted = async (run: (from: number) => Promise<number>): Promise<number> => {
    const before = await claimedIn(url);
    const seconds = await run(next);
    const claimed = (await claimedIn(url)) - before;
    next += claimed + clients;
    if (next > leads * 0.9) throw new Error('The floor has run out of leads to claim.');
    return claimed / seconds;
  };
  if (!hasPgbench) {
    return {
      by: 'pg',
      run: (ms) => counted((from) => runConnections(url, ms, from)),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }
  const folder = await mkdtemp(join(tmpdir(), 'baton-floor-'));
  const script = join(folder, 'claim.sql');
  await writeFile(
    script,
    `\\set turn :turn + 1\n\\set lead :turn * ${clients} + :client_id\n${claim(':lead')};\n`,
  );
  return {
    by: 'pgbench',
    run: (ms) => counted((from) => runPgbench(url, script, ms, from)),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Answers how long it ran, in seconds, as it says itself: connecting is not counted. */
async function runPgbench(url: string, script: string, ms: number, from: number): Promise<number> {
  const turn = Math.ceil(from / clients);
  const seconds = Math.max(1, Math.round(ms / 1000));
  const given = ['-n', '-M', 'prepared', '-c', `${clients}`, '-j', '2', '-T', `${seconds}`];
  const child = spawn(pgbench, [...given, '-D', `turn=${turn}`, '-f', script, url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const [code] = await once(child, 'close');
  const done = Number(/transactions actually processed: (\d+)/u.exec(printed)?.[1]);
  const perSecond = Number(/tps = ([\d.]+)/u.exec(printed)?.[1]);
  if (code !== 0 || !(done / perSecond > 0)) throw new Error(`pgbench told no figure:\n${printed}`);
  return done / perSecond;
}

async function runConnections(url: string, ms: number, from: number): Promise<number> {
  const connections = await Promise.all(Array.from({ length: clients }, () => connected(url)));
  const [began, statement] = [performance.now(), claim('$1')];
  let lead = from;
  await Promise.all(
    connections.map(async (client) => {
      while (performance.now() < began + ms) {
        lead += 1;
        await client.query({ name: 'claim', text: statement, values: [lead] });
      }
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  await Promise.all(connections.map((client) => client.end()));
  return seconds;
}

async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

async function claimedIn(url: string): Promise<number> {
  const [row] = await query<{ count: number }>(url, 'select count(*)::int as count from floor_history');
  return row?.count ?? 0;
}

async function isThere(program: string): Promise<boolean> {
  const child = spawn(program, ['--version'], { stdio: 'ignore' });
  const { promise, resolve } = Promise.withResolvers<boolean>();
  child.on('error', () => resolve(false)).on('close', (code) => resolve(code === 0));
  return promise;
}
