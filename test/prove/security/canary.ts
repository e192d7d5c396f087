/**
 * Words that stand nowhere else are planted as contacts, as what people type and as secrets, and led through everything
 * that works and everything that fails, with every log there is. None may be found where it does not belong: in what
 * the program prints, in channels, in figures and health, in errors.
 */
import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Form } from '../../../src/cards/form.ts';
import { commandTypes } from '../../../src/core/command.ts';
import { audiences } from '../../../src/core/member.ts';
import { createDatabase } from '../../bench/create-database.ts';
import { root } from '../../support/project-files.ts';
import { emptyFolder, environmentOf, runBaton } from '../../support/run-baton.ts';
import type { Running } from '../../support/run-baton.ts';
import { openPage } from '../floor/clickers.ts';
import type { Seated } from '../floor/clickers.ts';
import { numberOf } from '../figure.ts';
import type { Figure, ProofOptions } from '../figure.ts';
import { canariesIn } from './find-canaries.ts';
import { asAdmin } from '../floor/own-cluster.ts';
import { drained, seat } from '../floor/sales-floor.ts';

const secrets = {
  'API token': 'kanar-api-token-7x',
  'site token': 'kanar-site-token-7x',
  'database password': 'kanar-db-password-7x',
};
/** What a channel may never show. */
const contact = {
  name: 'Zoriana Kanarenko',
  phone: '+380671239874',
  email: 'zoriana@kanarka.example',
  company: 'Kanarka Brothers',
};
/** How the person was written before somebody corrected it; their own message still says so. */
const formerly = { 'former name': 'Vesnyana Kanarysh' };
/** What people type. Cards may show it to whom it is meant for; nothing else may. */
const words = { message: 'kanarmessage7', note: 'kanarnote7', brief: 'kanarbrief7', field: 'kanarfield7' };
const all = { ...secrets, ...contact, ...formerly, ...words };

type Sinks = { readonly errors: string[]; readonly reads: string[] };

export async function proveCanary(options: ProofOptions): Promise<readonly Figure[]> {
  const server = process.env['DATABASE_URL'];
  const asked = options.more['db'];
  if (asked === 'postgres' && !server) throw new Error('Set DATABASE_URL to prove it on PostgreSQL.');
  const figures: Figure[] = [];
  if (asked !== 'postgres') figures.push(...(await fly('pglite', null, options)));
  if (server && asked !== 'pglite') figures.push(...(await fly('postgres', server, options)));
  return figures;
}

async function fly(engine: string, server: string | null, options: ProofOptions): Promise<readonly Figure[]> {
  await using folder = await emptyFolder();
  await using database = server === null ? null : await createDatabase(server);
  const playbook = join(folder.path, 'playbook.yaml');
  const shipped = await readFile(join(root, 'playbook.yaml'), 'utf8');
  await writeFile(
    playbook,
    shipped
      .replaceAll(/open leads at most: \d+/gu, 'open leads at most: none')
      .replaceAll(/reveals a day: \d+/gu, 'reveals a day: none')
      // All free text that may ever stand there: what is in it of the contact must not.
      .replace(/^show in channels: .*$/mu, 'show in channels: [source, direction, message, brief, hint]')
      .replaceAll(/^ *script:.*\n/gmu, ''),
  );
  const baton = await runBaton({
    ...environmentOf(join(folder.path, 'data'), {
      PLAYBOOK: playbook,
      WEB: 'on',
      LOG_LEVEL: 'trace',
      API_TOKEN: secrets['API token'],
      INTAKE_TOKENS: `site:${secrets['site token']}`,
      ...(database ? { DATABASE_URL: withPassword(database.url) } : {}),
    }),
    DEBUG: '*',
  });
  const sinks: Sinks = { errors: [], reads: [] };
  const channels = new Set<string>();
  let own = '';
  let former = '';
  try {
    const rounds = numberOf(options.more['tries'], options.full ? 1_000 : 5);
    const team = await seatTeam(baton);
    const page = await openPage(baton.url);
    // Also in between: what a card showed for a while was shown.
    const look = async (read: 'newestIn' | 'messagesIn' = 'newestIn') => {
      await drained(baton);
      for (const audience of audiences) {
        for (const one of await page[read](audience, team.manager.person)) channels.add(JSON.stringify(one));
      }
    };
    let last: string | null = null;
    for (let round = 0; round < rounds; round += 1) {
      // The same person again, who is nobody's until then.
      if (last !== null) await erase(baton, team, last);
      last = await succeed(baton, team, sinks, round, look);
      await fail(baton, team, sinks);
    }
    await look('messagesIn');
    const withPerson = ({ person }: Seated) => page.everythingIn(`@${person}`, person);
    own = await withPerson(team.accountManager);
    for (const one of [team.prospector, team.closer]) former += await withPerson(one);
    for (const path of ['/metrics', '/readyz', '/healthz', '/openapi.json', '/docs']) {
      sinks.reads.push(await (await fetch(`${baton.url}${path}`)).text());
      sinks.reads.push(await (await baton.api(path)).text());
    }
    if (database && server) {
      // The database is gone for good: what was asked of it fails in the middle.
      const name = new URL(database.url).pathname.slice(1);
      await asAdmin(server, [`drop database ${name} with (force)`]);
      await fail(baton, team, sinks);
    }
  } finally {
    await baton.stop();
  }
  const printed = baton.printed();
  const lines = printed.split('\n').length;
  const zero = (
    sink: string,
    texts: readonly string[],
    canaries: Readonly<Record<string, string>>,
  ): Figure => {
    const found = texts.flatMap((text) => canariesIn(text, canaries));
    const where = texts.find((text) => canariesIn(text, canaries).length > 0) ?? '';
    if (found.length > 0) {
      options.say(`  ${engine}, ${sink}: ${[...new Set(found)].join(', ')}, as in: ${where.slice(0, 1_000)}`);
    }
    return {
      row: 'R25',
      name: `${sink} (${engine})`,
      value: found.length,
      goal: { is: 'exactly', than: 0 },
    };
  };
  options.say(
    `canary, ${engine}: ${lines} lines printed, ${sinks.errors.length} errors, ${channels.size} cards in channels`,
  );
  return [
    zero('hits in what is printed', [printed], all),
    zero('hits in channels', [...channels], { ...contact, ...formerly, ...secrets }),
    zero('hits with who has handed the lead on', [former], { ...contact, ...formerly, ...secrets }),
    zero('hits in metrics, health, documents and answers', sinks.reads, all),
    zero('hits in errors', sinks.errors, all),
    // Where nothing was planted, nothing is found.
    {
      row: 'R25',
      name: `contacts that their owner was shown (${engine})`,
      value: canariesIn(own, contact).length,
      goal: { is: 'exactly', than: Object.keys(contact).length },
    },
    {
      row: 'R25',
      name: `errors that were looked through (${engine})`,
      value: sinks.errors.length,
      goal: { is: 'at least', than: 50 },
    },
  ];
}

