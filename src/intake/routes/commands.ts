/** The commands on a lead, given over the API in a member's name. The rules decide; here they are only asked. */
import type { FastifyInstance } from 'fastify';
import type { App } from '../../app/app.ts';
import { handleCommand } from '../../app/handle-command.ts';
import type { PersonCommandType } from '../../core/command.ts';
import { commandTypes } from '../../core/command.ts';
import { speak } from '../../words/say.ts';
import { commandBodies } from '../command-bodies.ts';
import { describeChanged, leadParams, problems } from '../describe.ts';
import type { Answer } from '../once.ts';
import { once } from '../once.ts';
import { showLead } from '../show-lead.ts';
import { refusalOf, understandCommand } from '../understand-command.ts';

const say = speak('en');

/** Everything a person may do to a lead, but to see its contact: that has an answer of its own. */
const commands = commandTypes.filter((command) => command !== 'reveal');

export async function commandRoutes(server: FastifyInstance, app: App): Promise<void> {
  for (const command of commands) {
    server.post<{ Params: { ref: string } }>(
      `/api/leads/:ref/${command}`,
      {
        schema: {
          tags: ['commands'],
          summary: say(`names.command.${command}`),
          params: leadParams,
          body: commandBodies[command],
          response: { 200: describeChanged, ...problems(400, 401, 403, 404, 409, 413, 415, 422, 503) },
        },
      },
      (request, reply) =>
        once(app, request, reply, () => give(app, command, request.params.ref, request.body ?? {})),
    );
  }
}

async function give(app: App, command: PersonCommandType, address: string, body: unknown): Promise<Answer> {
  const outcome = await handleCommand(app, await understandCommand(app, command, address, body));
  if (!outcome.ok) throw await refusalOf(app, command, body, outcome);
  const lead = await showLead(app, outcome.view);
  return { status: 200, body: outcome.unchanged ? { ...lead, unchanged: true } : lead };
}
