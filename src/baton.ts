/**
 * The whole of Baton in one process, put together: this file alone knows all parts.
 * Clock, randomness and log are handed in; what has been opened is closed again in the opposite order.
 */
import type { App, Log } from './app/app.ts';
import { systemClock } from './app/clock.ts';
import type { Clock } from './app/clock.ts';
import { connectChats } from './app/connect-chats.ts';
import type { Connection, Connections } from './app/connect-chats.ts';
import { countErrors } from './app/count-errors.ts';
import { startDelivery } from './app/deliver/delivery.ts';
import { startDigests } from './app/digests/start.ts';
import { findOrphans } from './app/find-orphans.ts';
import { forgetLostPlatform } from './app/lost-platform.ts';
import { startClockWork } from './app/clock-work/start.ts';
import { startHousekeeping } from './app/housekeeping.ts';
import { makeInbox } from './app/inbox.ts';
import { managerCode } from './app/people/manager-code.ts';
import { seatSampleTeam } from './app/people/sample-team.ts';
import type { Random } from './app/random.ts';
import { startReconciling } from './app/reconciling.ts';
import { makeDesk } from './app/web-desk.ts';
import { codeOf } from './code-of.ts';
import { makeWebChat } from '../adapters/web/index.ts';
import type { WebChat } from '../adapters/web/index.ts';
import { makeChats } from './chats.ts';
import type { ChatAdapter } from './chat/port.ts';
import type { Platform } from './core/member.ts';
import type { Playbook } from './core/policy.ts';
import type { Ready } from './greeting.ts';
import { makeMetrics } from './intake/metrics.ts';
import { makeServer } from './intake/server.ts';
import { readPlaybookAside } from './playbook/read-aside.ts';
import type { PlaybookRead } from './playbook/read-playbook.ts';
import type { PlaybookProblem } from './playbook/problem.ts';
import type { Settings } from './settings.ts';
import { dropShadows } from './storage/backup/embedded-snapshot.ts';
import type { FolderLock } from './storage/folder-lock.ts';
import { settleInstance, writeInstance } from './storage/instance.ts';
import { letGo } from './storage/let-go.ts';
import { migrate } from './storage/migrate.ts';
import { openDatabase } from './storage/open-database.ts';
import type { Database } from './storage/open-database.ts';
import { leaveNote, removeNote } from './storage/running-note.ts';
import { webMessages } from './storage/web-messages.ts';
import { StartRefused } from './why-not-started.ts';
import type { Orphan } from './why-not-started.ts';

export type Inputs = {
  readonly random: Random;
  readonly log: Log;
  /** It is being read while everything else is loaded. */
  readonly playbook: Promise<PlaybookRead>;
  /** Of the embedded database's folder; given back at the end. Null where a server has the data. */
  readonly lock: FolderLock | null;
  /** Given the database's offset from this machine's clock. */
  readonly clock?: (offsetMs: number) => Clock;
  /** Hears how it goes with the chat platforms, which nobody waits for. */
  readonly onConnection?: (platform: Platform, connection: Connection) => void;
};

export type Baton = {
  readonly app: App;
  readonly ready: Ready;
  /** The port it listens on, also where the setting was 0. */
  readonly port: number;
  /** Reads the playbook anew. A file with mistakes, or one that orphans leads, leaves the old one in force. */
  reload(): Promise<
    | { readonly type: 'done' }
    | { readonly type: 'same' }
    | { readonly type: 'refused'; readonly problems: readonly PlaybookProblem[] }
    | { readonly type: 'orphans'; readonly orphans: readonly Orphan[] }
  >;
  /** Takes nothing more, finishes what is in hand, and closes everything. */
  stop(): Promise<void>;
};

/** A client that is at work comes again within it. */
const farewellMs = 250;

