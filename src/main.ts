/** The program: reads the settings, starts Baton, says so, and stops it when told. */
import { existsSync } from 'node:fs';
import { systemRandom } from './app/random.ts';
import type { Connection } from './app/connect-chats.ts';
import type { Baton, Inputs } from './baton.ts';
import { codeOf } from './code-of.ts';
import type { Language, Platform } from './core/member.ts';
import { greetingOf } from './greeting.ts';
import { lockData } from './lock-data.ts';
import { readPlaybookAside } from './playbook/read-aside.ts';
import { readSettings } from './settings.ts';
import type { Settings } from './settings.ts';
import { makeLog } from './terminal-log.ts';
import { orphanLines, problemLines, StartRefused, whyNotStarted } from './why-not-started.ts';
import { speak } from './words/say.ts';

const lineOf = {
  connecting: null,
  connected: 'terminal.connection.connected',
  refused: 'terminal.connection.refused',
  unreachable: 'terminal.connection.unreachable',
  failed: 'terminal.connection.failed',
} as const satisfies Readonly<Record<Connection, string | null>>;

/** Above what runs: a signal may come before the lines below it have been reached. */
const stopWithinMs = 10_000;

if (existsSync('.env')) process.loadEnvFile('.env');
const read = readSettings(process.env);
if (read.ok) await run(read.settings);
else refuse(whyNotStarted({ type: 'settings', problems: read.problems }, null, 'en'));

async function run(settings: Settings): Promise<void> {
  const hear = connectionLines();
  const starting = started(settings, hear.tell).catch((error: unknown) => {
    if (error instanceof StartRefused) return refuse(whyNotStarted(error.why, settings, 'en'));
    const name = error instanceof Error ? error.name : typeof error;
    const stack = error instanceof Error ? (error.stack ?? '').split('\n').slice(1).join('\n') : '';
    return refuse(`${speak('en')('terminal.why.unexpected', { name })}\n${stack}`);
  });
  listenToSignals(starting);
  const baton = await starting;
  if (!baton) return;
  const hasColours = process.stdout.isTTY && !process.env['NO_COLOR'];
  process.stdout.write(greetingOf(baton.ready, settings, hasColours));
  hear.from(baton.ready.language);
}

/** How it goes with the chat platforms is told below the greeting, also what comes before it. */
function connectionLines() {
  const waiting: (readonly [Platform, Connection])[] = [];
  let say: ReturnType<typeof speak> | null = null;
  const tell = (platform: Platform, connection: Connection) => {
    if (!say) return void waiting.push([platform, connection]);
    const line = lineOf[connection];
    if (line) process.stdout.write(`  ${say(line, { platform: say(`names.platform.${platform}`) })}\n`);
  };
  return {
    tell,
    from(language: Language) {
      say = speak(language);
      for (const [platform, connection] of waiting) tell(platform, connection);
    },
  };
}

/** The lock comes first, and only who has it loads the rest. */
async function started(settings: Settings, onConnection: Inputs['onConnection']): Promise<Baton> {
  const lock = await lockData(settings);
  const playbook = readPlaybookAside(settings.playbook);
  // Whoever awaits it hears what went wrong; until everything is loaded nobody does.
  playbook.catch(() => {});
  const { startBaton } = await import('./baton.ts');
  const log = makeLog(settings.logLevel, process.stderr);
  return startBaton(settings, {
    random: systemRandom(),
    log,
    playbook,
    lock,
    ...(onConnection ? { onConnection } : {}),
  });
}

/** From the first moment: a signal that comes while Baton starts is heeded when it has. */
function listenToSignals(starting: Promise<Baton | undefined>): void {
  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    void starting.then((baton) => baton && stopBaton(baton));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('SIGHUP', () => void starting.then((baton) => baton && reload(baton)));
}

async function stopBaton(baton: Baton): Promise<void> {
  const say = speak(baton.ready.language);
  process.stdout.write(`\n  ${say('terminal.stopping')}\n`);
  try {
    const { clock, log } = baton.app;
    const { promise: late, resolve } = Promise.withResolvers<'late'>();
    clock.at(clock.now() + stopWithinMs, () => resolve('late'));
    // Whoever stops it waits no longer either. Leases run out, and the next start goes on with what was left.
    if ((await Promise.race([baton.stop(), late])) === 'late') log.warn({}, 'left something in hand');
    process.stdout.write(`  ${say('terminal.stopped')}\n`);
    process.exit(0);
  } catch (error) {
    baton.app.log.error({ error: codeOf(error) }, 'could not stop cleanly');
    process.exit(1);
  }
}

async function reload(baton: Baton): Promise<void> {
  const say = speak(baton.ready.language);
  const { log } = baton.app;
  try {
    const result = await baton.reload();
    if (result.type === 'done') return log.info({}, say('terminal.reload.done'));
    if (result.type === 'same') return log.info({}, say('terminal.reload.same'));
    log.warn({}, say('terminal.reload.refused'));
    const lines =
      result.type === 'refused' ? problemLines(result.problems, say) : orphanLines(result.orphans, say);
    for (const line of lines) log.warn({}, line.trim());
  } catch (error) {
    log.error({ error: codeOf(error) }, 'could not read the playbook anew');
  }
}

function refuse(why: string): undefined {
  process.stderr.write(`${why}\n`);
  process.exitCode = 1;
}
