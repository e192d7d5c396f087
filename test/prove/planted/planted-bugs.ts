/**
 * Bugs that are planted in copies of the program, each small and of the kind that is really made, with the row that is
 * there to find it, at a size that is enough for it.
 */
export type PlantedBug = {
  /** The patch in `bugs/`. */
  readonly bug: string;
  readonly row: readonly string[];
  /** What is said when it is found; that something went wrong is not enough. */
  readonly says: RegExp;
};

const backup = ['backup', '--leads', '300', '--db', 'pglite'];
const canary = ['canary', '--tries', '1', '--db', 'pglite'];
const claims = ['claims', '--leads', '6', '--clicks', '20', '--db', 'pglite'];
const clock = ['clock', '--tries', '60'];
const forged = ['forged', '--tries', '1000'];
const fuzz = ['fuzz', '--tries', '4000'];
const inject = ['inject', '--tries', '50'];
const lostAnswer = ['lost-answer', '--leads', '10'];
const restart = ['pg-restart', '--seconds', '20'];

/** A figure that was missed, by its name. */
const missed = (name: string) => new RegExp(`"name":"${name}.*"met":false`, 'u');

export const plantedBugs: readonly PlantedBug[] = [
  // Who may do what, and who wins.
  { bug: 'two-winners', row: claims, says: missed('(?:double|unanswered clicks|without winner) ') },
  { bug: 'names-the-wrong-winner', row: claims, says: missed('wrong loser text ') },
  { bug: 'note-by-anybody', row: fuzz, says: /outside their rights: \w+: noted by/u },
  // The rules' own second look turns it into a fault, where it does not get through.
  { bug: 'release-by-anybody', row: fuzz, says: /outside their rights: \w+: released by|\/release: 500/u },
  { bug: 'site-may-do-anything', row: fuzz, says: missed('commands heard from the token of a site') },
  // Who is let in.
  { bug: 'future-is-taken', row: forged, says: /slack from the future 200/u },
  { bug: 'old-is-taken', row: forged, says: /slack too old 200/u },
  { bug: 'webhook-without-secret', row: forged, says: /telegram secret missing 200/u },
  { bug: 'short-secret-will-do', row: forged, says: missed('empty or short secrets that a start takes') },
  { bug: 'one-secret-alone', row: forged, says: missed('secrets that are taken while one replaces') },
  {
    bug: 'token-outlives-its-end',
    row: ['authz'],
    says: missed('rights used a second after they were taken away'),
  },
  // Who is told what.
  { bug: 'contact-in-channel', row: canary, says: /pglite, hits in channels: [^,]*phone/u },
  { bug: 'corrected-name-shown', row: canary, says: /pglite, hits in channels: [^,]*former name/u },
  { bug: 'contact-in-log', row: canary, says: /pglite, hits in what is printed: .*(?:name|phone|email)/u },
  { bug: 'contact-stays-behind', row: canary, says: /hits with who has handed the lead on: .*phone/u },
  { bug: 'formula-runs', row: inject, says: missed('formulas in tables') },
  { bug: 'mention-is-live', row: inject, says: missed('live mentions') },
  {
    bug: 'late-is-never',
    row: ['sim', '--seeds', '3'],
    says: /standing twice: .* at slack/u,
  },
  {
    bug: 'client-writes-in-vain',
    row: ['sim', '--seeds', '1'],
    says: /card behind the truth: .* instead of .*The client/u,
  },
  {
    bug: 'digest-in-two-steps',
    row: ['sim', '--seeds', '4'],
    says: /digest missing: .*, kept: 2026/u,
  },
  {
    bug: 'comes-again-too-soon',
    row: ['sim', '--seeds', '4'],
    says: /called before Retry-After had passed/u,
  },
  { bug: 'deputy-stays', row: ['sim', '--seeds', '8'], says: /stood in for by the wrong one/u },
  // What is kept, and what is sent.
  {
    bug: 'announced-beside-the-transaction',
    row: ['crash', '--kills', '8', '--db', 'pglite'],
    says: missed('announcements lost'),
  },
  { bug: 'told-before-the-disk-knows', row: restart, says: missed('acknowledged leads lost') },
  { bug: 'dies-with-its-server', row: restart, says: /Baton ended by itself/u },
  {
    bug: 'waits-for-a-server-that-hangs',
    row: ['pg-sick', '--seconds', '5'],
    says: missed('hung: late'),
  },
  {
    bug: 'takes-a-living-lock',
    row: ['pglite-lock', '--starts', '3', '--kills', '1'],
    says: /a second start was not refused/u,
  },
  { bug: 'damage-goes-unnoticed', row: backup, says: missed('changed bytes accepted') },
  { bug: 'announces-again-when-restored', row: backup, says: missed('announcements repeated') },
  { bug: 'posts-anew-unlooked', row: lostAnswer, says: missed('copies on Slack') },
  { bug: 'twin-stays', row: lostAnswer, says: missed('cards that offer a claimed lead') },
  { bug: 'delivery-acts-again', row: ['redeliver', '--tries', '300'], says: missed('double effects') },
  { bug: 'tries-for-ever', row: ['permanent'], says: missed('hammered more than three times') },
  // Time.
  { bug: 'step-comes-again', row: clock, says: missed('steps doubled') },
  { bug: 'digest-named-by-now', row: clock, says: missed('digests (?:missed|doubled)') },
  {
    bug: 'digest-by-utc',
    row: ['digest-calendar', '--tries', '3'],
    says: missed('days without a digest'),
  },
  { bug: 'audit-looks-away', row: ['auditor', '--tries', '1'], says: missed('planted 100: found') },
];
