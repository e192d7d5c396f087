/** Looks at a place: whether it can be used and what stands in the way (S122), and who is in it. Changes nothing. */
import { z } from 'zod';
import { NotAuthorized, Unreachable } from '../../src/chat/errors.ts';
import type { Channel, PlaceCheck } from '../../src/chat/port.ts';
import type { Call } from './client.ts';
import { codeOf } from './errors.ts';

const found = z.object({
  channel: z.object({
    id: z.string(),
    name: z.string().nullish(),
    is_im: z.boolean().nullish(),
    is_member: z.boolean().nullish(),
    is_archived: z.boolean().nullish(),
    is_shared: z.boolean().nullish(),
    is_org_shared: z.boolean().nullish(),
    is_ext_shared: z.boolean().nullish(),
    is_pending_ext_shared: z.boolean().nullish(),
    is_read_only: z.boolean().nullish(),
  }),
});

const page = z.object({
  members: z.array(z.string()),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

export async function checkPlace(call: Call, { channel }: Channel): Promise<PlaceCheck> {
  let place: z.infer<typeof found>['channel'];
  try {
    ({ channel: place } = await call('conversations.info', { channel }, found));
  } catch (error) {
    // A private channel without us is not found either, and one whose id has moved (S124).
    if (error instanceof NotAuthorized && error.scope === 'place') return { ok: false, problem: 'not_found' };
    throw error;
  }
  if (place.is_archived === true) return { ok: false, problem: 'archived' };
  // Shared within the same organisation is no other company (S122).
  const isShared = place.is_shared === true && place.is_org_shared !== true;
  if (place.is_ext_shared === true || place.is_pending_ext_shared === true || isShared) {
    return { ok: false, problem: 'shared_with_others' };
  }
  if (place.is_im !== true && place.is_member !== true) return { ok: false, problem: 'not_in_channel' };
  if (place.is_read_only === true) return { ok: false, problem: 'no_right_to_post' };
  return { ok: true, name: place.name ?? place.id };
}

/** Null where Slack does not tell: a channel that we are not in, or one too large to read through. */
export async function isInPlace(
  call: Call,
  { channel }: Channel,
  person: string,
  signal: AbortSignal,
): Promise<boolean | null> {
  if (signal.aborted) throw new Unreachable('The call was ended before it began.', false);
  let cursor = '';
  for (let read = 0; read < pagesAtMost; read += 1) {
    const args = { channel, limit: pageSize, ...(cursor === '' ? {} : { cursor }) };
    try {
      const { members, response_metadata } = await call('conversations.members', args, page, signal);
      if (members.includes(person)) return true;
      cursor = response_metadata?.next_cursor ?? '';
      if (cursor === '') return false;
    } catch (error) {
      if (isUntold.has(codeOf(error) ?? '')) return null;
      throw error;
    }
  }
  return null;
}

const pageSize = 1000;
const pagesAtMost = 10;
const isUntold = new Set(['channel_not_found', 'not_in_channel', 'is_archived', 'missing_scope']);
