/**
 * `npm run verify`: folds every history anew and tells what differs from what is kept, while Baton runs or not. Ends
 * with 1 if anything does.
 */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { comparedParts, heldKinds, verify } from './app/verify.ts';
import type { Checked, Difference } from './app/verify.ts';
import { reachDatabase } from './reach-database.ts';
import { runCommand, tell } from './run-command.ts';
import { terminalLanguage } from './terminal-language.ts';
import { speak } from './words/say.ts';

const say = speak(terminalLanguage(process.env));

/** What a running Baton answers, a line each. */
const lineSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('lead'), number: z.string(), part: z.enum(comparedParts) }),
  z.object({
    type: z.literal('load'),
    member: z.string(),
    held: z.enum(heldKinds),
    is: z.number(),
    counted: z.number(),
  }),
  z.object({ type: z.literal('strays'), table: z.string(), count: z.number() }),
  z.object({ type: z.literal('checked'), leads: z.number() }),
  z.object({ type: z.literal('end') }),
]);

await runCommand(async (settings) => {
  const reached = await reachDatabase(settings);
  try {
    const found =
      reached.type === 'opened' ? verify(reached.database.db) : readLines(await reached.ask('/api/verify'));
    let [leads, differences] = [0, 0];
    for await (const one of found) {
      if (one.type === 'checked') leads = one.leads;
      else {
        differences += 1;
        tell(`  ${lineOf(one)}`);
      }
    }
    if (differences === 0) tell(say('terminal.backup.verify.right', { count: leads }));
    else tell(say('terminal.backup.verify.wrong', { count: differences, leads }));
    return differences === 0 ? 0 : 1;
  } finally {
    if (reached.type === 'opened') await reached.close();
  }
});

function lineOf(difference: Difference): string {
  switch (difference.type) {
    case 'lead': {
      const { number, part } = difference;
      return say('terminal.backup.verify.lead', { number, what: say(`terminal.backup.verify.part.${part}`) });
    }
    case 'load': {
      const { member, held, is, counted } = difference;
      return say('terminal.backup.verify.load', {
        member,
        held: say(`terminal.backup.verify.held.${held}`),
        is,
        counted,
      });
    }
    case 'strays':
      return say('terminal.backup.verify.strays', { table: difference.table, count: difference.count });
  }
}

async function* readLines(input: Readable): AsyncGenerator<Difference | Checked> {
  for await (const line of createInterface({ input })) {
    const read = lineSchema.parse(JSON.parse(line));
    if (read.type === 'end') return;
    yield read;
  }
  throw new Error('The answer broke off.');
}
