/**
 * PostgreSQL hangs, has no connection left, has no room on its disk. Meanwhile whoever sends a lead must be told soon to
 * come again, nobody may be told that a lead is kept which is not, and when it is over all goes on without anybody's help.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, statfs, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { emptyFolder, environmentOf, runBaton } from '../../support/run-baton.ts';
import type { Running } from '../../support/run-baton.ts';
import { checkSick, sickFigures } from './check-sick.ts';
import { numberOf } from '../figure.ts';
import type { Figure, ProofOptions } from '../figure.ts';
import { keptOf, startKnocking } from '../floor/knocking.ts';
import { asAdmin, openCluster, whyNoCluster } from '../floor/own-cluster.ts';
import type { Cluster } from '../floor/own-cluster.ts';

const run = promisify(execFile);
const leadsASecond = 5;
const answeredWithinMs = 2_000;
const recoversWithinS = 10;
const maxConnections = 24;
const diskMegabytes = 192;

type Trouble = { begin(): Promise<void>; end(): Promise<void> };

export async function provePgSick(options: ProofOptions): Promise<readonly Figure[]> {
  const why = await whyNoCluster();
  if (why !== null) throw new Error(`This cannot be proven here: ${why}.`);
  const figures: Figure[] = [];
  {
    await using cluster = await openCluster({ maxConnections });
    await using floor = await aBaton(cluster);
    const { baton } = floor;
    figures.push(...(await suffer('hung', baton, hang(cluster), options)));
    figures.push(...(await suffer('no connection left', baton, crowd(cluster), options)));
  }
  await using disk = await smallDisk();
  if ('why' in disk) {
    options.say(`  disk full: left out, ${disk.why}`);
    return figures;
  }
  await using cluster = await openCluster({ folder: disk.folder });
  await using floor = await aBaton(cluster);
  figures.push(...(await suffer('disk full', floor.baton, fill(cluster, disk.folder), options)));
  return figures;
}

async function suffer(
  what: string,
  baton: Running,
  trouble: Trouble,
  options: ProofOptions,
): Promise<readonly Figure[]> {
  const seconds = numberOf(options.more['seconds'], options.full ? 60 : 10);
  const knocking = startKnocking(baton, what.replaceAll(' ', '-'), leadsASecond);
  await knocking.firstSuccess();
  await trouble.begin();
  knocking.setTrouble(true);
  await pause(seconds * 1000);
  knocking.setTrouble(false);
  await trouble.end();
  const recoveredMs = await knocking.firstSuccess();
  await knocking.stop();
  const knocks = knocking.knocks.filter(({ isInTrouble }) => isInTrouble);
  const kept = await keptOf(baton, knocking.knocks);
  const judged = checkSick(knocks, kept, answeredWithinMs);
  const refused = knocks.filter(({ status }) => status === 503).length;
  options.say(
    `pg-sick, ${what}: ${knocks.length} leads sent in ${seconds} s, ${refused} told to come again, ` +
      `slowest ${Math.max(...knocks.map(({ ms }) => ms)).toFixed(0)} ms, well again after ${recoveredMs.toFixed(0)} ms`,
  );
  return [
    ...sickFigures.map((name): Figure => ({
      row: 'R6',
      name: `${what}: ${name}`,
      value: judged[name],
      goal: { is: 'exactly', than: 0 },
    })),
    // Trouble that nobody noticed proves nothing.
    { row: 'R6', name: `${what}: told to come again`, value: refused, goal: { is: 'at least', than: 1 } },
    {
      row: 'R6',
      name: `${what}: well again after`,
      value: recoveredMs / 1000,
      goal: { is: 'at most', than: recoversWithinS },
      unit: 's',
    },
  ];
}

async function aBaton(cluster: Cluster): Promise<AsyncDisposable & { readonly baton: Running }> {
  const folder = await emptyFolder();
  const baton = await runBaton(
    environmentOf(folder.path, { WEB: 'on', LOG_LEVEL: 'error', DATABASE_URL: cluster.url }),
  );
  return {
    baton,
    async [Symbol.asyncDispose]() {
      await baton.stop();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const hang = (cluster: Cluster): Trouble => ({ begin: cluster.freeze, end: cluster.thaw });

/** Everybody else takes what there is, also what the program had. */
function crowd(cluster: Cluster): Trouble {
  const clients: Client[] = [];
  const take = async () => {
    const client = new Client({ connectionString: cluster.url });
    // It is ended with the crowd, or with its server.
    client.on('error', () => undefined);
    try {
      await client.connect();
      clients.push(client);
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === '53300') return false;
      throw error;
    }
  };
  return {
    async begin() {
      while (await take());
      const theirs = `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'baton'`;
      // It takes some back before the crowd does: as often as it has to be.
      for (let left = 1; left > 0;) {
        await asAdmin(cluster.adminUrl, [theirs]);
        while (await take());
        left = await countOf(cluster.adminUrl);
      }
    },
    async end() {
      await Promise.all(clients.map((client) => client.end()));
    },
  };
}

async function countOf(adminUrl: string): Promise<number> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity where application_name = 'baton'`,
    );
    return rows[0]?.count ?? NaN;
  } finally {
    await client.end();
  }
}

/** A file of somebody else's takes all the room. */
function fill(cluster: Cluster, folder: string): Trouble {
  const file = join(folder, 'somebody-elses');
  return {
    async begin() {
      // What is reserved for the log would last a while: it is used up first.
      await asAdmin(cluster.adminUrl, ['select pg_switch_wal()', 'checkpoint']);
      const { bavail, bsize } = await statfs(folder);
      await writeFile(file, Buffer.alloc(bavail * bsize)).catch((error: unknown) => {
        // The server has taken some of it meanwhile: it is full all the same.
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      });
    },
    async end() {
      await unlink(file);
      await cluster.revive();
    },
  };
}

async function smallDisk(): Promise<
  AsyncDisposable & ({ readonly folder: string } | { readonly why: string })
> {
  const folder = await mkdtemp(join(tmpdir(), 'baton-disk-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${diskMegabytes}m`, 'tmpfs', folder]);
  } catch (error) {
    await rm(folder, { recursive: true });
    const says = error instanceof Error ? error.message.split('\n')[0] : 'it failed';
    return { why: `no small disk can be had: ${says}`, [Symbol.asyncDispose]: async () => undefined };
  }
  return {
    folder,
    async [Symbol.asyncDispose]() {
      await run('umount', [folder]);
      await rm(folder, { recursive: true });
    },
  };
}
