/** What must be held by tests to the last branch: who wins, what is sent, who may, when, and what is made harmless. */
export const coreModules = [
  // Claims and every other deed, and who may do it.
  'src/core/decide.ts',
  'src/core/decide/**',
  'src/core/evolve.ts',
  'src/core/notify.ts',
  'src/core/offers.ts',
  'src/core/roles.ts',
  // The outbox.
  'src/app/deliver/back-off.ts',
  'src/app/deliver/budget.ts',
  'src/app/deliver/verdict.ts',
  'src/storage/outbox.ts',
  // The schedule.
  'src/core/due.ts',
  'src/core/ladder.ts',
  'src/core/reach.ts',
  'src/core/working-time.ts',
  'src/core/digest-calendar.ts',
  // Escaping.
  'src/core/csv-line.ts',
  'src/core/plain-text.ts',
  'src/cards/redact.ts',
  'adapters/slack/text.ts',
  'adapters/telegram/rich-text.ts',
] as const;
