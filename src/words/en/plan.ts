/** The plan: what is to be reached in a week or a month. */
export const plan = {
  title: 'Plan',
  per: { week: '{step} a week', month: '{step} a month' },
  line: '{plan}: {done} of {target}',
  lineOnCourse: '{plan}: {done} of {target}, on course for {onCourse}',
  none: 'There is no plan yet. A manager sets one: “plan qualified 40 month”, for one person “plan qualified 10 week Ana”.',
  help: 'Say what, how many, and in which time: “plan qualified 40 month”, “plan clients 5 month Ana”, “plan received 200 month {direction}”; “plan qualified nothing month” ends it.',
  set: 'Planned: {plan}, {target}.',
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
