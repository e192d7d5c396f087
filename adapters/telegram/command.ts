/** Takes a command apart: whether it is for this bot (T73), and what it asks of the inbox. */

export type Command = { readonly name: string; readonly rest: string; readonly bot: string | null };

/** The bot's own commands besides `/baton …`, under the words that the inbox knows. */
export const ownCommands = [
  'mine',
  'next',
  'add',
  'find',
  'lead',
  'why',
  'digest',
  'away',
  'resume',
  'team',
  'help',
  'here',
  'assign',
  'role',
  'invite',
  'plan',
  'join',
  'manager',
] as const;

export function readCommand(text: string): Command | null {
  const found = /^\/([A-Za-z0-9_]{1,64})(?:@([A-Za-z0-9_]{1,64}))?(?:\s+|$)/.exec(text);
  if (!found) return null;
  const [whole, name = '', bot] = found;
  return { name: name.toLowerCase(), rest: text.slice(whole.length).trim(), bot: bot ?? null };
}

/** `username`: the bot's own. Names of Telegram do not tell capitals apart. */
export function isFor({ bot }: Command, username: string): boolean {
  return bot === null || bot.toLowerCase() === username.toLowerCase();
}

/** What it asks; null for one that is not ours. `baton` alone asks for help. */
export function askOf({ name, rest }: Command): string | null {
  if (name === 'baton') return rest;
  return ownCommands.some((own) => own === name) ? `${name} ${rest}`.trim() : null;
}

/** Whether what is written in a group may ask something of this bot. */
export function isAskedInGroup(text: string): boolean {
  const command = readCommand(text);
  return command !== null && isClaimedInGroup(command);
}

/** In a group `/help` without a name may be anybody's. */
export function isClaimedInGroup({ name, bot }: Command): boolean {
  return bot !== null || name === 'baton' || (name !== 'help' && ownCommands.some((own) => own === name));
}
