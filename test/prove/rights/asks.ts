/** Everybody types every request on every platform, and who is refused is held against a table that was written by hand. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeInbox } from '../../../src/app/inbox.ts';
import { invite } from '../../../src/app/people/invite.ts';
import { createMember } from '../../../src/app/people/members.ts';
import { platforms } from '../../../src/core/member.ts';
import { formatNumber } from '../../../src/core/number.ts';
import { findView } from '../../../src/storage/read-lead.ts';
import { inbox as words } from '../../../src/words/en/inbox.ts';
import { seatMember, type AnApp } from '../../support/an-app.ts';
import { root } from '../../support/project-files.ts';
import { whoIs } from './cast.ts';
import { checkAsks, readAsks, typists, type AskLine, type Typed, type Typist } from './check-asks.ts';
import type { TableStage } from './check-authz.ts';
import { zero } from '../figure.ts';
import type { Figure, ProofOptions } from '../figure.ts';

const isTypist = (text: string): text is Typist => Object.hasOwn(typists, text);
const everybody = Object.keys(typists).filter(isTypist);

/** The cast is seated. `leadAt` brings a new lead to a stage. */
export async function proveAsks(
  app: AnApp,
  { say }: ProofOptions,
  leadAt: (app: AnApp, stage: TableStage) => Promise<string>,
): Promise<readonly Figure[]> {
  const lines = readAsks(await readFile(join(root, 'test/prove/rights/asks-table.md'), 'utf8'));
  await seatMember(app.database, { id: 'm_spare', name: 'Spare', roles: [] }, app.clock.now());
  const inbox = makeInbox(app);
  const typed: Typed[] = [];
  let deliveries = 0;
  for (const platform of platforms) {
    for (const line of lines) {
      for (const typist of everybody) {
        const who = whoIs[typist];
        const reply = await inbox.ask({
          platform,
          id: `typed-${(deliveries += 1)}`,
          at: app.clock.now(),
          person: { id: who, name: who, language: 'en' },
          place: line.text.startsWith('here ') ? { channel: 'office', thread: null } : null,
          text: await fill(line, deliveries),
        });
        typed.push({ line, platform, typist, isRefused: reply.type === 'say' && reply.tone === 'refused' });
      }
    }
  }
  const wrong = checkAsks(lines, Object.keys(words.ask), typed);
  for (const one of wrong.slice(0, 40)) say(`  ${one}`);
  const cells = lines.length * platforms.length * everybody.length;
  return [
    zero('R23', 'typed requests that differ from the table', wrong.length),
    { row: 'R23', name: 'typed requests tried', value: typed.length, goal: { is: 'exactly', than: cells } },
  ];

  async function fill({ text, at }: AskLine, n: number): Promise<string> {
    let filled = text.replace('{n}', String(n));
    if (at !== null) {
      const view = await findView(app.database.db, { ref: await leadAt(app, at) });
      filled = filled.replace('{number}', view ? formatNumber(view.lead.number) : '');
    }
    if (!filled.includes('{code}')) return filled;
    const made = await createMember(app, { name: `Newcomer ${n}`, roles: ['closer'] });
    const invited = made.ok ? await invite(app, { member: made.person.id, by: 'm_mo' }) : null;
    if (!invited) throw new Error('Nobody could be invited.');
    return filled.replace('{code}', invited.code);
  }
}