/** Throws `StartRefused` where a person can mend it. */
export async function startBaton(settings: Settings, inputs: Inputs): Promise<Baton> {
  const opened = new AsyncDisposableStack();
  opened.defer(() => inputs.lock?.release());
  try {
    const baton = await start(settings, inputs, opened);
    const stack = opened.move();
    return { ...baton, stop: () => stack.disposeAsync() };
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
}

async function start(
  settings: Settings,
  {
    random,
    log: plainLog,
    playbook: reading,
    clock: makeClock = systemClock,
    onConnection = () => {},
  }: Inputs,
  opened: AsyncDisposableStack,
): Promise<Omit<Baton, 'stop'>> {
  const opening = databaseOf(settings, opened);
  // Also if one of them fails, or the database would be open in the end.
  await Promise.allSettled([reading, opening]);
  let playbook = playbookOf(await reading, settings);
  const database = await opening;
  await prepare(database);
  const clock = makeClock(database.offsetMs);
  const adapters = new Map<Platform, ChatAdapter>();
  const connections = new Map<Platform, Connection>();
  const metrics = makeMetrics({ ofProcess: true });
  const { counts } = metrics;
  const log = countErrors(plainLog, counts);
  const app: App = {
    database,
    clock,
    random,
    log,
    counts,
    adapters,
    connections,
    playbook: () => playbook,
    wake: () => void database.wake().catch(() => log.warn({}, 'could not wake the other processes')),
  };
  const orphans = await findOrphans(app, playbook);
  if (orphans.length > 0) throw new StartRefused({ type: 'orphans', orphans });
  await writeInstance(database.db, 'playbook_hash', playbook.hash);

  const apiToken = settings.apiToken ?? (await madeToken(database, random));
  const web = settings.isWebOn ? webChatOf(app, settings, apiToken) : null;
  if (web) adapters.set('web', web);
  const chats = await makeChats(app, settings);
  for (const chat of chats) adapters.set(chat.name, chat);
  const hasSampleTeam = chats.length === 0 && web !== null && (await seatSampleTeam(app));

  const server = await makeServer(app, {
    apiToken,
    intakeTokens: settings.intakeTokens,
    isLoopback: settings.isLoopback,
    metrics,
    routes: async (scope) => {
      for (const served of web ? [...chats, web] : chats) await scope.register((own) => served.register(own));
    },
  });
  opened.defer(() => server.close());
  const inbox = makeInbox(app);
  if (web) {
    await web.start(inbox);
    opened.defer(() => web.stop());
  }
  let connected: Connections | null = null;
  // After the deliverer, whose last calls go through them.
  opened.defer(() => connected?.stop());
  const delivery = startDelivery(app);
  opened.defer(() => delivery.stop());
  const clockWork = startClockWork(app);
  opened.defer(() => clockWork.stop());
  const housekeeping = startHousekeeping(app);
  opened.defer(() => housekeeping.stop());
  const digests = startDigests(app);
  opened.defer(() => digests.stop());
  const reconciling = startReconciling(app);
  opened.defer(() => reconciling.stop());
  const port = await listen(server, settings);
  connected = connectChats({ ...app, connections }, chats, inbox, (platform, connection) => {
    onConnection(platform, connection);
    if (connection === 'connected')
      void forgetLostPlatform(app, platform).catch(() => log.warn({ platform }, 'not kept'));
  });
  const url = `http://${urlHost(settings.host)}:${port}`;
  if (settings.databaseUrl === null) {
    await leaveNote(settings.dataDir, { url, token: apiToken });
    opened.defer(() => removeNote(settings.dataDir));
  }
  // Before anything else ends: what is still asked meanwhile is served in full.
  opened.defer(() => server.leave(farewellMs));
  log.info({ port, engine: database.engine, web: settings.isWebOn }, 'ready');

  return {
    app,
    port,
    ready: {
      url,
      company: playbook.company,
      language: playbook.language,
      madeToken: settings.apiToken === null ? apiToken : null,
      managerCode: await managerCode(app),
      hasSampleTeam,
    },
    async reload() {
      const read = await readPlaybookAside(settings.playbook);
      if (!read.ok) return { type: 'refused', problems: read.problems };
      if (read.playbook.hash === playbook.hash) return { type: 'same' };
      const left = await findOrphans(app, read.playbook);
      if (left.length > 0) return { type: 'orphans', orphans: left };
      playbook = read.playbook;
      await writeInstance(database.db, 'playbook_hash', playbook.hash);
      return { type: 'done' };
    },
  };
}

/** Made at the first start; of several processes that start at once, one decides. */
async function madeToken({ db }: Database, random: Random): Promise<string> {
  const token = await settleInstance(db, 'api_token', random.token());
  if (typeof token !== 'string') throw new Error('The API token that was kept is no text.');
  return token;
}

function playbookOf(read: PlaybookRead, settings: Settings): Playbook {
  if (!read.ok)
    throw new StartRefused({ type: 'playbook', path: settings.playbook, problems: read.problems });
  return read.playbook;
}

async function databaseOf(settings: Settings, opened: AsyncDisposableStack): Promise<Database> {
  if (settings.databaseUrl === null) await removeNote(settings.dataDir);
  const database = await openDatabase({
    databaseUrl: settings.databaseUrl,
    dataDir: settings.dataDir,
    localNow: systemClock().now,
  }).catch((error: unknown) => {
    const type = settings.databaseUrl === null ? 'data' : 'database';
    throw new StartRefused({ type, code: codeOf(error) }, { cause: error });
  });
  opened.defer(() => database.close());
  return database;
}

async function prepare(database: Database): Promise<void> {
  await dropShadows(database);
  await migrate(database);
  // Whoever had something in hand there was this program, and died: nobody waits until its leases run out.
  if (database.engine === 'pglite') await database.db.transaction().execute(letGo);
}

function webChatOf(app: App, settings: Settings, apiToken: string): WebChat {
  return makeWebChat({
    store: webMessages(app.database),
    desk: makeDesk(app),
    clock: app.clock,
    random: app.random,
    log: app.log,
    isLoopback: settings.isLoopback,
    apiToken,
    mayShowToken: settings.apiToken === null,
  });
}

/** As many as may wait at the door: Node's own 511 turns most of a crowd away before anybody could answer it. */
const crowd = 4096;

async function listen(server: Awaited<ReturnType<typeof makeServer>>, settings: Settings): Promise<number> {
  try {
    await server.listen({ host: settings.host, port: settings.port, backlog: crowd });
  } catch (error) {
    throw new StartRefused({ type: 'port', code: codeOf(error) }, { cause: error });
  }
  const address = server.server.address();
  return address !== null && typeof address === 'object' ? address.port : settings.port;
}

function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
