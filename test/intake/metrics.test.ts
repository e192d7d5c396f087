/** The figures: who may read them, that they count what happens, and that nothing from outside becomes a name. */
import { describe, expect, it } from 'vitest';
import { countErrors } from '../../src/app/count-errors.ts';
import { noCounts } from '../../src/app/counts.ts';
import { countCalls } from '../../src/app/deliver/count-calls.ts';
import { startDelivery } from '../../src/app/deliver/delivery.ts';
import { makeInbox } from '../../src/app/inbox.ts';
import { bindPlace } from '../../src/app/places.ts';
import { RateLimited } from '../../src/chat/errors.ts';
import { makeMetrics } from '../../src/intake/metrics.ts';
import { receiveOne } from '../support/an-app.ts';
import { makeFakeChat } from '../support/fake-chat.ts';
import { memoryLog } from '../support/memory-log.ts';
import { withDatabase } from '../support/with-database.ts';
import { aServer, apiToken, closeServers, siteToken } from './a-server.ts';

const test = withDatabase();
closeServers();

const nobody = { token: null };

describe('GET /metrics', () => {
  it('is open on this machine, and asks for the API’s token elsewhere', async () => {
    const here = await aServer(test);
    const open = await here.get('/metrics', nobody);
    expect(open.status).toBe(200);
    expect(open.headers['content-type']).toContain('text/plain; version=0.0.4');
    expect(open.headers['cache-control']).toBe('no-store');

    const there = await aServer(test, { isLoopback: false, seats: [] });
    expect((await there.get('/metrics', nobody)).status).toBe(401);
    expect((await there.get('/metrics', { token: siteToken })).status).toBe(401);
    expect((await there.get('/metrics', { token: apiToken })).status).toBe(200);
  });

  it('is not open to whatever a proxy on this machine hands on', async () => {
    const { get } = await aServer(test);
    for (const headers of [{ 'x-forwarded-for': '203.0.113.7' }, { forwarded: 'for=203.0.113.7' }]) {
      expect((await get('/metrics', { token: null, headers })).status).toBe(401);
      expect((await get('/metrics', { headers })).status).toBe(200);
    }
  });

  it('counts leads by their way and outcome, and commands by what was decided', async () => {
    const { command, get, post } = await aServer(test);
    const first = await post('/api/leads', { phone: '+380671234567', source: 'from outside' });
    await post('/api/leads', { phone: '+380671234567' });
    await post('/api/leads', { phone: '+380671234568' }, { token: siteToken });
    await post('/api/leads', { name: 'nobody' }, { token: siteToken });
    await command('ana', first.body.ref, 'claim');
    await command('ana', first.body.ref, 'claim');
    await command('ben', first.body.ref, 'claim');
    const { text } = await get('/metrics');
    for (const line of [
      'baton_leads_total{via="api",outcome="created"} 1',
      'baton_leads_total{via="api",outcome="known"} 1',
      'baton_leads_total{via="intake",outcome="created"} 1',
      'baton_leads_total{via="intake",outcome="refused"} 1',
      'baton_site_forms_total{source="site",outcome="kept"} 1',
      'baton_site_forms_total{source="site",outcome="refused"} 1',
      'baton_commands_total{command="claim",outcome="done"} 1',
      'baton_commands_total{command="claim",outcome="unchanged"} 1',
      'baton_commands_total{command="claim",outcome="already_claimed"} 1',
      'baton_ready 1',
    ]) {
      expect(text).toContain(`${line}\n`);
    }
    expect(text).not.toContain('from outside');
  });

  it('tells what waits per platform and for how long, and how deliveries and presses went', async () => {
    const metrics = makeMetrics();
    const served = await aServer(test, { metrics });
    const { app } = served;
    const inbox = makeInbox(app);
    const chat = makeFakeChat({ platform: 'slack', now: app.clock.now });
    await chat.start(inbox);
    app.adapters.set('slack', chat);
    const bound = await bindPlace(app, { platform: 'slack', channel: 'C1', audience: 'prospectors' });
    expect(bound.ok).toBe(true);
    const { ref } = await receiveOne(app, { name: 'Iryna Canary' });
    app.clock.forward(90_000);
    const before = await served.get('/metrics');
    expect(before.text).toContain('baton_outbox_waiting{platform="slack"} 1\n');
    expect(before.text).toContain('baton_outbox_oldest_seconds{platform="slack"} 90\n');

    const delivery = startDelivery(app);
    await delivery.settle();
    await delivery.stop();
    const press = (code: string, id: string) =>
      inbox.press({
        platform: 'slack',
        id,
        at: app.clock.now(),
        person: { id: 'ana', name: 'Ana', language: null },
        place: null,
        code,
        message: null,
      });
    await press(`claim:${ref}`, 'one');
    await press('<script>:Canary', 'two');
    const { text } = await served.get('/metrics');
    expect(text).toContain('baton_deliveries_total{platform="slack",call="post",outcome="done"} 1\n');
    expect(text).toContain('baton_answers_total{platform="slack",to="press",outcome="done"} 1\n');
    expect(text).toContain('baton_answers_total{platform="slack",to="press",outcome="refused"} 1\n');
    expect(text).not.toContain('Canary');
    expect(text).not.toContain('script');
  });

  it('says that the database does not answer, instead of failing', async () => {
    const { get } = await aServer(test, {
      spoil: (app) => ({
        ...app,
        get database() {
          return {
            ...app.database,
            get db(): never {
              throw new Error('connect ECONNREFUSED');
            },
          };
        },
      }),
    });
    const answer = await get('/metrics');
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('baton_ready 0\n');
  });
});

