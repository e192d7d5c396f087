/** What must be held by tests to the last branch: who wins, what is sent, who may, when, and what is made harmless. */

/** By part; a file belongs to the first that names it. */
export const coreParts = {
  /** Who may do it. */
  rights: [
    'src/core/roles.ts',
    'src/app/roles-in.ts',
    'src/app/find-caller.ts',
    'src/intake/access.ts',
    'adapters/slack/signature.ts',
  ],
  /** What is sent, how fast, and what becomes of it. */
  outbox: [
    'src/app/deliver/adopt-twin.ts',
    'src/app/deliver/back-off.ts',
    'src/app/deliver/budget.ts',
    'src/app/deliver/call.ts',
    'src/app/deliver/carry-out.ts',
    'src/app/deliver/lane.ts',
    'src/app/deliver/name-of-error.ts',
    'src/app/deliver/show.ts',
    'src/app/deliver/verdict.ts',
    'src/storage/outbox.ts',
  ],
  schedule: [
    'src/core/due.ts',
    'src/core/ladder.ts',
    'src/core/reach.ts',
    'src/core/working-time.ts',
    'src/core/digest-calendar.ts',
  ],
  escaping: [
    'src/core/csv-line.ts',
    'src/core/plain-text.ts',
    'src/cards/mask.ts',
    'src/cards/redact.ts',
    'src/cards/spelled.ts',
    'src/intake/html.ts',
    'adapters/slack/decode-text.ts',
    'adapters/slack/text.ts',
    'adapters/telegram/rich-text.ts',
  ],
  /** Claims and every other deed: decided, folded, told, and saved. And whatever else is a rule. */
  deeds: [
    'src/core/**',
    'src/app/handle-command.ts',
    'src/app/pull-next.ts',
    'src/app/standing.ts',
    'src/storage/ledger.ts',
    'src/storage/save-lead.ts',
  ],
} as const;

/** What is tested with a database, and not without. */
export const throughDatabase: readonly string[] = [
  'src/app/{find-caller,handle-command,pull-next,standing}.ts',
  'src/app/deliver/{adopt-twin,carry-out,lane,show}.ts',
  'src/storage/**',
];

export const coreModules: readonly string[] = Object.values(coreParts).flat();
