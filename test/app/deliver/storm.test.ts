/**
 * A storm: people press at random while the platform limits, loses answers, drops connections and breaks. What could go
 * wrong: a card stays behind the truth, a twin is left, something told is told again or never, somebody is written to
 * before the time that the platform named, a contact stays with whoever does not have the lead any more.
 */
import { describe, expect, it } from 'vitest';
import { custodianCard } from '../../../src/cards/custodian-card.ts';
import { leadCard, stubCard } from '../../../src/cards/lead-card.ts';
import { custodianOf } from '../../../src/core/lead.ts';
import { RateLimited, Unreachable } from '../../../src/chat/errors.ts';
import type { Request } from '../../../src/app/request.ts';
import { findView } from '../../../src/storage/read-lead.ts';
import { outboxDepth } from '../../../src/storage/outbox.ts';
import { command, receiveOne } from '../../support/an-app.ts';
import type { AnApp } from '../../support/an-app.ts';
import { readableText } from '../../support/fake-chat.ts';
import type { FakeChat } from '../../support/fake-chat.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { withDatabase } from '../../support/with-database.ts';
import { stages } from './a-stage.ts';

const test = withDatabase();
const stage = stages(test);
const second = 1_000;

describe.each([1, 2, 3])('after storm %i', (seed) => {
  it('every card shows the latest truth, once, and nobody was written to before the time', async () => {
    const random = seededRandom(seed);
    const { app, delivery, pass, slack } = await stage();
    const pick = <T>(list: readonly T[]): T => {
      const one = list[Math.floor(random.number() * list.length)];
      if (one === undefined) throw new Error('There is nothing to pick from.');
      return one;
    };
    const early = limitWatch(slack);
    const refs: string[] = [];
    for (let step = 0; step < 60; step += 1) {
      if (refs.length < 6) refs.push((await receiveOne(app)).ref);
      if (random.number() < 0.5) slack.trouble({ times: 1, ...pick(early.troubles) });
      const ref = pick(refs);
      const { who, request } = pick(deeds);
      await command(app, who, ref, request);
      // Sometimes more happens before anything is delivered.
      if (random.number() < 0.7) await pass(pick([250, second, 3 * second]));
    }
    slack.heal();
    for (let passed = 0; passed < 400; passed += 1) {
      app.clock.forward(2 * second);
      await delivery.settle();
    }

    expect(await outboxDepth(app.database.db)).not.toContainEqual(
      expect.objectContaining({ platform: 'slack', waiting: expect.toSatisfy((count) => count > 0) }),
    );
    expect(early.violations()).toEqual([]);
    for (const ref of refs) await expectTruth(app, slack, ref);
    const told = slack.seen().map(({ key }) => key);
    expect(new Set(told).size).toBe(told.length);
  });
});

const deeds: readonly { who: string; request: Request }[] = [
  { who: 'ana', request: { type: 'claim' } },
  { who: 'ben', request: { type: 'claim' } },
  { who: 'ana', request: { type: 'release' } },
  { who: 'ben', request: { type: 'release' } },
  { who: 'mo', request: { type: 'assign', to: 'm_ana' } },
  { who: 'mo', request: { type: 'assign', to: 'm_ben' } },
  { who: 'ana', request: { type: 'touch', kind: 'call', outcome: 'reached' } },
  { who: 'ben', request: { type: 'touch', kind: 'call', outcome: 'no_answer' } },
  { who: 'mo', request: { type: 'disqualify', reason: 'spam' } },
  { who: 'mo', request: { type: 'reopen' } },
];

/** Troubles of every kind; and whether anything was sent to a place before the time that it had named. */
function limitWatch(chat: FakeChat) {
  const limits: { where: string; from: number; until: number; call: number }[] = [];
  const limited = (ms: number) => () => {
    const call = chat.calls.at(-1);
    if (call) limits.push({ where: call.where, from: call.at, until: call.at + ms, call: chat.calls.length });
    return new RateLimited(ms);
  };
  return {
    troubles: [
      { error: limited(second) },
      { error: limited(7 * second) },
      { error: () => new Unreachable('refused', false) },
      { error: () => new Unreachable('lost', true), acts: true },
      { error: () => new Unreachable('lost', true) },
      { error: () => new Unreachable('lost', true), acts: true, on: ['edit'] as const },
      { error: () => new Unreachable('lost', true), on: ['find'] as const },
      { error: () => new TypeError('broken') },
    ],
    violations: () =>
      limits.flatMap(({ where, until, call }) =>
        chat.calls.slice(call).filter((later) => later.where === where && later.at < until),
      ),
  };
}

async function expectTruth(app: AnApp, chat: FakeChat, ref: string): Promise<void> {
  const view = await findView(app.database.db, { ref });
  if (!view) throw new Error('The lead is gone.');
  const playbook = app.playbook();
  const channel = { language: 'en', timeZone: playbook.timeZone, playbook } as const;
  const stub = readableText(stubCard(view, channel));
  const about = (where: string) => chat.seen(where).filter(({ key }) => key.startsWith(`${ref}-`));
  const living = about('prospectors').filter(({ text }) => text !== stub);
  expect(living.map(({ text }) => text)).toEqual([
    readableText(leadCard(view, { ...channel, audiences: ['prospectors'] })),
  ]);
  for (const member of ['ana', 'ben']) {
    const options = { ...channel, timeZone: 'Europe/Kyiv', member: `m_${member}` };
    const texts = about(member).map(({ text }) => text);
    // Who had it once keeps a card of how it left their hands, without the contact.
    if (custodianOf(view.lead) === options.member) {
      expect(texts).toEqual([readableText(custodianCard(view, options))]);
    } else expect(texts.join()).not.toContain('Koval');
  }
}
