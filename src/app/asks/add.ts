/** `add`: a lead that somebody of the team has met, by form. */
import { formOf } from '../../cards/forms/form-of.ts';
import type { Form } from '../../cards/form.ts';
import type { LeadSeed, Reply } from '../../chat/port.ts';
import { speak } from '../../words/say.ts';
import type { App } from '../app.ts';
import { usualDirection } from '../direction-of.ts';
import { refuseUnknown, type KnownCaller } from '../find-caller.ts';
import { readSeed } from '../read-seed.ts';
import { refused } from '../said.ts';
import type { Answers } from './asking.ts';
import { namedDirection } from './named-direction.ts';
import { refusedInGroup } from './refused-in-group.ts';

export const answerAdd: Answers = async (app, { ask, caller, rest }) => {
  if (!caller.member) return refuseUnknown(caller);
  return refusedInGroup(ask, 'add', caller.language) ?? openAddForm(app, caller, rest, ask.seed);
};

/** `wanted`: the direction that is chosen when it opens; nothing for the usual one. `seed`: what is at hand already. */
export function openAddForm(
  app: Pick<App, 'playbook' | 'clock'>,
  caller: KnownCaller,
  wanted: string,
  seed?: LeadSeed,
): Reply {
  const { language } = caller;
  const playbook = app.playbook();
  // A form about no lead yet names none, and its code says `new` in the lead's place.
  const named = namedDirection(playbook, wanted === 'new' ? '' : wanted, language);
  if (!named.ok) return named.reply;
  const { country } = usualDirection(playbook, named.direction ?? undefined);
  const form = addForm(app, caller, named.direction, seed ? readSeed(seed, country) : {});
  return form ? { type: 'form', form } : refused(speak(language)('replies.failed.staleForm'));
}

export function addForm(
  app: Pick<App, 'playbook' | 'clock'>,
  { language, timeZone }: KnownCaller,
  wanted: string | null,
  known: Readonly<Record<string, string>> = {},
): Form | null {
  const playbook = app.playbook();
  return formOf('add', {
    view: null,
    direction: usualDirection(playbook, wanted ?? undefined),
    directions: Object.values(playbook.directions),
    language,
    timeZone,
    now: app.clock.now(),
    known,
    people: [],
  });
}
