/** Ana and Ben in a workspace of the stand-in, before an adapter that listens one of the two ways: a stage for the suite. */
import Fastify from 'fastify';
import { makeSlackChat } from '../../../../adapters/slack/index.ts';
import { systemClock } from '../../../../src/app/clock.ts';
import { systemRandom } from '../../../../src/app/random.ts';
import { memoryLog } from '../../../support/memory-log.ts';
import type { Done } from '../../../support/slack/hands.ts';
import { openSlack } from '../../../support/slack/open-slack.ts';
import type { SlackStandIn } from '../../../support/slack/open-slack.ts';
import { retryAfterMs } from '../../conformance/stage.ts';
import type { Mood, SeenAnswer, SeenMessage, Stage } from '../../conformance/stage.ts';

/** Longer than any answer may take; reached only where there is none. */
const patienceMs = 4000;

export async function openStage(mode: 'http' | 'socket'): Promise<Stage> {
  const slack = await openSlack({ mode, retriesAfterMs: [0, 20, 40] });
  const person = slack.addPerson({ name: 'Ana' });
  const other = slack.addPerson({ name: 'Ben' });
  const place = {
    channel: slack.addChannel({ name: 'newcomers', members: [person, other] }),
    thread: null,
  };
  const server = Fastify();
  const adapter = makeSlackChat({
    botToken: slack.botToken,
    signingSecret: mode === 'http' ? slack.signingSecret : null,
    appToken: mode === 'socket' ? slack.appToken : null,
    apiUrl: slack.apiUrl,
    clock: systemClock(),
    random: systemRandom(),
    log: memoryLog(),
  });
  await adapter.register(server);
  slack.listensAt(`${await server.listen({ port: 0, host: '127.0.0.1' })}/slack/events`);

  return {
    adapter,
    place,
    strangePlace: { channel: 'C0NOWHERE', thread: null },
    person,
    other,
    seenIn: async ({ channel }) => slack.look.channel(channel).map(seen),
    // What was whispered to them is seen by nobody else, and so belongs here.
    seenBy: async (who) => [...slack.look.direct(who), ...slack.look.ephemerals(who)].map(seen),
    homeOf: async (who) => slack.look.home(who)?.text ?? null,
    press: async (who, message, code) => answerTo(slack, who, await slack.hands.press(who, message, code)),
    ask: async (who, text) =>
      answerTo(slack, who, await slack.hands.type(who, place.channel, `/baton ${text}`)),
    async fill(who, _form, filled) {
      const done = await slack.hands.submit(who, filled);
      const flaws = Object.entries(done.flaws).map(([field, says]) => ({ field, says }));
      if (flaws.length > 0) return { text: '', form: formOf(slack, who), flaws };
      return answerTo(slack, who, done);
    },
    mood: async (mood) => setMood(slack, place.channel, mood),
    async leave(who) {
      slack.deeds.leave(place.channel, who);
    },
    async remove({ channel, message }) {
      slack.deeds.deleteMessage(channel, message);
    },
    async close() {
      await server.close();
      await slack.close();
    },
  };
}

async function setMood(slack: SlackStandIn, channel: string, mood: Mood): Promise<void> {
  const next = { method: 'chat.postMessage', times: 1 } as const;
  switch (mood) {
    case 'limits the place':
      return slack.fault({ ...next, kind: '429', seconds: retryAfterMs / 1000 });
    case 'refuses the connection':
      return slack.shut();
    case 'loses the answer':
      return slack.fault({ ...next, kind: 'lost answer' });
    case 'hangs':
      return slack.fault({ ...next, kind: 'hang' });
    case 'throws the bot out':
      return slack.deeds.removeBot(channel);
    case 'refuses the content':
      return slack.fault({ ...next, kind: 'error', code: 'invalid_blocks' });
    default:
      return mood satisfies never;
  }
}

/** Everything new before the person's eyes since they did it; waits for the first of it. */
async function answerTo(slack: SlackStandIn, person: string, { seq }: Done): Promise<SeenAnswer> {
  let after = seq;
  let shown = await slack.look.next(person, after, patienceMs);
  while (shown?.kind === 'modal closed' || shown?.kind === 'home') {
    after = shown.seq;
    shown = await slack.look.next(person, after, patienceMs);
  }
  const fresh = slack.record.shown.slice(seq).filter((one) => one.person === person);
  const form = formOf(slack, person);
  return {
    text: fresh
      .filter(({ kind }) => kind !== 'modal' || form === null)
      .map(({ text }) => text)
      .join('\n'),
    form,
    flaws: [],
  };
}

function formOf(slack: SlackStandIn, person: string): SeenAnswer['form'] {
  const modal = slack.look.modal(person);
  if (!modal || modal.fields.length === 0) return null;
  return {
    title: modal.title,
    fields: modal.fields.map(({ actionId, label, hint, value, choices }) => ({
      id: actionId,
      label,
      hint,
      value,
      choices: choices.map((choice) => choice.label),
    })),
  };
}

function seen({
  message,
  text,
  buttons,
}: {
  message: string;
  text: string;
  buttons: readonly { label: string; code: string }[];
}): SeenMessage {
  return { message, text, buttons: buttons.map(({ label, code }) => ({ label, code })) };
}
