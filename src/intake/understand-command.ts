/**
 * From an address and a body to what the shell carries out, or the problem that is told instead. The order matters:
 * no such lead (404), then everything that is wrong with the input (422); who may and how things stand comes later.
 */
import type { App } from '../app/app.ts';
import { directionOf } from '../app/direction-of.ts';
import type { CommandInput, CommandOutcome } from '../app/handle-command.ts';
import type { PersonCommandType } from '../core/command.ts';
import type { LeadView } from '../core/lead-view.ts';
import { findView } from '../storage/read-lead.ts';
import { checkInput, InvalidInput } from './check-input.ts';
import type { BodyOf } from './command-bodies.ts';
import { commandBodies } from './command-bodies.ts';
import { deeperProblems } from './deeper-problems.ts';
import { leadKeyOf, noSuchLead } from './lead-key.ts';
import { needsView, prepareCommand } from './prepare-command.ts';
import type { Prepared } from './prepare-command.ts';
import type { FieldProblem, Problem } from './problem.ts';
import { problemOfRefusal } from './refuse-command.ts';

type Reader = Pick<App, 'database' | 'clock' | 'playbook'>;

export async function understandCommand(
  app: Reader,
  command: PersonCommandType,
  address: string,
  body: unknown,
): Promise<CommandInput & { readonly by: string }> {
  const lead = leadKeyOf(address);
  const schema = commandBodies[command];
  const shape = checkInput(schema, body);
  const view = shape.ok && !needsView(command) ? null : await findView(app.database.db, lead);
  if (!view && (!shape.ok || needsView(command))) throw noSuchLead();

  if (!shape.ok) throw await invalid(app, command, body, view, shape.problems);
  const prepared = prepare(app, command, shape.value, view);
  if (!prepared.ok) {
    const seen = view ?? (await findView(app.database.db, lead));
    if (!seen) throw noSuchLead();
    throw await invalid(app, command, body, seen, prepared.problems);
  }
  const { request, words, contact } = prepared;
  return {
    lead,
    by: shape.value.member,
    via: 'api',
    command: request,
    ...(words ? { words } : {}),
    ...(contact ? { contact } : {}),
  };
}

/** The problem to be told of a command that the rules refused. */
export async function refusalOf(
  app: Reader,
  command: PersonCommandType,
  body: unknown,
  outcome: Extract<CommandOutcome, { readonly ok: false }>,
): Promise<Problem> {
  const problem = problemOfRefusal(outcome, app.clock.now());
  if (!('view' in outcome)) return problem;
  const deeper = await deeperProblems(app, command, body, outcome.view);
  return deeper.length > 0 ? new InvalidInput(deeper) : problem;
}

async function invalid(
  app: Reader,
  command: PersonCommandType,
  body: unknown,
  view: LeadView | null,
  problems: readonly FieldProblem[],
): Promise<InvalidInput> {
  const deeper = view ? await deeperProblems(app, command, body, view) : [];
  const told = new Set(problems.map(({ path }) => path));
  return new InvalidInput([...problems, ...deeper.filter(({ path }) => !told.has(path))]);
}

function prepare<C extends PersonCommandType>(
  app: Reader,
  command: C,
  body: BodyOf<C>,
  view: LeadView | null,
): Prepared {
  const direction = view && directionOf(view.lead, app.playbook());
  return prepareCommand(command, body, { now: app.clock.now(), view, direction });
}
