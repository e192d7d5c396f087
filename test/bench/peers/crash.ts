/** Q7: who keeps leads and posts them is killed again and again while they come in; which of them nobody was ever told of? */
import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom } from '../../support/seeded-random.ts';

const senders = 10;
/** It works so long under load before it is killed, and up to as long again. */
const killAfterMs = 400;

export type Mortal = {
  /** Where leads go now, and with what. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  kill(): Promise<void>;
};

/** Starts, loads and kills it so often, and answers what stands in the end, started once more. */
export async function killUnderLoad(start: () => Promise<Mortal>, kills: number): Promise<Mortal> {
  const random = seededRandom(1);
  let next = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    const up = await start();
    const load = { isOver: false };
    const sending = Array.from({ length: senders }, async () => {
      while (!load.isOver) await sendLead(up, (next += 1), load);
    });
    await pause(killAfterMs * (1 + random.number()));
    load.isOver = true;
    await up.kill();
    await Promise.all(sending);
  }
  return start();
}

/** What is under way when the other dies is cut off, and only then. */
async function sendLead({ url, headers }: Mortal, index: number, load: { readonly isOver: boolean }) {
  const body = JSON.stringify({ name: 'Somebody', email: `killed-${index}@prove.example` });
  try {
    const sent = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body };
    await (await fetch(url, sent)).arrayBuffer();
  } catch (error) {
    if (!load.isOver) throw error;
  }
}
