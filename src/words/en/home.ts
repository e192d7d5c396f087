/** What stands on a person’s home, where a platform has one. */
export const home = {
  title: 'Your work, {name}',
  stranger: 'We don’t know each other yet',
  strangerText: 'Ask a manager for a code and send it to me, and your work will stand here.',
  waiting: { one: '{count} waits for you', other: '{count} wait for you' },
  free: { one: '{count} free lead', other: '{count} free leads' },
  nextOf: 'Next: {direction}',
  week: 'Your week',
  deed: {
    claimed: 'Claimed',
    touched: 'Touched',
    qualified: 'Qualified',
    accepted: 'Accepted',
    converted: 'Won',
    taken: 'Clients taken on',
  },
  team: 'The team',
  queue: {
    unclaimed: 'Nobody has claimed',
    unaccepted: 'No closer has accepted',
    untaken: 'Clients without an account manager',
    inHand: 'In work',
    overdue: 'Overdue',
  },
  away: 'Away',
  awayUntil: '{name}, until {moment}',
  awayWithDeputy: '{name}, until {moment}; {deputy} stands in',
} as const;
