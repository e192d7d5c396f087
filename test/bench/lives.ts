/**
 * Lives of leads in the real program: in, two cards, claim by a press, two edits and the contact in private, hand-off,
 * close. Two platforms that answer at once, and a clock that leaps over their pauses.
 * `node lives.ts URL LIVES`; prints what it took as one line of JSON.
 */
import { startDelivery } from '../../src/app/deliver/delivery.ts';
import { handleCommand } from '../../src/app/handle-command.ts';
import { makeInbox } from '../../src/app/inbox.ts';
import type { Request } from '../../src/app/request.ts';
import type { ChatAdapter } from '../../src/chat/port.ts';
import { formatCode } from '../../src/core/code.ts';
import type { Platform } from '../../src/core/member.ts';
import { insertMember } from '../../src/storage/members.ts';
import { openDatabase } from '../../src/storage/open-database.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { insertPlace } from '../../src/storage/places.ts';
import { anApp, receiveOne, theTeam } from '../support/an-app.ts';
import { countStatements } from './count-statements.ts';

const statements = countStatements();
const [url, livesText] = process.argv.slice(2);
if (url === undefined || livesText === undefined) throw new Error('Say where, and how many lives.');
const lives = Number(livesText);
const database = await openDatabase({ databaseUrl: url, dataDir: null });
await migrate(database);
const app = await anApp(database, { seats: [], adapters: [bareChat('slack'), bareChat('telegram')] });
for (const { id, name, roles } of theTeam) {
  await insertMember(database.db, {
    id,
    name,
    language: 'en',
    timeZone: null,
    createdAt: app.clock.now(),
    roles: roles.map((role) => ({ role, direction: null })),
    identities: [{ platform: 'slack', person: name }],
  });
}
for (const platform of ['slack', 'telegram'] as const) {
  await insertPlace(database.db, {
    id: `p_${platform}`,
    platform,
    channel: 'bench',
    thread: null,
    audience: 'prospectors',
    direction: null,
    language: 'en',
    createdAt: app.clock.now(),
  });
}
const inbox = makeInbox(app);
const delivery = startDelivery(app);
let [posts, presses, claimed] = [0, 0, 0];

function bareChat(name: Platform): ChatAdapter {
  const posted = (channel: string) => {
    posts += 1;
    return Promise.resolve({ channel, thread: null, message: String(posts) });
  };
  return {
    name,
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    isIn: () => Promise.resolve(null),
    joinLink: () => Promise.resolve(null),
    post: ({ channel }) => posted(channel),
    edit: () => {
      posts += 1;
      return Promise.resolve();
    },
    direct: (person) => posted(person),
    find: () => Promise.resolve(null),
    check: ({ channel }) => Promise.resolve({ ok: true, name: channel }),
    home: () => Promise.resolve(),
  };
}

/**
 * Over the pauses of both platforms, and not as far as the deliverer's poll: that is a statement for every two seconds
 * in which nothing happens, not one of a lead's life. The leap comes after: before, it would outlast the lease of what
 * a wake has put in hand already.
 */
async function told(): Promise<void> {
  await delivery.settle();
  app.clock.forward(1_500);
}

async function command(ref: string, by: string, request: Request): Promise<void> {
  const outcome = await handleCommand(app, { lead: { ref }, by, via: 'slack', command: request });
  if (!outcome.ok) throw new Error(`${request.type} was refused: ${outcome.refusal.code}`);
}

async function claim(ref: string): Promise<void> {
  presses += 1;
  const reply = await inbox.press({
    platform: 'slack',
    id: `press-${presses}`,
    at: app.clock.now(),
    person: { id: 'Ana', name: 'Ana', language: null },
    place: { channel: 'bench', thread: null },
    code: formatCode('claim', ref),
    message: null,
  });
  if (reply.type !== 'say' || reply.tone !== 'done') throw new Error('The claim was refused.');
}

async function live(): Promise<void> {
  const { ref } = await receiveOne(app);
  await told();
  claimed += await statements.of(() => claim(ref));
  await told();
  await command(ref, 'm_ana', { type: 'qualify' });
  await told();
  await command(ref, 'm_mo', { type: 'disqualify', reason: 'spam' });
  await told();
}

for (let index = 0; index < 50; index += 1) await live();
const before = { cpu: process.cpuUsage(), statements: statements.total(), posts };
claimed = 0;
for (let index = 0; index < lives; index += 1) await live();
const { user, system } = process.cpuUsage(before.cpu);
process.stdout.write(
  `${JSON.stringify({
    cpuMs: (user + system) / 1000 / lives,
    statements: (statements.total() - before.statements) / lives,
    claim: claimed / lives,
    posts: (posts - before.posts) / lives,
  })}\n`,
);
await delivery.stop();
await database.close();
