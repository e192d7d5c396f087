/**
 * The whole of Baton between the stand-ins of Slack and Telegram, with all clocks moved together: the program's and
 * both platforms'. Timers, leases and paces of platforms go by the moved clock. node-cron goes by the machine's, so
 * beside the program's own rounds, which go on every second, a test wakes the same work at each moment that matters:
 * as a second process would, and whatever both find to do is done once.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { bringAllBack, cover } from '../../../src/app/clock-work/absences.ts';
import { releaseHeld } from '../../../src/app/clock-work/offer.ts';
import { takeSteps } from '../../../src/app/clock-work/take-steps.ts';
import { audit } from '../../../src/app/audit.ts';
import { sendDueDigests } from '../../../src/app/digests/send-due.ts';
import { leapingClock } from '../../support/leaping-clock.ts';
import { emptyFolder, environmentOf } from '../../support/run-baton.ts';
import { openSlack } from '../../support/slack/open-slack.ts';
import { standBaton } from '../../support/stand-baton.ts';
import type { Standing } from '../../support/stand-baton.ts';
import { openTelegram } from '../../support/telegram/index.ts';
import { settingsOf } from '../../adapters/slack/support/floor.ts';

export type MovedBaton = Awaited<ReturnType<typeof openMovedBaton>>;

const always = () => Promise.resolve(true);

export async function openMovedBaton({
  startsAt,
  playbook,
}: {
  readonly startsAt: number;
  readonly playbook: string;
}) {
  const clock = leapingClock();
  const folder = await emptyFolder();
  const slack = await openSlack({ now: () => clock.now(), retriesAfterMs: [0, 500, 1000] });
  const telegram = await openTelegram({ mode: 'webhook' });
  const leap = (ms: number) => {
    clock.leap(ms);
    telegram.passTime(ms);
  };
  leap(startsAt - clock.now());
  const environment = environmentOf(folder.path, {
    PLAYBOOK: playbook,
    ...telegram.settings,
    ...settingsOf(slack),
  });
  let baton: Standing | null = null;
  const standing = (): Standing => {
    if (!baton) throw new Error('Baton stands still.');
    return baton;
  };
  const db = () => standing().app.database.db;
  const start = async () => {
    baton = await standBaton(environment, clock);
    telegram.route('https://baton.example', baton.url);
    slack.listensAt(`${baton.url}/slack/events`);
    for (const name of ['slack', 'telegram'] as const) {
      for (let waited = 0; baton.app.connections.get(name) !== 'connected'; waited += 1) {
        if (waited > 600) throw new Error(`${name} was not connected.`);
        await pause(50);
      }
    }
  };
  await start();

  /** Whether something is being told, and when the next of what waits for no longer than a moment is to be told. */
  async function waiting(): Promise<{ readonly inHand: number; readonly next: number | null }> {
    const at = clock.now();
    const { rows } = await sql<{ inHand: number; next: number | null }>`
      select min(greatest(o.next_at, l.next_at, p.next_at))
          filter (where greatest(o.next_at, l.next_at, p.next_at) <= ${at + soonMs})::float8 as next,
        (select count(*)::int from lanes where leased_until > ${at}) as "inHand"
      from outbox o join lanes l on l.id = o.lane and l.problem is null
      join platforms p on p.platform = l.platform
      where o.dirty and l.platform in ('slack', 'telegram')`.execute(db());
    return rows[0] ?? { inHand: 0, next: null };
  }

  return {
    slack,
    telegram,
    now: () => clock.now(),
    app: () => standing().app,
    /** On to that moment; what comes due on the way is for the next `tick`. */
    goTo(moment: number) {
      if (moment > clock.now()) leap(moment - clock.now());
    },
    /** Does what the clock has to do now, as the program does each second and each minute. */
    async tick() {
      const { app } = standing();
      await bringAllBack(app, always);
      await cover(app, null, always);
      await releaseHeld(app);
      await takeSteps(app, always);
      await sendDueDigests(app);
    },
    audit: () => audit(standing().app),
    /** Until everybody has been told what they are to be told by now. */
    async settle() {
      for (let waited = 0; ; waited += 1) {
        const { inHand, next } = await waiting();
        if (inHand === 0 && next === null) return;
        if (waited > 6000) throw new Error(`${inHand} are being told, and something more waits.`);
        // Only what waits for its moment is waited for by going on; a call under way takes its time.
        if (inHand === 0 && next !== null && next > clock.now()) leap(next + 1 - clock.now());
        await pause(10);
      }
    },
    async api<T>(path: string, body?: object, method = body ? 'POST' : 'GET'): Promise<T> {
      const init = body ? { method, body: JSON.stringify(body) } : { method };
      const answer = await standing().api(path, init);
      if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}: ${await answer.text()}`);
      return answer.json();
    },
    async stop() {
      await standing().stop();
      baton = null;
    },
    start,
    violations: () => [...telegram.violations(), ...slack.record.violations],
    async close() {
      await baton?.stop();
      await telegram.close();
      await slack.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Longer than messages are gathered, or the pace of a place. */
const soonMs = 4_000;
