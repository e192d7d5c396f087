import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scriptedInbox } from '../conformance/scripted-inbox.ts';
import { openWeb } from './support/web-chat.ts';
import type { OpenedWeb } from './support/web-chat.ts';

/** A window's end of the stream, over a real socket. */
type Listening = {
  /** Resolves as soon as something has come in which this stands. */
  heard(text: string): Promise<string>;
  close(): void;
  readonly ended: Promise<void>;
};

describe('the live stream', () => {
  let web: OpenedWeb;
  let origin: string;
  beforeEach(async () => {
    web = await openWeb();
    await web.adapter.start(scriptedInbox());
    origin = await web.server.listen({ host: '127.0.0.1', port: 0 });
  });
  afterEach(() => web.close());

  const post = (channel: string, title: string) =>
    web.adapter.post({ channel, thread: null }, posting(title));
  const posting = (title: string) => ({
    card: { title, blocks: [] },
    language: 'en' as const,
    key: title,
    isPrivate: false,
    signal: new AbortController().signal,
  });

  async function listen(person: string, headers: Record<string, string> = {}): Promise<Listening> {
    const page = await fetch(origin);
    const cookie = page.headers.get('set-cookie')?.split(';')[0] ?? '';
    const ends = new AbortController();
    const answer = await fetch(`${origin}/web/live?seat=${person}`, {
      headers: { cookie, ...headers },
      signal: ends.signal,
    });
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    let text = '';
    const waiting = new Set<() => void>();
    const reading = (async () => {
      const decoder = new TextDecoder();
      for await (const part of answer.body ?? []) {
        text += decoder.decode(part, { stream: true });
        for (const look of waiting) look();
      }
    })();
    const ended = reading.catch((error: unknown) => {
      if (!(error instanceof Error && error.name === 'AbortError')) throw error;
    });
    return {
      ended,
      close: () => ends.abort(),
      heard(wanted) {
        const { promise, resolve } = Promise.withResolvers<string>();
        const look = () => {
          if (text.includes(wanted)) resolve(text);
        };
        waiting.add(look);
        look();
        return promise;
      },
    };
  }

  it('tells every window at once of what is posted and edited', async () => {
    const [ana, ben] = [await listen('ana'), await listen('ben')];
    const id = await post('prospectors', 'Newcomer');
    await Promise.all([ana.heard('Newcomer'), ben.heard('Newcomer')]);
    await web.adapter.edit(id, posting('Ana took it'));
    for (const window of [ana, ben]) expect(await window.heard('Ana took it')).toContain('id: 2\n');
  });

  it('tells nobody what is not theirs to see', async () => {
    const [ana, cleo] = [await listen('ana'), await listen('cleo')];
    await web.adapter.direct('ana', posting('A contact'));
    await post('closers', 'For closers');
    await post('prospectors', 'For prospectors');
    expect(await ana.heard('For prospectors')).not.toContain('For closers');
    expect(await ana.heard('A contact')).toContain('"channel":"@ana"');
    expect(await cleo.heard('For closers')).not.toContain('A contact');
  });

  it('catches up a window that was away, from the last event it heard', async () => {
    const before = await listen('ana');
    await post('prospectors', 'One');
    await before.heard('One');
    before.close();
    await before.ended;
    await post('prospectors', 'Two');
    await post('prospectors', 'Three');
    const after = await listen('ana', { 'last-event-id': '1' });
    const heard = await after.heard('Three');
    expect(heard).toContain('Two');
    expect(heard).not.toContain('One');
  });

  it('catches up over any number of missed messages, in order', async () => {
    for (let at = 1; at <= 450; at += 1) await post('prospectors', `Card ${at}.`);
    const window = await listen('ana', { 'last-event-id': '0' });
    const heard = await window.heard('Card 450.');
    const order = [...heard.matchAll(/Card (\d+)\./g)].map((found) => Number(found[1]));
    expect(order).toEqual(Array.from({ length: 450 }, (_, at) => at + 1));
  });

  it('tells a window that just came nothing twice and nothing old', async () => {
    await post('prospectors', 'Old');
    const window = await listen('ana');
    await post('prospectors', 'New');
    expect(await window.heard('New')).not.toContain('Old');
  });

  it('says that something has changed once for a burst', async () => {
    const window = await listen('mo');
    await post('managers', 'One');
    await post('managers', 'Two');
    await window.heard('Two');
    web.clock.forward(1_000);
    await post('managers', 'Three');
    expect((await window.heard('Three')).split('event: changed')).toHaveLength(2);
  });

  it('ends a right that was taken, and the stream of a seat that is gone', async () => {
    const ana = await listen('ana');
    await post('prospectors', 'Before');
    await ana.heard('Before');
    web.desk.seat({ person: 'ana', roles: ['closer'] });
    web.clock.forward(1_000);
    await ana.heard('event: changed');
    await post('prospectors', 'Not hers any more');
    await post('closers', 'Hers now');
    expect(await ana.heard('Hers now')).not.toContain('Not hers');
    web.desk.leave('ana');
    web.clock.forward(1_000);
    await ana.ended;
    expect((await web.send('ana', 'POST', '/web/sample', {})).status).toBe(403);
  });

  it('ends when the program stops, so that nothing keeps it from stopping', async () => {
    const window = await listen('ana');
    await window.heard('hello');
    await web.server.close();
    await window.ended;
  });
});
