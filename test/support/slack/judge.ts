/**
 * Judges what is shown to people: nothing that reaches somebody unasked, no link that came of a stranger's text, and
 * nothing marked as private before the eyes of many (S94, S96–S99, P4, P5).
 */
import { makeMarks } from '../marks.ts';
import { renderMessage, readTop } from './rendered.ts';
import type { Drawn } from './rendered.ts';
import type { Live } from './mrkdwn.ts';
import type { SlackRecord, Violation } from './record.ts';

export type Judged = Drawn & {
  readonly metadata: unknown;
  /** A channel, or a private conversation. */
  readonly isPublic: boolean;
  readonly where: string;
};

export function makeJudge(record: Pick<SlackRecord, 'violation'>) {
  const marks = makeMarks({ acrossLines: true });
  /** Where a link may lead though it stands in a text: the bot's own documentation, say. */
  const allowed: string[] = [];

  function judgeLive(live: readonly Live[], { isPublic, where }: Judged): void {
    for (const { kind, of } of live) {
      const what = violationOf(kind);
      if (what === null) continue;
      if (what === 'link' && allowed.some((start) => of.startsWith(start))) continue;
      // To whom a contact belongs, it may be a link: it is theirs to call and write to.
      if (what === 'link' && !isPublic && /^(mailto|tel):|^[^/\s]+@[^/\s]+$/.test(of)) continue;
      record.violation(what, where, of);
    }
  }

  function tell(text: string, what: Violation['what'], where: string): void {
    for (const mark of marks.within(text)) record.violation(what, where, mark);
  }

  return {
    /** What must never stand in a channel: a phone, an e-mail, a name. */
    mark(texts: readonly string[]) {
      for (const text of texts) marks.add(text);
    },
    allowLinks(starts: readonly string[]) {
      allowed.push(...starts);
    },
    message(message: Judged) {
      const shown = renderMessage(message, 'UTC');
      const top = readTop(message, 'UTC');
      judgeLive(message.blocks.length > 0 ? [...shown.live, ...top.live] : top.live, message);
      const body = `${JSON.stringify([message.text, message.blocks, message.attachments])}\n${shown.text}`;
      if (message.isPublic) tell(body, 'marker in public', message.where);
      else tell(message.text, 'marker in a notification', message.where);
      tell(JSON.stringify(message.metadata ?? {}), 'marker in metadata', message.where);
    },
    /** Names and notes that many can read: titles of files, `private_metadata`. */
    hidden(text: string, where: string) {
      tell(text, 'marker in metadata', where);
    },
  };
}
export type Judge = ReturnType<typeof makeJudge>;

function violationOf(kind: Live['kind']): Violation['what'] | null {
  if (kind === 'broadcast') return 'broadcast';
  if (kind === 'mention') return 'mention';
  return kind === 'link' || kind === 'unknown' ? 'link' : null;
}
