/** The form that completes a command on a lead, with all that it needs to be drawn. It decides nothing. */
import { formOf } from '../cards/forms/form-of.ts';
import type { Form } from '../cards/form.ts';
import type { PersonCommandType } from '../core/command.ts';
import type { Moment } from '../core/lead.ts';
import type { LeadView } from '../core/lead-view.ts';
import type { Direction } from '../core/policy.ts';
import { rolesToHold } from '../core/roles.ts';
import { listMembers } from '../storage/members.ts';
import type { App } from './app.ts';
import { holdsOneIn } from './roles-in.ts';
import type { Hearer } from './say-outcome.ts';
import type { CallsBack } from './who-calls-back.ts';

/** Null for a command that needs no form. */
export async function openForm(
  app: Pick<App, 'database'>,
  command: PersonCommandType,
  about: {
    readonly view: LeadView;
    readonly direction: Direction;
    readonly hearer: Hearer;
    readonly now: Moment;
    readonly callsBack: CallsBack | null;
  },
): Promise<Form | null> {
  const { view, direction, hearer, now, callsBack } = about;
  return formOf(command, {
    view,
    direction,
    language: hearer.language,
    timeZone: hearer.timeZone,
    now,
    callsBack,
    people: await peopleFor(app, command, view, direction),
  });
}

/** Whom the form lets one choose among. Most forms ask for nobody, and then nothing is read. */
async function peopleFor(
  app: Pick<App, 'database'>,
  command: PersonCommandType,
  view: LeadView,
  direction: Direction,
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const asksForSomebody =
    command === 'assign' || (command === 'qualify' && direction.brief.some(({ kind }) => kind === 'person'));
  if (!asksForSomebody) return [];
  const members = await listMembers(app.database.db, { active: true });
  const needed = command === 'assign' ? rolesToHold(view.lead, direction.shape) : null;
  return members
    .filter((member) => needed === null || holdsOneIn(member, needed, direction.direction))
    .map(({ id, name }) => ({ id, name }));
}
