/** Tells a lead's story in commands, and gives back its history and what was to be shown and told at the end. */
import type { Command } from '../../src/core/command.ts';
import type { LeadEvent } from '../../src/core/event.ts';
import { evolve } from '../../src/core/evolve.ts';
import type { Lead } from '../../src/core/lead.ts';
import type { Actor } from '../../src/core/member.ts';
import type { Notice } from '../../src/core/notice.ts';
import { noticesFor } from '../../src/core/notify.ts';
import type { Shape } from '../../src/core/policy.ts';
import { received, repeated } from '../../src/core/receive.ts';
import { aMoment, aPolicy } from '../support/a-lead.ts';
import { eventsOf, happened, now, when } from './given.ts';

export type Deed = readonly [Command | { readonly type: 'repeat' }, Actor | null];

export function aStory(deeds: readonly Deed[], shape: Shape = 'three-stage') {
  const input = {
    ref: 'l_first',
    number: 1042,
    direction: 'main',
    source: 'website',
    receivedAt: aMoment,
    previous: null,
  };
  const first = happened([received(input, { now: aMoment, policy: aPolicy({ shape }) })], null, aMoment);
  let lead: Lead = first.reduce<Lead | null>(evolve, null) ?? missing();
  let notices: readonly Notice[] = noticesFor(first, null, lead, shape);
  const history: LeadEvent[] = [...first];
  for (const [command, actor] of deeds) {
    const decided =
      command.type === 'repeat' ? [repeated('website')] : eventsOf(when(command, lead, actor, { shape }));
    const events = happened(decided, actor, now + history.length);
    const after = events.reduce<Lead>(evolve, lead);
    notices = noticesFor(events, lead, after, shape);
    history.push(...events);
    lead = after;
  }
  return { lead, history, notices };
}

function missing(): never {
  throw new Error('A story begins with "received".');
}
