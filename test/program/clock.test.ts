/**
 * The real program with a regulation of seconds: a claim on which nobody begins climbs its ladder and goes back, and
 * what is said about it stands on the web page of whoever it concerns.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openPage } from '../prove/floor/clickers.ts';
import { drained, seat, send } from '../prove/floor/sales-floor.ts';
import { emptyFolder, environmentOf, runBaton } from '../support/run-baton.ts';

const regulation = `company: Clock
working hours: { monday-sunday: 0:00-24:00 }
ladder: { warn: 50%, remind: 100%, tell managers: 150% }
directions:
  main:
    prospecting:
      first touch within: 4s
      ladder: { give back: 200% }
      disqualify because: { spam: Spam }
    closing: { return because: { brief: Brief }, lose because: { price: Price } }
`;

it('climbs the ladder of a claim on which nobody begins, and says so on the page', async () => {
  await using folder = await emptyFolder();
  const playbook = join(folder.path, 'playbook.yaml');
  await writeFile(playbook, regulation);
  const baton = await runBaton(
    environmentOf(folder.path, { PLAYBOOK: playbook, WEB: 'on', LOG_LEVEL: 'warn' }),
  );
  try {
    const [alma] = await seat(baton, ['Alma']);
    const [boss] = await seat(baton, ['Boss'], ['manager']);
    if (!alma || !boss) throw new Error('Nobody is there.');
    const { ref } = await send(baton, '/api/leads', { name: 'Somebody', phone: '+380671234567' });
    const claimed = await baton.api(`/api/leads/${String(ref)}/claim`, {
      method: 'POST',
      body: JSON.stringify({ member: alma.id }),
    });
    expect(claimed.status).toBe(200);

    const happened = async () => {
      const lead: { stage: string; history: readonly { event: string; at: string; via: string }[] } = await (
        await baton.api(`/api/leads/${String(ref)}`)
      ).json();
      return lead;
    };
    for (let waited = 0; waited < 40 && (await happened()).stage !== 'new'; waited += 1) await pause(500);
    const { history } = await happened();
    expect(history.map(({ event }) => event)).toEqual([
      'received',
      'claimed',
      'revealed',
      'escalated',
      'escalated',
      'escalated',
      'expired',
    ]);
    const byClock = history.filter(({ via }) => via === 'clock').map(({ at }) => Date.parse(at));
    const claimedAt = Date.parse(history.find(({ event }) => event === 'claimed')?.at ?? '');
    // A busy machine is late by a little more than a second.
    for (const [step, seconds] of [2, 4, 6, 8].entries()) {
      const late = (byClock[step] ?? 0) - claimedAt - seconds * 1000;
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThan(4000);
    }

    await drained(baton);
    const page = await openPage(baton.url);
    const said = (await page.messagesIn(`@${alma.person}`, alma.person)).map(({ card }) => card.title);
    expect(said.join('\n')).toMatch(/L-1001: time runs out/);
    expect(said.join('\n')).toMatch(/L-1001 was taken back/);
    const managers = (await page.messagesIn('managers', boss.person)).map(({ card }) => card.title);
    expect(managers.join('\n')).toMatch(/L-1001 is stuck/);
  } finally {
    await baton.stop();
  }
}, 60_000);