describe('the figures', () => {
  it('tell at most a hundred sources apart', async () => {
    const { counts, text } = makeMetrics();
    for (let at = 0; at < 150; at += 1) counts.site(`source ${at}`, 'kept');
    const said = await text({ ready: true, problems: [], engine: 'pglite', outbox: [] });
    expect(said).toContain('baton_site_forms_total{source="source 99",outcome="kept"} 1\n');
    expect(said).toContain('baton_site_forms_total{source="other",outcome="kept"} 50\n');
    expect(said).not.toContain('source 100');
  });

  it('are not led astray by a source with quotes and line breaks', async () => {
    const { counts, text } = makeMetrics();
    counts.site('a"} 1\nevil_total{x="', 'kept');
    const said = await text({ ready: true, problems: [], engine: 'pglite', outbox: [] });
    expect(said).not.toMatch(/^evil_total/m);
  });

  it('hold the process and its event loop where that is asked', async () => {
    const said = await makeMetrics({ ofProcess: true }).text({
      ready: true,
      problems: [],
      engine: 'pglite',
      outbox: [],
    });
    for (const name of ['process_resident_memory_bytes', 'nodejs_eventloop_lag_p99_seconds']) {
      expect(said).toMatch(new RegExp(`^${name} \\d`, 'm'));
    }
  });

  it('count errors by kind, never by what was said', () => {
    const kinds: string[] = [];
    const log = memoryLog();
    const counted = countErrors(log, { error: (kind) => kinds.push(kind) });
    counted.error({ error: 'TypeError' }, 'failed');
    counted.error({ error: 'DatabaseError 53300' }, 'failed');
    counted.error({ error: 'Olena, +380671234567' }, 'failed');
    counted.error({}, 'failed');
    counted.warn({ error: 'TypeError' }, 'not so bad');
    expect(kinds).toEqual(['TypeError', 'DatabaseError 53300', 'unknown', 'unknown']);
    expect(log.lines.length).toBe(5);
  });

  it('count a call to a platform by the error that it ended with, and let the error go on', async () => {
    const counted: string[] = [];
    const chat = makeFakeChat({ platform: 'slack', now: () => 0 });
    await chat.start(makeInbox((await aServer(test)).app));
    chat.trouble({ error: () => new RateLimited(1000), times: 1 });
    const adapter = countCalls(chat, {
      ...noCounts,
      delivery: (platform, call, outcome) => counted.push(`${platform} ${call} ${outcome}`),
    });
    const posting = {
      card: { title: 'Hello', blocks: [] },
      language: 'en',
      key: 'k1',
      isPrivate: false,
      signal: new AbortController().signal,
    } as const;
    await expect(adapter.direct('ana', posting)).rejects.toThrow(RateLimited);
    await adapter.direct('ana', posting);
    expect(counted).toEqual(['slack direct RateLimited', 'slack direct done']);
  });
});
