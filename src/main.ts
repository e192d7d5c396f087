/** The program: reads the settings, starts Baton, says so, and stops it when told. */
import { existsSync } from 'node:fs';
import { systemRandom } from './app/random.ts';
import type { Baton } from './baton.ts';
import { codeOf } from './code-of.ts';
import { greetingOf } from './greeting.ts';
import { lockData } from './lock-data.ts';
import { readSettings } from './settings.ts';
import type { Settings } from './settings.ts';
import { makeLog } from './terminal-log.ts';
import { orphanLines, problemLines, StartRefused, whyNotStarted } from './why-not-started.ts';
import { speak } from './words/say.ts';

if (existsSync('.env')) process.loadEnvFile('.env');
const read = readSettings(process.env);
if (read.ok) await run(read.settings);
else refuse(whyNotStarted({ type: 'settings', problems: read.problems }, null, 'en'));

async function run(settings: Settings): Promise<void> {
  const starting = started(settings).catch((error: unknown) => {
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
  const say = speak(baton.ready.language);
  for (const platform of settings.platforms) {
    process.stdout.write(`  ${say('terminal.platformLater', { platform })}\n`);
  }
}

/** The lock comes first, and only who has it loads the rest. */
async function started(settings: Settings): Promise<Baton> {
  const lock = await lockData(settings);
  const { startBaton } = await import('./baton.ts');
  const log = makeLog(settings.logLevel, process.stderr);
  return startBaton(settings, { random: systemRandom(), log, lock });
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
    await baton.stop();
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