/** Where the server asks for none, it does not matter which is sent. */
function withPassword(url: string): string {
  const own = new URL(url);
  if (own.password === '') own.password = secrets['database password'];
  return own.href;
}

async function seatTeam(baton: Running) {
  const one = async (name: string, role: 'prospector' | 'closer' | 'account_manager' | 'manager') => {
    const [member] = await seat(baton, [name], [role]);
    if (!member) throw new Error(`${name} is not there.`);
    return member;
  };
  return {
    prospector: await one('Alma', 'prospector'),
    closer: await one('Cyril', 'closer'),
    accountManager: await one('Edita', 'account_manager'),
    manager: await one('Fedir', 'manager'),
  };
}
type Team = Awaited<ReturnType<typeof seatTeam>>;

/** A whole life of a lead, and other ways in; each of it must work. */
async function succeed(
  baton: Running,
  team: Team,
  sinks: Sinks,
  round: number,
  look: () => Promise<void>,
): Promise<string> {
  const post = async (path: string, body: unknown) => {
    const response = await baton.api(path, { method: 'POST', body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    if (!path.endsWith('/reveal')) sinks.reads.push(text);
    return text;
  };
  const lead = {
    ...contact,
    name: formerly['former name'],
    message: `${words.message} ${contact.phone} ${contact.email}, ${formerly['former name']}`,
    fields: { asked: words.field },
  };
  const made: { ref?: string; number?: string } = JSON.parse(await post('/api/leads', lead));
  const { ref, number } = made;
  if (ref === undefined || number === undefined) throw new Error('A lead was not taken in.');
  const give = (member: Seated, command: string, more: Readonly<Record<string, unknown>> = {}) =>
    post(`/api/leads/${ref}/${command}`, { member: member.id, ...more });
  await give(team.prospector, 'claim');
  await give(team.prospector, 'correct', { name: contact.name });
  // What somebody let go stands in the channel with its message again.
  await give(team.prospector, 'release');
  await look();
  await give(team.prospector, 'claim');
  await give(team.prospector, 'touch', { kind: 'call', outcome: 'reached', note: words.note });
  await give(team.prospector, 'note', { text: `${words.note} ${contact.phone}` });
  await ask(baton, team.prospector, `find ${contact.phone}`);
  await ask(baton, team.manager, `find ${contact.name}`);
  await look();
  await qualifyOnPage(baton, team.prospector, ref);
  await look();
  await give(team.closer, 'accept');
  await give(team.closer, 'reveal', { reason: words.note });
  await give(team.manager, 'reveal', { reason: words.note });
  await give(team.closer, 'convert', { value: 48_000, what: words.note });
  await give(team.accountManager, 'take');
  await give(team.manager, 'correct', { message: words.message });

  const form = new URLSearchParams({ ...contact, email: `form-${round}-${contact.email}` });
  const sent = await fetch(`${baton.url}/api/leads`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${secrets['site token']}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: form.toString(),
  });
  sinks.reads.push(await sent.text());
  const table = `name,phone,email,company\n${contact.name},${contact.phone},${contact.email},${contact.company}\n${contact.name},,not-an-address-${words.note},\n`;
  const tabled = await baton.api('/api/leads/import', {
    method: 'POST',
    headers: { 'content-type': 'text/csv' },
    body: table,
  });
  await tabled.text();
  await ask(baton, team.prospector, `add ${contact.name}, ${contact.phone}, ${words.note}`);
  for (const path of [
    `/api/leads/${ref}`,
    '/api/leads',
    '/api/members',
    '/api/places',
    '/api/intake-tokens',
  ]) {
    sinks.reads.push(await (await baton.api(path)).text());
  }
  return number;
}

async function erase(baton: Running, team: Team, number: string): Promise<void> {
  const body = JSON.stringify({ member: team.manager.id, confirm: number });
  const { status } = await baton.api(`/api/leads/${number}/erase`, { method: 'POST', body });
  if (status !== 200) throw new Error(`${number} was not erased: ${status}`);
}

/** Everything that is wrong, with something planted in each place. */
async function fail(baton: Running, team: Team, sinks: Sinks): Promise<void> {
  const told = async (answer: Promise<Response>) => {
    const response = await answer;
    const text = await response.text();
    if (response.status < 400) return;
    sinks.errors.push(`${JSON.stringify([...response.headers])}\n${text}`);
  };
  const planted = Object.values({ ...contact, ...words });
  const post = (path: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
    told(
      baton.api(path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } }),
    );
  for (const one of planted) {
    const at = encodeURIComponent(one);
    await post(
      '/api/leads',
      JSON.stringify({ name: one, phone: `call ${one}`, email: `${one}@`, direction: one }),
    );
    await post('/api/leads', JSON.stringify({ name: [one], phone: { one }, fields: one }));
    await post('/api/leads', `{"name":"${one}`);
    await post('/api/leads', one, { 'content-type': `text/${at}` });
    await post(`/api/leads/${at}/claim`, JSON.stringify({ member: team.prospector.id }));
    await post('/api/leads/L-1001/claim', JSON.stringify({ member: one }));
    // Its columns' names are told back to whoever sent it; what stands under them is not.
    await post('/api/leads/import', `phone,phone\n${one},${one}`, { 'content-type': 'text/csv' });
    await told(baton.api(`/api/leads?stage=${at}&cursor=${at}&custodian=${at}`));
    await told(baton.api(`/api/${at}?q=${at}`));
    await told(
      baton.api('/api/members', { method: 'POST', body: JSON.stringify({ name: 5, roles: [one] }) }),
    );
    await told(
      fetch(`${baton.url}/api/leads`, { headers: { authorization: `Bearer ${at}`, cookie: `a=${at}` } }),
    );
    await told(fetch(`${baton.url}/web/messages/${at}`, { headers: { 'x-baton-seat': at } }));
  }
  for (const command of commandTypes) {
    const body = {
      member: team.accountManager.id,
      reason: words.note,
      note: words.note,
      text: 5,
      brief: words.brief,
    };
    await post(`/api/leads/L-1001/${command}`, JSON.stringify(body));
  }
  for (const secret of Object.values(secrets)) {
    await told(fetch(`${baton.url}/api/leads`, { headers: { authorization: `Bearer ${secret}x` } }));
    await told(
      fetch(`${baton.url}/api/members`, { headers: { authorization: `Bearer ${secrets['site token']}` } }),
    );
  }
}

