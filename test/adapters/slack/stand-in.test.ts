/** The stand-in refuses what Slack refuses: a test that passes over it means something (PLATFORMS 19). */
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { openSlack } from '../../support/slack/open-slack.ts';
import type { SlackOptions, SlackStandIn } from '../../support/slack/open-slack.ts';
import { runSlack } from '../../support/slack/run-slack.ts';
import { asJson, asText } from '../../support/slack/flaws.ts';
import type { Json } from '../../support/slack/flaws.ts';
import { readMrkdwn } from '../../support/slack/mrkdwn.ts';
import { countOver } from '../../support/slack/rates.ts';

let slack: SlackStandIn;
let now = Date.UTC(2026, 10, 26, 8);
const setUp = async (options: SlackOptions = {}) => {
  slack = await openSlack({ now: () => now, ...options });
  const ana = slack.addPerson({ name: 'Ana' });
  const ben = slack.addPerson({ name: 'Ben' });
  const channel = slack.addChannel({ name: 'newcomers', members: [ana] });
  return { ana, ben, channel };
};
let app: Awaited<ReturnType<typeof anApp>>;
beforeEach(async () => {
  now = Date.UTC(2026, 10, 26, 8);
  app = await anApp();
});
afterEach(async () => {
  await slack.close();
  await app.close();
});

