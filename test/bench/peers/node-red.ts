/** Node-RED: a flow of function nodes that share a pool, and its own node for HTTP requests. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../support/free-port.ts';
import { installedAt, startPeer, statements, type Peer } from './peer.ts';

/** At its best it keeps its connections to Slack, which is a tick in the request's node. */
export const nodeRed = (how: Peer['how']): Peer => ({
  name: 'node-red',
  how,
  paths: { lead: '/lead', claim: '/claim' },
  prepare: ({ folder, slack }) =>
    writeFile(join(folder, 'flows.json'), JSON.stringify(flows(slack.api, how === 'at its best'))),
  async start({ folder, database, slack }) {
    const port = await freePort();
    return startPeer({
      script: join(installedAt('node-red'), 'node_modules/node-red/red.js'),
      args: ['-u', folder, '-s', join(installedAt('node-red'), 'settings.cjs')],
      environment: {
        PORT: String(port),
        DATABASE_URL: database,
        SLACK_TOKEN: slack.token,
        SLACK_CHANNEL: slack.channel,
      },
      port,
      ready: '/ready',
      withinMs: 60_000,
    });
  },
});

/** What stands in the function nodes. */
const code = {
  keep: `
    const { rows } = await global.get('pool').query('${statements.insert}', [msg.payload.name, msg.payload.email]);
    const { token, channel } = global.get('slack');
    msg.headers = { authorization: 'Bearer ' + token, 'content-type': 'application/json; charset=utf-8' };
    msg.payload = { channel, text: 'L-' + rows[0].id + ' is new. Who takes it?' };
    return msg;`,
  told: `
    msg.headers = {};
    msg.statusCode = msg.payload.ok ? 201 : 502;
    msg.payload = { ok: msg.payload.ok };
    return msg;`,
  look: `
    const { rows } = await global.get('pool').query('${statements.read}', [msg.payload.lead]);
    msg.owner = rows[0].owner;
    return msg;`,
  take: `
    if (msg.owner === null) {
      await global.get('pool').query('${statements.write}', [msg.payload.lead, msg.payload.by]);
    }
    msg.payload = { won: msg.owner === null };
    return msg;`,
} as const;

function flows(slackApi: string, persist: boolean) {
  const node = (id: string, type: string, next: string | null, more: object) => ({
    id,
    type,
    z: 'tab',
    wires: next === null ? [] : [[next]],
    ...more,
  });
  const step = (id: keyof typeof code, next: string) =>
    node(id, 'function', next, { func: code[id], outputs: 1, libs: [] });
  return [
    { id: 'tab', type: 'tab', label: 'Leads' },
    node('ready', 'http in', 'answer', { url: '/ready', method: 'get' }),
    node('lead', 'http in', 'keep', { url: '/lead', method: 'post' }),
    step('keep', 'post'),
    node('post', 'http request', 'told', {
      method: 'POST',
      ret: 'obj',
      paytoqs: 'ignore',
      url: `${slackApi}chat.postMessage`,
      persist,
    }),
    step('told', 'answer'),
    node('claim', 'http in', 'look', { url: '/claim', method: 'post' }),
    step('look', 'take'),
    step('take', 'answer'),
    node('answer', 'http response', null, {}),
  ];
}
