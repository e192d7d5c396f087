/**
 * Two processes on one embedded folder lose rows without a word, so the folder is locked. While one Baton works on it,
 * many others are started on the same folder and must all be refused at once; and a lock that was left by a killed
 * process must never stand in the way.
 */
import { join } from 'node:path';
import { emptyFolder, environmentOf, runBaton, spawnBaton } from '../../support/run-baton.ts';
import type { Running } from '../../support/run-baton.ts';
import { numberOf } from '../figure.ts';
import type { Figure, ProofOptions } from '../figure.ts';

export async function provePgliteLock(options: ProofOptions): Promise<readonly Figure[]> {
  await using folder = await emptyFolder();
  const environment = environmentOf(join(folder.path, 'data'), { LOG_LEVEL: 'error' });
  const starts = numberOf(options.more['starts'], options.full ? 1_000 : 50);
  const kills = numberOf(options.more['kills'], options.full ? 100 : 10);
  const sent: string[] = [];

  let baton = await runBaton(environment);
  const refused: number[] = [];
  for (let index = 0; index < starts; index += 1) {
    const began = performance.now();
    const program = spawnBaton(environment);
    // One that is not refused would go on for ever.
    void program.find(/\/api\/leads/u).then((started) => started && program.child.kill('SIGKILL'));
    const [code] = await Promise.all([program.ended, sendLead(baton, sent)]);
    if (code === 1 && program.printed().includes('another Baton')) refused.push(performance.now() - began);
    else options.say(`  a second start was not refused: ${code} ${program.printed().slice(0, 200)}`);
  }
  const lostBeside = await lostOf(baton, sent);

  let takenOver = 0;
  for (let index = 0; index < kills; index += 1) {
    await baton.stop('SIGKILL');
    baton = await runBaton(environment);
    takenOver += 1;
    await sendLead(baton, sent);
  }
  const lostByKills = await lostOf(baton, sent);
  await baton.stop();

  options.say(`pglite-lock: ${refused.length} refused, ${sent.length} leads`);
  const figure = (name: string, value: number, than: number): Figure => ({
    row: 'R3',
    name,
    value,
    goal: { is: 'exactly', than },
  });
  return [
    figure('starts refused', refused.length, starts),
    {
      row: 'R3',
      name: 'slowest refusal',
      value: refused.length === 0 ? Number.NaN : Math.max(...refused),
      goal: { is: 'at most', than: 1_000 },
      unit: 'ms',
    },
    figure('rows lost beside refused starts', lostBeside, 0),
    figure('locks of killed processes taken over', takenOver, kills),
    figure('rows lost by kills', lostByKills, 0),
  ];
}

async function sendLead(baton: Running, sent: string[]): Promise<void> {
  const body = JSON.stringify({ name: 'Somebody', email: `lead-${sent.length}@prove.example` });
  const response = await baton.api('/api/leads', { method: 'POST', body });
  const made: { ref?: string } = await response.json();
  if (response.status !== 201 || made.ref === undefined)
    throw new Error(`A lead was not taken: ${response.status}`);
  sent.push(made.ref);
}

/** How many of those that were acknowledged are not there. */
async function lostOf(baton: Running, sent: readonly string[]): Promise<number> {
  let lost = 0;
  for (const ref of sent) if ((await baton.api(`/api/leads/${ref}`)).status !== 200) lost += 1;
  return lost;
}
