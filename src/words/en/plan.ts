/** The plan: what is to be reached in a week or a month. */
export const plan = {
  title: 'Plan',
  per: { week: '{step} a week', month: '{step} a month' },
  line: '{plan}: {done} of {target}',
  lineOnCourse: '{plan}: {done} of {target}, on course for {onCourse}',
  none: 'There is no plan yet. A manager sets one: “plan qualified 40 month”, for one person “plan qualified 10 week Ana”.',
  help: 'Say what, how many, and in which time: “plan qualified 40 month”, “plan clients 5 month Ana”, “plan received 200 month {direction}”; “plan qualified nothing month” ends it.',
  set: 'Planned: {plan}, {target}.',
  setOver:
    'Planned: {plan}, {target}. That counts before the {written} of the playbook, until you say “nothing” instead of the number.',
  droppedToPlaybook: 'Back to what the playbook says: {plan}, {written}.',
  inPlaybook:
    'That stands in the playbook: {plan}, {written}. Change it there, or set another number here, which counts before it.',
  /** After a line. */
  over: '{line} (playbook: {written})',
  nobody: 'The playbook plans for {names}, and the team has nobody, or several people, of that name.',
  dropped: 'No longer planned: {plan}.',
  notPlanned: 'That was not planned anyhow: {plan}.',
  tooMany: 'A plan is a number from 1 to {max}.',
  /** What people type, in small letters. */
  typed: {
    received: 'received, leads, in',
    claimed: 'claimed, claims, claim',
    qualified: 'qualified, qualify, prospects',
    accepted: 'accepted, accept',
    converted: 'converted, convert, clients, deals, won',
    taken: 'taken, take, accounts',
    week: 'week, weekly, wk',
    month: 'month, monthly',
  },
} as const;
