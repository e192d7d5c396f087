/** What a digest says beside its figures. */
export const digest = {
  /** What needs a manager, first of all. */
  exception: {
    title: { one: '{count} lead needs you', other: '{count} leads need you' },
    none: 'Nothing is stuck.',
    unclaimed: '{number} · nobody has claimed it, and it was due {due}',
    overdue: '{number} · {name} has it, and its next step was due {due}',
    unaccepted: '{number} · no closer has accepted it, and it was due {due}',
    untaken: '{number} · nobody looks after this client, and it was due {due}',
    no_next_step: '{number} · {name} has it, and nothing is planned for it since {due}',
    /** After a line. */
    nudged: '{line} · asked after {at}',
    more: { one: '… and {count} more', other: '… and {count} more' },
    away: '{name} is away until {until} without a deputy, with {waiting} waiting',
    waiting: { one: '{count} lead', other: '{count} leads' },
    /** A button about one of several leads. */
    button: '{label} {number}',
    person: '{label}: {name}',
  },
  /** Against the period before. */
  change: '{value}, {change}',
  promises: 'Promised calls',
  promisesKept: '{kept} made, {broken} not',
  business: 'New and known clients',
  businessCounts: '{new} new, {existing} known',
  bottleneck: {
    text: 'The narrowest place is {step}: {waiting}, {passed} in this period; at this pace that takes {time}.',
    stuck: 'The narrowest place is {step}: {waiting}, and nothing went through in this period.',
    step: {
      claim: 'claiming',
      qualify: 'qualifying',
      accept: 'accepting',
      convert: 'closing',
      take: 'taking over',
    },
    waiting: { one: '{count} lead waits', other: '{count} leads wait' },
    passed: { one: '{count} went through', other: '{count} went through' },
  },
  picture: {
    trend: 'How it has been going',
    alt: 'The funnel: {funnel}. {trend}',
    step: '{step} {much}',
    trendAlt: 'Received by period: {received}; new clients: {converted}.',
  },
} as const;
