/**
 * Everybody tries everything at every stage, on every platform, and what comes of it is held against a table that was
 * written by hand (`authz-table.md`). On Slack, Telegram and the page as a press, and the form that it opens or would have
 * opened, by the inbox to which the adapters hand what comes in; for the API by the command behind its route. Then who
 * may ask what by typing it and over HTTP, and how long a right is used after it was taken away.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Filled, Form } from '../../../src/cards/form.ts';
import { makeInbox } from '../../../src/app/inbox.ts';
import type { Request } from '../../../src/app/request.ts';
import type { Inbox } from '../../../src/chat/port.ts';
import { formatCode } from '../../../src/core/code.ts';
import { commandTypes, type PersonCommandType } from '../../../src/core/command.ts';
import { platforms, type Platform } from '../../../src/core/member.ts';
import { openDatabase } from '../../../src/storage/open-database.ts';
import { listHistory } from '../../../src/storage/read-lead.ts';
import { aroundTheClock, hourMs } from '../../support/a-lead.ts';
import { aPlaybook, noLimits } from '../../support/a-playbook.ts';
import { anApp, command, receiveOne, type AnApp } from '../../support/an-app.ts';
import { makeFakeChat } from '../../support/fake-chat.ts';
import { migratedDump } from '../../support/migrated.ts';
import { root } from '../../support/project-files.ts';
import { testClock } from '../../support/test-clock.ts';
import { proveAsks } from './asks.ts';
import { custodians, others, pathTo, seatCast, whoIs } from './cast.ts';
import { cellsOf, checkAuthz, kinds, readTable, tableStages } from './check-authz.ts';
import type { TableStage, Tried } from './check-authz.ts';
import { zero } from '../figure.ts';
import type { Figure, ProofOptions } from '../figure.ts';
import { proveHttpRights } from './http-rights.ts';
import { proveRevoked } from './revoked.ts';

const ways = ['slack', 'telegram', 'web', 'api'] as const;
type Way = (typeof ways)[number];

export async function proveAuthz(options: ProofOptions): Promise<readonly Figure[]> {
  const { seed, say } = options;
  const table = readTable(await readFile(join(root, 'test/prove/rights/authz-table.md'), 'utf8'));
  const database = await openDatabase({ databaseUrl: null, dataDir: null, loadFrom: await migratedDump() });
  try {
    const main = {
      limits: noLimits,
      hours: aroundTheClock,
    };
    const clock = testClock();
    const adapters = platforms.map((platform) => makeFakeChat({ platform, now: clock.now }));
    const app = await anApp(database, { seed, clock, adapters, seats: [], playbook: aPlaybook({ main }) });
    await seatCast(database, { now: app.clock.now(), elsewhere: 'export' });
    const tried: Tried[] = [];
    for (const way of ways) tried.push(...(await tryAll(app, way)));
    const wrong = checkAuthz(table, tried);
    for (const one of wrong.slice(0, 40)) {
      say(`  ${one.platform}: ${one.kind} ${one.acted ? 'may' : 'may not'} ${one.command} at ${one.stage}`);
    }
    const row = 'R23';
    // Whom the API names is not suspended there: an identity is, on its platform.
    const cells = cellsOf(table) * ways.length - table.size * tableStages.length;
    return [
      zero(row, 'cells that differ from the table', wrong.length),
      { row, name: 'cells tried', value: tried.length, goal: { is: 'exactly', than: cells } },
      ...(await proveAsks(app, options, leadAt)),
      ...(await proveHttpRights(options)),
      ...(await proveRevoked(options)),
    ];
  } finally {
    await database.close();
  }
}

async function tryAll(app: AnApp, way: Way): Promise<readonly Tried[]> {
  const tried: Tried[] = [];
  const inbox = makeInbox(app);
  const forms = new Map<string, Form>();
  for (const verb of commandTypes) {
    for (const stage of tableStages) {
      let ref: string | null = null;
      for (const kind of kinds) {
        const who = kind === 'C' ? custodians[stage] : whoIs[kind];
        if (who === undefined || (way === 'api' && kind === 'suspended')) continue;
        // A lead at which nothing was done is as good as a new one.
        ref ??= await leadAt(app, stage);
        app.clock.forward(60_000);
        const before = await listHistory(app.database.db, ref);
        if (way === 'api') await command(app, who, ref, requestOf(verb, stage, app.clock.now()));
        else await pressAndFill(inbox, { way, who, verb, ref, forms }, app.clock.now());
        const after = await listHistory(app.database.db, ref);
        const acted = after.slice(before.length).some(({ by }) => by === `m_${who}`);
        if (after.length > before.length && !acted) throw new Error(`${verb} was done in another's name.`);
        if (acted) ref = null;
        tried.push({ platform: way, command: verb, stage, kind, acted });
      }
    }
  }
  return tried;
}

type Pressing = {
  readonly way: Platform;
  readonly who: string;
  readonly verb: PersonCommandType;
  readonly ref: string;
  readonly forms: Map<string, Form>;
};
let deliveries = 0;

/** Who is not shown a form fills it in all the same, as somebody else got it. */
async function pressAndFill(inbox: Inbox, { way, who, verb, ref, forms }: Pressing, now: number) {
  const delivered = () => ({
    platform: way,
    id: `d${(deliveries += 1)}`,
    at: now,
    person: { id: who, name: who, language: null },
    place: null,
  });
  const reply = await inbox.press({ ...delivered(), code: formatCode(verb, ref), message: null });
  if (reply.type === 'form') forms.set(verb, reply.form);
  const form = forms.get(verb);
  if (!form) return;
  await inbox.submit({ ...delivered(), code: formatCode(verb, ref), filled: filledIn(form) });
}

