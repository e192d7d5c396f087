/** n8n: a workflow of its own nodes for webhooks, PostgreSQL and HTTP requests; imported and published by its own commands. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../support/free-port.ts';
import { installedAt, startPeer, statements, type Peer, type Where } from './peer.ts';

const run = promisify(execFile);
const script = join(installedAt('n8n'), 'node_modules/n8n/bin/n8n');
const credential = { postgres: { id: 'postgres', name: 'postgres' } };

/** At its best it saves no execution that went well, and evaluates expressions by the engine that it calls insecure. */
const best = { EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none', N8N_EXPRESSION_ENGINE: 'legacy' };

export const n8n = (how: Peer['how']): Peer => {
  const environmentOf = ({ folder }: Where) => ({
    N8N_USER_FOLDER: folder,
    N8N_LISTEN_ADDRESS: '127.0.0.1',
    N8N_DIAGNOSTICS_ENABLED: 'false',
    N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
    N8N_TEMPLATES_ENABLED: 'false',
    ...(how === 'at its best' ? best : {}),
  });
  return {
    name: 'n8n',
    how,
    paths: { lead: '/webhook/lead', claim: '/webhook/claim' },
    async prepare(where) {
      const { PATH, HOME } = process.env;
      const env = { PATH, HOME, ...environmentOf(where) };
      const command = (...words: readonly string[]) => run(process.execPath, [script, ...words], { env });
      const file = async (name: string, content: unknown) => {
        const path = join(where.folder, name);
        await writeFile(path, JSON.stringify(content));
        return `--input=${path}`;
      };
      await command('import:credentials', await file('credentials.json', [credentialOf(where)]));
      await command('import:workflow', await file('workflows.json', [workflow(where)]));
      await command('publish:workflow', '--id=leads');
    },
    async start(where) {
      const [port, broker] = [await freePort(), await freePort()];
      return startPeer({
        script,
        args: ['start'],
        environment: {
          ...environmentOf(where),
          N8N_PORT: String(port),
          N8N_RUNNERS_BROKER_PORT: String(broker),
        },
        port,
        ready: '/webhook/ready',
        withinMs: 120_000,
      });
    },
  };
};

function credentialOf({ database }: Where) {
  const { hostname, port, username, password, pathname } = new URL(database);
  const data = {
    host: hostname,
    port: Number(port || 5432),
    user: username,
    password,
    database: pathname.slice(1),
  };
  return { ...credential.postgres, type: 'postgres', data };
}

type Node = { readonly name: string; readonly [key: string]: unknown };

const node = (
  name: string,
  kind: string,
  typeVersion: number,
  parameters: object,
  more: object = {},
): Node => ({
  id: name,
  name,
  type: `n8n-nodes-base.${kind}`,
  typeVersion,
  position: [0, 0],
  parameters,
  ...more,
});
const webhook = (path: string, httpMethod: string, responseMode: string) =>
  node(path, 'webhook', 2.1, { path, httpMethod, responseMode, options: {} }, { webhookId: path });
const query = (name: string, statement: string, values: string) =>
  node(
    name,
    'postgres',
    2.6,
    { operation: 'executeQuery', query: statement, options: { queryReplacement: `={{ ${values} }}` } },
    { credentials: credential },
  );

/** All of it is one workflow: its paths are there together, and the one that is asked whether it is up is the last. */
function workflow(where: Where) {
  const parts = [leads(where), claims()];
  const nodes = [...parts.flatMap((part) => part.nodes), webhook('ready', 'GET', 'onReceived')];
  const wires = parts.flatMap((part) => Object.entries<readonly string[]>(part.wires));
  const connections = Object.fromEntries(
    wires.map(([from, outs]) => [from, { main: outs.map((to) => [{ node: to, type: 'main', index: 0 }]) }]),
  );
  return {
    id: 'leads',
    name: 'Leads',
    active: false,
    settings: { executionOrder: 'v1' },
    nodes,
    connections,
  };
}

function leads({ slack }: Where) {
  const headers = { parameters: [{ name: 'Authorization', value: `Bearer ${slack.token}` }] };
  return {
    nodes: [
      webhook('lead', 'POST', 'lastNode'),
      query('keep', statements.insert, '[$json.body.name, $json.body.email]'),
      node('post', 'httpRequest', 4.2, {
        method: 'POST',
        url: `${slack.api}chat.postMessage`,
        sendHeaders: true,
        headerParameters: headers,
        sendBody: true,
        specifyBody: 'json',
        jsonBody: `={{ { channel: '${slack.channel}', text: 'L-' + $json.id + ' is new. Who takes it?' } }}`,
        options: {},
      }),
    ],
    wires: { lead: ['keep'], keep: ['post'] },
  };
}

function claims() {
  const nobodys = {
    id: 'free',
    leftValue: '={{ $json.owner === null }}',
    rightValue: '',
    operator: { type: 'boolean', operation: 'true', singleValue: true },
  };
  const conditions = {
    options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
    conditions: [nobodys],
    combinator: 'and',
  };
  const told = (name: string, won: boolean) =>
    node(name, 'set', 3.4, { mode: 'raw', jsonOutput: JSON.stringify({ won }), options: {} });
  return {
    nodes: [
      webhook('claim', 'POST', 'lastNode'),
      query('look', statements.read, '[$json.body.lead]'),
      node('free', 'if', 2.2, { conditions, options: {} }),
      query('take', statements.write, "[$('claim').item.json.body.lead, $('claim').item.json.body.by]"),
      told('won', true),
      told('lost', false),
    ],
    // A node with two ways out has two followers.
    wires: { claim: ['look'], look: ['free'], free: ['take', 'lost'], take: ['won'] },
  };
}
