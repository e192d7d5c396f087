import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openAdapter } from './support/open-adapter.ts';

type Adapter = Awaited<ReturnType<typeof openAdapter>>;
let slackHere: Adapter;
beforeAll(async () => {
  slackHere = await openAdapter('http');
});
afterAll(() => slackHere[Symbol.asyncDispose]());
beforeEach(() => {
  slackHere.inbox.asks.length = 0;
  slackHere.inbox.happenings.length = 0;
});

const form = 'application/x-www-form-urlencoded';

async function bring(
  body: string,
  { type = form, at = Date.now(), headers = {}, secret = slackHere.slack.signingSecret } = {},
): Promise<{ readonly status: number; readonly text: string }> {
  const timestamp = String(Math.floor(at / 1000));
  const hash = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  const response = await fetch(`${slackHere.address}/slack/events`, {
    method: 'POST',
    headers: {
      'content-type': type,
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${hash}`,
      ...headers,
    },
    body,
  });
  return { status: response.status, text: await response.text() };
}

const command = (text = 'next') =>
  new URLSearchParams({
    command: '/baton',
    text,
    user_id: 'U1',
    user_name: 'ana',
    channel_id: 'D1',
    trigger_id: '1.2.abc',
    team_id: 'T1',
  }).toString();
const event = (more: object) =>
  JSON.stringify({ type: 'event_callback', event_id: 'Ev1', event_time: 1, team_id: 'T1', ...more });

describe('POST /slack/events', () => {
  it('takes what Slack signed, with a charset or without (S6), in any alphabet', async () => {
    for (const type of [form, `${form}; charset=utf-8`, 'Application/X-WWW-Form-Urlencoded']) {
      expect((await bring(command('знайди Коваль'), { type })).status).toBe(200);
    }
    expect(slackHere.inbox.asks.map(({ text }) => text)).toEqual(
      Array.from({ length: 3 }, () => 'знайди Коваль'),
    );
  });

  it('refuses what is not signed, or by another, and brings it to nobody', async () => {
    const another = await bring(command(), { secret: 'another-secret-of-32-letters-----' });
    expect(another).toEqual({ status: 401, text: '' });
    const unsigned = await fetch(`${slackHere.address}/slack/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: event({ event: { type: 'app_uninstalled' } }),
    });
    expect(unsigned.status).toBe(401);
    expect(slackHere.inbox.asks).toEqual([]);
    expect(slackHere.inbox.happenings).toEqual([]);
  });

  it('refuses what is old, and what is from the future (S2, S5)', async () => {
    expect((await bring(command(), { at: Date.now() - 310_000 })).status).toBe(401);
    expect((await bring(command(), { at: Date.now() + 310_000 })).status).toBe(401);
    expect(slackHere.inbox.asks).toEqual([]);
  });

  it('answers the probe of its certificate, which is unsigned (S3), and nothing else that is', async () => {
    const probe = async (body: string) =>
      (
        await fetch(`${slackHere.address}/slack/events`, {
          method: 'POST',
          headers: { 'content-type': form },
          body,
        })
      ).status;
    expect(await probe('token=x&ssl_check=1')).toBe(200);
    expect(await probe('token=x')).toBe(401);
    expect(await probe(`ssl_check=1&padding=${'x'.repeat(3000)}`)).toBe(401);
    expect(await probe(`${command()}&ssl_check=0`)).toBe(401);
  });

  it('answers the check of its address, signed alone (S4)', async () => {
    const body = JSON.stringify({ type: 'url_verification', challenge: 'abc', token: 'x' });
    expect(await bring(body, { type: 'application/json' })).toEqual({ status: 200, text: 'abc' });
    expect((await bring(body, { type: 'application/json', secret: 'x'.repeat(32) })).status).toBe(401);
  });

  it('refuses what it can not read, without falling over', async () => {
    expect((await bring('{', { type: 'application/json' })).status).toBe(400);
    expect((await bring('[]', { type: 'application/json' })).status).toBe(400);
    expect((await bring('payload=%7B')).status).toBe(400);
    expect((await bring('x', { type: 'text/plain' })).status).toBe(415);
    expect((await bring('payload=%7B%22type%22%3A%22block_actions%22%7D')).status).toBe(200);
    expect((await bring(event({ event: 'nothing' }), { type: 'application/json' })).status).toBe(200);
    expect((await bring('{"type":"app_rate_limited"}', { type: 'application/json' })).status).toBe(200);
    expect((await bring('', { type: 'application/json' })).status).toBe(400);
  });

  it('reads no more than it needs: a larger body is refused by its length alone', async () => {
    expect((await bring('x'.repeat(1_048_577))).status).toBe(413);
  });

  it('does not wait for a body that nobody signed', async () => {
    const socket = connect(Number(new URL(slackHere.address).port), '127.0.0.1');
    socket.write(
      'POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 900000\r\n\r\n',
    );
    const answer = await new Promise<string>((resolve) => {
      socket.once('data', (data) => resolve(String(data)));
    });
    socket.destroy();
    expect(answer).toMatch(/^HTTP\/1\.1 401/);
  });

  it('brings an event that comes again under the same id (S8, S10)', async () => {
    const body = event({ event: { type: 'channel_archive', channel: 'C1' } });
    const headers = { 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' };
    expect((await bring(body, { type: 'application/json' })).status).toBe(200);
    expect((await bring(body, { type: 'application/json', headers })).status).toBe(200);
    expect(slackHere.inbox.happenings.map(({ id }) => id)).toEqual(['Ev1', 'Ev1']);
  });

  it('says 503 to everything while nobody listens, so that events come again', async () => {
    await slackHere.chat.stop();
    const answer = await bring(event({ event: { type: 'app_uninstalled' } }), { type: 'application/json' });
    expect(answer.status).toBe(503);
    await slackHere.chat.start(slackHere.inbox);
  });

  it('writes neither secrets nor what people typed into the log', async () => {
    await bring(command('find Olha Koval'));
    slackHere.inbox.fail(new Error('password=hunter2'));
    await bring(command('find Olha Koval'));
    expect(slackHere.log.text()).not.toMatch(/Koval|hunter2|xoxb|xapp|5tand1n/);
  });
});
