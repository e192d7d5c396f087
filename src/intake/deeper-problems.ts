/**
 * What only the database and the playbook can tell about the input of a command that was not carried out: nobody of
 * that id, no such reason, not fit for it. Asked only then, so that a command that succeeds reads nothing twice.
 *
 * The order of refusals asks for it: what makes no sense (422) is told before who may not (403) and how things stand (409).
 */
import type { App } from '../app/app.ts';
import { directionOf } from '../app/direction-of.ts';
import { readStanding } from '../app/standing.ts';
import { holdsOne } from '../core/decide/answers.ts';
import type { LeadView } from '../core/lead-view.ts';
import type { PersonCommandType } from '../core/command.ts';
import { rolesToHold } from '../core/roles.ts';
import { findMember } from '../storage/members.ts';
import { speak } from '../words/say.ts';
import type { FieldProblem } from './problem.ts';

const say = speak('en');

type Reader = Pick<App, 'database' | 'clock' | 'playbook'>;

/** `body` may itself be wrong in other fields. */
export async function deeperProblems(
  app: Reader,
  command: PersonCommandType,
  body: unknown,
  view: LeadView,
): Promise<readonly FieldProblem[]> {
  const field = (name: string) => textIn(body, name);
  return [
    ...(await memberProblems(app, field('member'))),
    ...reasonProblems(app, command, field('reason'), view),
    ...(command === 'assign' ? await targetProblems(app, field('to'), view) : []),
  ];
}

async function memberProblems(app: Reader, member: string | null): Promise<readonly FieldProblem[]> {
  if (member === null || (await findMember(app.database.db, member))) return [];
  return [{ path: 'member', says: say('api.input.unknownMember') }];
}

function reasonProblems(
  app: Reader,
  command: PersonCommandType,
  reason: string | null,
  { lead }: LeadView,
): readonly FieldProblem[] {
  if (reason === null) return [];
  if (command !== 'disqualify' && command !== 'return' && command !== 'lose') return [];
  const known = directionOf(lead, app.playbook()).reasons[command].map(({ id }) => id);
  if (known.includes(reason)) return [];
  return [{ path: 'reason', says: say('api.input.unknownReason', { known: known.join(', ') }) }];
}

async function targetProblems(
  app: Reader,
  to: string | null,
  { lead }: LeadView,
): Promise<readonly FieldProblem[]> {
  if (to === null) return [];
  const standing = await readStanding(app, { lead: { ref: lead.ref }, by: null, subject: to });
  const target = standing?.situation.subject ?? null;
  if (!target) return [{ path: 'to', says: say('api.input.unknownMember') }];
  const needs = rolesToHold(lead, directionOf(lead, app.playbook()).shape);
  if (needs.length === 0 || (target.active && holdsOne(target, needs))) return [];
  return [{ path: 'to', says: say('api.input.notQualified', { roles: needs.join(', ') }) }];
}

function textIn(body: unknown, name: string): string | null {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, name)) return null;
  const value: unknown = Reflect.get(body, name);
  return typeof value === 'string' && /^[\w-]{1,64}$/.test(value) ? value : null;
}