/** An app that acknowledges as it is told, and keeps what came. */
async function anApp() {
  const came: { readonly headers: NodeJS.Dict<string | string[]>; readonly body: string }[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      came.push({ headers: request.headers, body: Buffer.concat(parts).toString('utf8') });
      if (how.silent) return;
      response.writeHead(how.status);
      response.end(how.body);
    });
  });
  const how = { status: 200, body: '', silent: false };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    came,
    how,
    url: `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}/slack/events`,
    payload: (): Json =>
      asJson(JSON.parse(new URLSearchParams(came.at(-1)?.body).get('payload') ?? '{}')) ?? {},
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function call(
  method: string,
  args: Readonly<Record<string, unknown>> = {},
  token = slack.botToken,
): Promise<Json> {
  const form = Object.entries(args).map(([key, value]): [string, string] => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  const response = await fetch(`${slack.apiUrl}${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: new URLSearchParams(form),
  });
  return asJson(await response.json()) ?? {};
}
const errorOf = async (method: string, args: Readonly<Record<string, unknown>>) =>
  (await call(method, args))['error'];
const tsOf = (answer: Json) => asText(answer['ts']) ?? '';
const section = (text: string) => ({ type: 'section', text: { type: 'plain_text', text } });
const button = (code: string) => ({
  type: 'button',
  action_id: code.split(':')[0],
  value: code,
  text: { type: 'plain_text', text: 'Do it' },
});
const modal = (...blocks: readonly object[]) => ({
  type: 'modal',
  title: { type: 'plain_text', text: 'Brief' },
  submit: { type: 'plain_text', text: 'Send' },
  blocks,
});
const input = (id: string, element: object = { type: 'plain_text_input', action_id: 'it' }) => ({
  type: 'input',
  block_id: id,
  label: { type: 'plain_text', text: id },
  element,
});

describe('the stand-in of Slack, asked over the Web API', () => {
  it('knows its callers', async () => {
    const { channel } = await setUp();
    expect(await call('auth.test', {}, 'xoxb-nobody')).toEqual({ ok: false, error: 'invalid_auth' });
    expect((await call('auth.test', {}, slack.appToken))['error']).toBe('not_allowed_token_type');
    expect(await errorOf('chat.unknown', {})).toBe('unknown_method');
    const inBody = await fetch(`${slack.apiUrl}auth.test`, {
      method: 'POST',
      body: new URLSearchParams({ token: slack.botToken }),
    });
    expect(await inBody.json()).toMatchObject({ ok: true, user_id: slack.botUserId });
    slack.killToken('token_revoked');
    expect(await errorOf('chat.postMessage', { channel, text: 'x' })).toBe('token_revoked');
  });

  it('takes JSON for what writes, and none for what reads', async () => {
    const { channel } = await setUp();
    const post = (method: string, type: string) =>
      fetch(`${slack.apiUrl}${method}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${slack.botToken}`, 'content-type': type },
        body: JSON.stringify({ channel, text: 'x' }),
      }).then(async (response) => asJson(await response.json()) ?? {});
    expect(await post('chat.postMessage', 'application/json')).toMatchObject({ ok: true });
    expect(await post('conversations.info', 'application/json')).toMatchObject({
      error: 'invalid_arguments',
    });
    expect(await post('chat.postMessage', 'application/x-yaml')).toMatchObject({
      error: 'invalid_post_type',
    });
  });

  it.each<[string, readonly object[]]>([
    ['more than fifty blocks', Array.from({ length: 51 }, () => section('x'))],
    [
      'the same block_id twice',
      [
        { ...section('x'), block_id: 'a' },
        { ...section('y'), block_id: 'a' },
      ],
    ],
    ['an empty text', [section('')]],
    ['a text that is too long', [section('x'.repeat(3001))]],
    ['an unknown block', [{ type: 'banner' }]],
    ['an unknown property', [{ ...section('x'), colour: 'red' }]],
    ['a header in mrkdwn', [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }]],
    ['an unknown style', [{ type: 'actions', elements: [{ ...button('a:b'), style: 'success' }] }]],
    ['the same action_id twice', [{ type: 'actions', elements: [button('a:b'), button('a:c')] }]],
    [
      'a label over 75',
      [
        {
          type: 'actions',
          elements: [{ ...button('a:b'), text: { type: 'plain_text', text: 'x'.repeat(76) } }],
        },
      ],
    ],
    ['an image of a file that is not there', [{ type: 'image', alt_text: 'x', slack_file: { id: 'F1' } }]],
  ])('refuses %s', async (_, blocks) => {
    const { channel } = await setUp();
    const answer = await call('chat.postMessage', { channel, text: 'x', blocks });
    expect(answer).toMatchObject({ ok: false, error: 'invalid_blocks' });
    expect(JSON.stringify(answer['response_metadata'])).toMatch(/\[ERROR\].*json-pointer:\/blocks/);
    expect(slack.look.channel(channel)).toEqual([]);
  });

  it('refuses a whole message of more than 13,200 characters', async () => {
    const { channel } = await setUp();
    const blocks = Array.from({ length: 5 }, () => section('x'.repeat(2900)));
    expect(await errorOf('chat.postMessage', { channel, text: 'x', blocks })).toBe('msg_blocks_too_long');
  });

  it('names what stands in the way of a post', async () => {
    const { channel, ana } = await setUp();
    const secret = slack.addChannel({ name: 'secret', isPrivate: true, hasBot: false });
    const open = slack.addChannel({ name: 'open', hasBot: false });
    expect(await errorOf('chat.postMessage', { text: 'x' })).toBe('invalid_arguments');
    expect(await errorOf('chat.postMessage', { channel })).toBe('no_text');
    expect(await errorOf('chat.postMessage', { channel: secret, text: 'x' })).toBe('channel_not_found');
    expect(await errorOf('chat.postMessage', { channel: open, text: 'x' })).toBe('not_in_channel');
    expect(await errorOf('chat.postMessage', { channel, text: 'x', markdown_text: 'y' })).toBe(
      'markdown_text_conflict',
    );
    const ts = tsOf(await call('chat.postMessage', { channel, text: 'x' }));
    slack.deeds.archive(channel);
    expect(await errorOf('chat.postMessage', { channel, text: 'x' })).toBe('is_archived');
    expect(await errorOf('chat.update', { channel, ts, text: 'y' })).toBe('is_inactive');
    slack.deeds.deactivate(ana);
    expect(await errorOf('conversations.open', { users: ana })).toBe('user_disabled');
    expect(await errorOf('chat.postMessage', { channel: ana, text: 'x' })).toBe('user_disabled');
    slack.setSwitches({ hasMessagesTab: false });
    const ben = slack.addPerson({ name: 'Bea' });
    expect(await errorOf('chat.postMessage', { channel: ben, text: 'x' })).toBe('messages_tab_disabled');
  });

  it('empties the blocks of a message that is edited with text alone, and reads the text as a client does', async () => {
    const { channel, ana } = await setUp();
    const ts = tsOf(await call('chat.postMessage', { channel, text: 'to @ana', blocks: [section('Card')] }));
    expect(slack.look.channel(channel)[0]).toMatchObject({ text: 'Card', notification: 'to @ana' });
    expect(await errorOf('chat.update', { channel: ana, ts, text: 'x' })).toBe('channel_not_found');
    expect(await errorOf('chat.update', { channel, ts, text: 'x'.repeat(4001) })).toBe('msg_too_long');
    await call('chat.update', { channel, ts, text: 'to @ana, https://evil.example' });
    expect(slack.look.channel(channel)[0]?.text).toContain('to @ana');
    expect(slack.record.violations.map(({ what }) => what).toSorted()).toEqual(['link', 'mention']);
    await call('chat.update', { channel, ts, text: 'to @ana', parse: 'none', link_names: 'false' });
    expect(slack.look.live(channel)).toEqual([]);
    const written = slack.hands.write(ana, channel, 'mine');
    expect(await errorOf('chat.update', { channel, ts: written, text: 'x' })).toBe('cant_update_message');
  });

  it('shows an ephemeral to one person in the channel, and takes its id nowhere', async () => {
    const { channel, ana, ben } = await setUp();
    expect(await errorOf('chat.postEphemeral', { channel, user: ben, text: 'x' })).toBe(
      'user_not_in_channel',
    );
    const { message_ts: ts } = await call('chat.postEphemeral', { channel, user: ana, text: 'psst' });
    expect(slack.look.ephemerals(ana).map(({ text }) => text)).toEqual(['psst']);
    expect(slack.look.channel(channel)).toEqual([]);
    expect(await errorOf('chat.update', { channel, ts, text: 'x' })).toBe('message_not_found');
    expect((await call('conversations.history', { channel }))['messages']).toEqual([]);
  });

  it('gives metadata back to those who ask for it', async () => {
    const { channel } = await setUp();
    const metadata = { event_type: 'card', event_payload: { key: 'k1' } };
    await call('chat.postMessage', { channel, text: 'x', metadata });
    expect(await call('conversations.history', { channel, include_all_metadata: 'true' })).toMatchObject({
      messages: [{ metadata }],
    });
    expect(JSON.stringify(await call('conversations.history', { channel }))).not.toContain('k1');
    expect(await errorOf('chat.postMessage', { channel, text: 'x', metadata: { event_payload: {} } })).toBe(
      'invalid_metadata_schema',
    );
  });

  it('wants an upload in order, of the length that was told, and the picture only when it is ready', async () => {
    const { channel } = await setUp();
    const { upload_url: url, file_id: id } = await call('files.getUploadURLExternal', {
      filename: 'a.png',
      length: '3',
    });
    expect(await errorOf('files.completeUploadExternal', { files: [{ id }] })).toBe('file_not_found');
    expect((await fetch(String(url), { method: 'POST', body: new Uint8Array(2) })).status).toBe(400);
    expect((await fetch(String(url), { method: 'POST', body: new Uint8Array(3) })).status).toBe(200);
    expect(await call('files.completeUploadExternal', { files: [{ id }] })).toMatchObject({ ok: true });
    const blocks = [{ type: 'image', alt_text: 'x', slack_file: { id } }];
    expect(await errorOf('chat.postMessage', { channel, text: 'x', blocks })).toBe('invalid_blocks');
    now += 1000;
    expect(await call('files.info', { file: id })).toMatchObject({ file: { mimetype: 'image/png' } });
    expect(await call('chat.postMessage', { channel, text: 'x', blocks })).toMatchObject({ ok: true });
  });

  it('asks to wait where there is too much, and notices who does not', async () => {
    const { channel } = await setUp({ rates: 'real' });
    const answers = [];
    for (let post = 0; post < 6; post += 1)
      answers.push(await call('chat.postMessage', { channel, text: 'x' }));
    expect(answers.at(-1)).toEqual({ ok: false, error: 'ratelimited' });
    now += 500;
    await call('chat.postMessage', { channel, text: 'x' });
    expect(slack.record.violations.map(({ what }) => what)).toEqual([
      'over the rate',
      'call before Retry-After',
    ]);
    expect(slack.look.over('chat.postMessage', { limit: 1, windowMs: 1000 })).toBe(4);
    expect(countOver([0, 1000, 1990], { limit: 1, windowMs: 1000, toleranceMs: 10 })).toBe(0);
    now += 2000;
    expect(await call('chat.postMessage', { channel, text: 'x' })).toMatchObject({ ok: true });
  });

  it('does what a fault says: before the effect, or after it', async () => {
    const { channel } = await setUp();
    const post = () => call('chat.postMessage', { channel, text: 'x' });
    slack.fault({ kind: 'lost answer', method: 'chat.postMessage', times: 1 });
    await expect(post()).rejects.toThrow(/fetch failed|terminated|not valid JSON/);
    slack.fault({ kind: 'internal_error after', method: 'chat.postMessage', times: 1 });
    expect(await post()).toEqual({ ok: false, error: 'internal_error' });
    expect(slack.look.channel(channel)).toHaveLength(2);
    slack.fault({ kind: 'html 502', times: 1 });
    await expect(post()).rejects.toThrow(/fetch failed|terminated|not valid JSON/);
    slack.fault({ kind: 'error', code: 'fatal_error', times: 1, where: channel });
    expect(await post()).toEqual({ ok: false, error: 'fatal_error' });
    slack.fault({ kind: 'deed', deed: 'archive', where: channel, times: 1 });
    expect(await post()).toEqual({ ok: false, error: 'is_archived' });
    expect(slack.look.channel(channel)).toHaveLength(2);
    await slack.shut();
    await expect(post()).rejects.toThrow(/fetch failed|terminated|not valid JSON/);
    await slack.reopen();
    expect(await call('auth.test')).toMatchObject({ ok: true });
  });
});

describe('the stand-in of Slack, bringing what people do', () => {
  it('signs over HTTP, and sends no top-level name', async () => {
    const { ana, channel } = await setUp({ requestUrl: app.url });
    const message = tsOf(
      await call('chat.postMessage', {
        channel,
        text: 'x',
        blocks: [{ type: 'actions', elements: [button('claim:abc')] }],
      }),
    );
    const done = await slack.hands.press(ana, { channel, message }, 'claim:abc');
    expect(done).toMatchObject({ ok: true, status: 200 });
    const { headers, body } = app.came[0] ?? { headers: {}, body: '' };
    const stamp = String(headers['x-slack-request-timestamp']);
    const signature = createHmac('sha256', slack.signingSecret).update(`v0:${stamp}:${body}`).digest('hex');
    expect(headers['x-slack-signature']).toBe(`v0=${signature}`);
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(app.payload()).toMatchObject({
      type: 'block_actions',
      user: { id: ana },
      container: { message_ts: message, is_ephemeral: false },
      actions: [{ action_id: 'claim', value: 'claim:abc' }],
    });
    expect(app.payload()).not.toHaveProperty('name');
  });

  it('shows an error to whoever was not answered well, and does not come again', async () => {
    const { ana, channel } = await setUp({ requestUrl: app.url });
    app.how.status = 404;
    const done = await slack.hands.type(ana, channel, '/baton next');
    expect(done.ok).toBe(false);
    expect(slack.record.shown).toMatchObject([{ person: ana, kind: 'error' }]);
    expect(app.came).toHaveLength(1);
  });

  it('notices an acknowledgement that is late', async () => {
    const { ana, channel } = await setUp({ requestUrl: app.url });
    app.how.silent = true;
    expect((await slack.hands.type(ana, channel, '/baton next')).ackMs).toBeNull();
    expect(slack.record.violations).toMatchObject([{ what: 'late ack' }]);
  });

  it('brings an event three times more where it was not taken, and the same again when told', async () => {
    const { ana } = await setUp({ requestUrl: app.url, retriesAfterMs: [0, 5, 5] });
    app.how.status = 503;
    slack.events.hold();
    slack.deeds.deactivate(ana);
    await slack.events.release('as it was');
    const retries = app.came.map(({ headers }) => headers['x-slack-retry-num'] ?? null);
    expect(retries).toEqual([null, '1', '2', '3']);
    const ids = app.came.map(({ body }) => asJson(JSON.parse(body))?.['event_id']);
    expect(new Set(ids).size).toBe(1);
  });

  it('opens one modal by a trigger that is young, takes it once, and keeps what is typed', async () => {
    const { ana, channel } = await setUp({ requestUrl: app.url });
    const message = tsOf(
      await call('chat.postMessage', {
        channel,
        text: 'x',
        blocks: [{ type: 'actions', elements: [button('qualify:abc')] }],
      }),
    );
    const press = async () => {
      await slack.hands.press(ana, { channel, message }, 'qualify:abc');
      return String(app.payload()['trigger_id']);
    };
    const old = await press();
    now += 3001;
    expect(await errorOf('views.open', { trigger_id: old, view: modal(input('need')) })).toBe(
      'expired_trigger_id',
    );
    const trigger = await press();
    expect(
      await call('views.open', {
        trigger_id: trigger,
        view: { ...modal(input('need')), title: { type: 'plain_text', text: 'x'.repeat(25) } },
      }),
    ).toMatchObject({ ok: false });
    const opened = await call('views.open', { trigger_id: trigger, view: modal(input('need')) });
    const view = asJson(opened['view']) ?? {};
    expect(await errorOf('views.open', { trigger_id: trigger, view: modal(input('need')) })).toBe(
      'exchanged_trigger_id',
    );
    const again = { view_id: view['id'], view: modal(input('need'), section('more')) };
    expect(await errorOf('views.update', { ...again, hash: 'old' })).toBe('hash_conflict');
    expect((await slack.hands.submit(ana, {})).outcome).toBe('refused by the client');
    app.how.body = JSON.stringify({ response_action: 'errors', errors: { need: 'Too little.' } });
    expect(await slack.hands.submit(ana, { need: 'bread' })).toMatchObject({
      outcome: 'flaws',
      flaws: { need: 'Too little.' },
    });
    expect(await call('views.update', again)).toMatchObject({ ok: true });
    expect(slack.look.modal(ana)?.fields).toMatchObject([{ blockId: 'need', value: 'bread' }]);
    app.how.body = JSON.stringify({ response_action: 'errors', errors: { other: 'x' } });
    expect((await slack.hands.submit(ana)).outcome).toBe('failed');
    app.how.body = '';
    expect((await slack.hands.submit(ana)).outcome).toBe('closed');
    expect(slack.look.modal(ana)).toBeNull();
    expect(await errorOf('views.update', again)).toBe('not_found');
  });

  it('answers a response_url five times, and not after half an hour', async () => {
    const { ana, channel } = await setUp({ requestUrl: app.url });
    await slack.hands.type(ana, channel, '/baton next');
    const url = new URLSearchParams(app.came[0]?.body).get('response_url') ?? '';
    const respond = async (body: object) =>
      (await fetch(url, { method: 'POST', body: JSON.stringify(body) })).status;
    for (let use = 0; use < 4; use += 1) expect(await respond({ text: 'only you' })).toBe(200);
    expect(await respond({ blocks: [{ type: 'banner' }] })).toBe(404);
    expect(await respond({ text: 'a sixth' })).toBe(404);
    expect(slack.look.ephemerals(ana)).toHaveLength(4);
    await slack.hands.type(ana, channel, '/baton next');
    const second = new URLSearchParams(app.came[1]?.body).get('response_url') ?? '';
    now += 31 * 60_000;
    expect((await fetch(second, { method: 'POST', body: '{"text":"late"}' })).status).toBe(404);
  });

  it('speaks Socket Mode: a ticket, a greeting, an envelope, an acknowledgement', async () => {
    const { ana, channel } = await setUp({ mode: 'socket' });
    expect((await slack.hands.type(ana, channel, '/baton next')).ok).toBe(false);
    const { url } = await call('apps.connections.open', {}, slack.appToken);
    const socket = new WebSocket(String(url));
    const frames: Json[] = [];
    socket.on('message', (data: Buffer) => {
      const frame = asJson(JSON.parse(data.toString('utf8'))) ?? {};
      frames.push(frame);
      if (frame['envelope_id'] !== undefined)
        socket.send(JSON.stringify({ envelope_id: frame['envelope_id'], payload: { text: 'here' } }));
    });
    await once(socket, 'message');
    expect(frames[0]).toMatchObject({ type: 'hello', num_connections: 1 });
    expect((await slack.hands.type(ana, channel, '/baton next')).ok).toBe(true);
    expect(frames[1]).toMatchObject({
      type: 'slash_commands',
      payload: { text: 'next' },
      accepts_response_payload: true,
    });
    expect(slack.look.ephemerals(ana)).toMatchObject([{ text: 'here' }]);
    slack.refreshSockets('refresh_requested', 1);
    await once(socket, 'close');
    expect(frames.at(-1)).toMatchObject({ type: 'disconnect', reason: 'refresh_requested' });
  });
});

describe('the eyes of the stand-in', () => {
  it.each<[string, string, readonly string[]]>([
    ['plain words & signs', 'plain words & signs', []],
    ['a *bold* word', 'a bold word', ['format']],
    ['2*3*4 and a_b_c', '2*3*4 and a_b_c', []],
    ['<!channel> hi', '@channel hi', ['broadcast']],
    ['&lt;!channel&gt; hi', '<!channel> hi', []],
    ['<https://evil.example|Click>', 'Click', ['link']],
    ['see www.evil.example', 'see www.evil.example', ['link']],
    ['<script>', 'script', ['unknown']],
    ['&gt; quoted', 'quoted', ['format']],
    [':tada: now', '\u{FFFC}tada\u{FFFC} now', ['emoji']],
    ['<!date^1764158400^{date_num} {time}|then>', '26/11/2025 12:00', ['date']],
  ])('read %s', (source, text, kinds) => {
    const read = readMrkdwn(source, { timeZone: 'UTC' });
    expect(read.text).toBe(text);
    expect(read.live.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('find what is marked as private, however it is written', async () => {
    const { channel, ana } = await setUp();
    slack.mark(['+380671234567', 'Olena Koval']);
    await call('chat.postMessage', { channel, text: 'x', blocks: [section('Call 067 123-45-67')] });
    await call('chat.postMessage', {
      channel,
      text: 'x',
      metadata: { event_type: 'card', event_payload: { who: 'Olena Koval' } },
    });
    await call('chat.postMessage', { channel: ana, text: 'Olena Koval', blocks: [section('Olena Koval')] });
    expect(slack.record.violations.map(({ what }) => what)).toEqual([
      'marker in public',
      'marker in metadata',
      'marker in a notification',
    ]);
  });
});

describe('the stand-in as a process', () => {
  it('is driven from outside by the same names', async () => {
    await setUp();
    const far = await runSlack();
    const ana = await far.addPerson({ name: 'Ana' });
    const channel = await far.addChannel({ name: 'newcomers', members: [ana] });
    const posted = await fetch(`${far.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${far.botToken}` },
      body: new URLSearchParams({ channel, text: 'hello' }),
    });
    expect(await posted.json()).toMatchObject({ ok: true });
    expect(await far.look.channel(channel)).toMatchObject([{ text: 'hello' }]);
    expect(await far.record.calls()).toMatchObject([{ method: 'chat.postMessage', outcome: 'ok' }]);
    await expect(far.look.channel('C-nowhere')).rejects.toThrow('no channel');
    await far.shut();
    await expect(fetch(`${far.apiUrl}auth.test`)).rejects.toThrow('fetch failed');
    await far.close();
  });
});
