/** The figures at the manager's desk on the page: the same digest as in the chats, and its picture as it is drawn there. */
import type { Card } from '../../cards/card.ts';
import type { MemberId } from '../../core/lead.ts';
import type { Language } from '../../core/member.ts';
import { findMember } from '../../storage/members.ts';
import { speak } from '../../words/say.ts';
import type { App } from '../app.ts';
import { drawing } from '../digests/draw-digest.ts';
import { sheetOf } from '../digests/picture-of.ts';
import { daysAround, readDigest, zoneOf } from '../digests/read-digest.ts';
import type { NamedPeriod } from '../digests/read-digest.ts';
import { directionMeant, manages } from '../people/manages.ts';

export type DeskFigures = {
  /** In words, with the buttons of what needs the manager. */
  readonly card: Card;
  /** Null where nothing came in. */
  readonly picture: { readonly svg: string; readonly alt: string } | null;
};

export async function deskFigures(
  app: Pick<App, 'database' | 'clock' | 'playbook'>,
  { member: id, language }: { readonly member: MemberId; readonly language: Language },
  period: NamedPeriod,
): Promise<
  { readonly ok: true; readonly value: DeskFigures } | { readonly ok: false; readonly says: string }
> {
  const member = await findMember(app.database.db, id);
  const direction = member ? directionMeant(member) : null;
  if (!member || !manages(member, direction)) return { ok: false, says: speak(language)('inbox.notForYou') };
  const playbook = app.playbook();
  const days = daysAround(period, app.clock.now(), zoneOf(direction, playbook));
  const digest = await readDigest(app, { ...days, direction });
  const isCompared = period === 'week' || period === 'month';
  const timeZone = member.timeZone ?? playbook.timeZone;
  const card = (await drawing(app, digest, { language, timeZone, isCompared }))(null);
  const { title } = card;
  const picture = digest.counts.received > 0 ? await sheetOf(app, digest, { title, language }) : null;
  return { ok: true, value: { card, picture } };
}
