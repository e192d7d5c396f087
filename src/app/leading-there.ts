/**
 * An answer that goes on in the private conversation says so when nobody knows whether that is open: where a platform
 * lets only the person open it, the answer leads them there (T27, T38).
 */
import type { Delivered, Reply } from '../chat/port.ts';
import { speak } from '../words/say.ts';
import type { Caller } from './find-caller.ts';

/** `awaits`: the contact comes there, whatever stands in the answer. */
export function leadingThere(
  reply: Reply,
  caller: Caller,
  { place }: Delivered,
  awaits: 'contact' | 'answer' | 'nothing',
): Reply {
  if (reply.type !== 'say' || place === null || (caller.member !== null && caller.isMet)) return reply;
  if (awaits === 'nothing' && reply.card === undefined) return reply;
  if (awaits !== 'contact') return { ...reply, opensPrivate: true };
  const hint = speak(caller.language)('happenings.ifNothingComes');
  return { ...reply, text: `${reply.text} ${hint}`, opensPrivate: true };
}