async function ask(baton: Running, member: Seated, text: string): Promise<void> {
  await onPage(baton, member, '/web/ask', { channel: null, text });
}

async function qualifyOnPage(baton: Running, member: Seated, ref: string): Promise<void> {
  const code = `qualify:${ref}`;
  const opened = await onPage(baton, member, '/web/press', { code, channel: null, message: null });
  const reply: { form?: Form } = JSON.parse(opened);
  if (!reply.form) throw new Error('No form opened for the brief.');
  const filled = Object.fromEntries(
    reply.form.fields.map(({ id, choices, kind }) => [
      id,
      choices[0]?.id ??
        (kind === 'date' ? '2030-01-02' : kind === 'money' ? '48000' : `${words.brief} ${contact.phone}`),
    ]),
  );
  const said = await onPage(baton, member, '/web/submit', { code: reply.form.code, channel: null, filled });
  if (!said.includes('"tone":"done"')) throw new Error('The brief was refused.');
}

async function onPage(baton: Running, member: Seated, path: string, body: object): Promise<string> {
  const opened = await fetch(`${baton.url}/`);
  const cookie = opened.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const response = await fetch(`${baton.url}${path}`, {
    method: 'POST',
    headers: {
      cookie,
      origin: baton.url,
      'x-baton-seat': member.person,
      'x-baton-language': 'en',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ delivery: randomUUID(), ...body }),
  });
  return response.text();
}