function filledIn({ code, fields }: Form): Filled {
  // Of people to assign to, the first may have it already; what asks for a time by itself comes last.
  const at = code.startsWith('assign') ? -1 : 0;
  return Object.fromEntries(
    fields.flatMap(
      ({
        id,
        kind,
        required,
        choices,
        value,
      }): readonly (readonly [string, string | readonly string[]])[] => {
        const choice = choices.at(at);
        if (choice) return [[id, kind === 'several choices' ? [choice.id] : choice.id]];
        if (value !== null && value.length > 0) return [[id, value]];
        // Of what may be left out, the company alone is filled in: something must be mended.
        if (!required && id !== 'company') return [];
        if (kind === 'date') return [[id, '2030-01-02']];
        return [[id, kind === 'money' || kind === 'number' ? '48000' : 'Something']];
      },
    ),
  );
}

function requestOf(verb: PersonCommandType, stage: TableStage, now: number): Request {
  switch (verb) {
    case 'touch':
      return { type: verb, kind: 'call', outcome: 'reached' };
    case 'snooze':
      return { type: verb, until: now + hourMs };
    case 'disqualify':
      return { type: verb, reason: 'spam' };
    case 'return':
      return { type: verb, reason: 'not_ready' };
    case 'lose':
      return { type: verb, reason: 'price' };
    case 'convert':
      return { type: verb, value: 100, currency: 'UAH' };
    case 'correct':
      return { type: verb, fields: ['company'] };
    case 'assign': {
      const to = {
        new: 'P',
        claimed: 'P',
        qualified: 'L',
        accepted: 'L',
        waiting: 'A',
        served: 'A',
      } as const;
      return {
        type: verb,
        to: `m_${stage === 'disqualified' || stage === 'lost' ? 'ana' : others[to[stage]]}`,
      };
    }
    default:
      return { type: verb };
  }
}

/** A new lead, brought there by those whose work it is. */
async function leadAt(app: AnApp, stage: TableStage): Promise<string> {
  const { ref } = await receiveOne(app);
  for (const [who, verb] of pathTo[stage]) {
    app.clock.forward(60_000);
    const done = await command(app, who, ref, requestOf(verb, stage, app.clock.now()));
    if (!done.ok || done.unchanged) throw new Error(`No lead came to be ${stage}: ${who} could not ${verb}.`);
  }
  return ref;
}
