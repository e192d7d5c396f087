/** The figures of a period over the API. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { App } from '../../app/app.ts';
import { readDigest, type Digest } from '../../app/digests/read-digest.ts';
import { isIn, readProgress } from '../../app/plan/read-progress.ts';
import { custodianOf } from '../../core/lead.ts';
import { formatNumber } from '../../core/number.ts';
import { speak } from '../../words/say.ts';
import { directionProblems } from '../check-direction.ts';
import { checkInput, InvalidInput } from '../check-input.ts';
import { describeDigest, problems } from '../describe.ts';
import { date, isoOf } from '../moment.ts';
import type { FieldProblem } from '../problem.ts';

const say = speak('en');

/** More is counted in several requests: on the embedded database a digest stands in the way of presses. */
const mostDays = 3_700;

const digestQuery = z.strictObject({
  from: date,
  to: date,
  direction: z
    .string()
    .max(64)
    .transform((text) => (text === '' ? null : text))
    .optional(),
});

export async function digestRoutes(server: FastifyInstance, app: App): Promise<void> {
  server.get(
    '/api/digest',
    {
      schema: {
        tags: ['digest'],
        summary: say('api.routes.digest'),
        querystring: digestQuery,
        response: { 200: describeDigest, ...problems(401, 403, 422, 503) },
      },
    },
    async ({ query }) => {
      const checked = checkInput(digestQuery, query);
      if (!checked.ok) throw new InvalidInput(checked.problems);
      const { from, to, direction = null } = checked.value;
      const wrong = [...periodProblems(from, to), ...directionProblems(app.playbook(), direction)];
      if (wrong.length > 0) throw new InvalidInput(wrong);
      const digest = withoutContacts(await readDigest(app, { from, to, direction }));
      return { ...digest, plan: await readProgress(app, isIn(direction)) };
    },
  );
}

/** Leads are told by what they are and where they stand, as everywhere over the API. */
function withoutContacts({ exceptions, ...digest }: Digest) {
  const leads = exceptions.leads.map(({ kind, view: { lead } }) => ({
    kind,
    ref: lead.ref,
    number: formatNumber(lead.number),
    stage: lead.stage,
    custodian: custodianOf(lead),
    dueAt: lead.dueAt === null ? null : isoOf(lead.dueAt),
  }));
  return { ...digest, exceptions: { ...exceptions, leads } };
}

export function periodProblems(from: string, to: string): readonly FieldProblem[] {
  const { days } = Temporal.PlainDate.from(from).until(to, { largestUnit: 'days' });
  if (days <= 0) return [{ path: 'to', says: say('api.input.order') }];
  return days > mostDays ? [{ path: 'to', says: say('api.input.period', { days: mostDays }) }] : [];
}
