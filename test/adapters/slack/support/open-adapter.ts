/** The adapter, started over a stand-in of its own, in one of its two ways: for tests of the adapter alone. */
import Fastify from 'fastify';
import { makeSlackChat } from '../../../../adapters/slack/index.ts';
import { systemClock } from '../../../../src/app/clock.ts';
import { systemRandom } from '../../../../src/app/random.ts';
import type { Posting } from '../../../../src/chat/port.ts';
import type { Card } from '../../../../src/cards/card.ts';
import { memoryLog } from '../../../support/memory-log.ts';
import { openSlack } from '../../../support/slack/open-slack.ts';
import type { SlackOptions } from '../../../support/slack/open-slack.ts';
import { scriptedInbox } from '../../conformance/scripted-inbox.ts';

export const ways = ['http', 'socket'] as const;

export async function openAdapter(mode: (typeof ways)[number], options: SlackOptions = {}) {
  const slack = await openSlack({ mode, retriesAfterMs: [0, 50, 100], ...options });
  const log = memoryLog();
  const server = Fastify();
  const chat = makeSlackChat({
    botToken: slack.botToken,
    signingSecret: mode === 'http' ? slack.signingSecret : null,
    appToken: mode === 'socket' ? slack.appToken : null,
    apiUrl: slack.apiUrl,
    clock: systemClock(),
    random: systemRandom(),
    log,
  });
  await chat.register(server);
  const address = await server.listen({ port: 0, host: '127.0.0.1' });
  if (mode === 'http') slack.listensAt(`${address}/slack/events`);
  const inbox = scriptedInbox();
  await chat.start(inbox);
  return {
    slack,
    chat,
    inbox,
    log,
    address,
    async [Symbol.asyncDispose]() {
      await chat.stop();
      await server.close();
      await slack.close();
    },
  };
}

export function posting(card: Card, about: Partial<Posting> = {}): Posting {
  return {
    card,
    language: 'en',
    key: 'k0',
    isPrivate: false,
    signal: new AbortController().signal,
    ...about,
  };
}

export function simple(title: string, code = 'claim:abc'): Card {
  return {
    title,
    blocks: [{ type: 'buttons', buttons: [{ type: 'action', label: 'Do it', action: code }] }],
  };
}
