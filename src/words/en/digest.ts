/** What a digest says beside its figures. */
export const digest = {
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
