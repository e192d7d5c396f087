/** Who the bot is on Slack: asked once, and again as long as Slack did not say. Nothing waits for it that can do without. */
import { z } from 'zod';
import type { Call } from './client.ts';

export type BotIdentity = {
  readonly user: string;
  readonly bot: string | null;
  readonly team: string | null;
};

export type Identity = {
  /** What is known; null before Slack said. */
  known(): BotIdentity | null;
  /** Asks if it isn't known. Fails as a call fails. */
  get(): Promise<BotIdentity>;
  /** Asks in any case: whether the token is still taken. */
  ask(): Promise<BotIdentity>;
};

const tested = z.object({
  user_id: z.string(),
  bot_id: z.string().optional(),
  team_id: z.string().optional(),
});

export function makeIdentity(call: Call): Identity {
  let identity: BotIdentity | null = null;
  let asking: Promise<BotIdentity> | null = null;
  const ask = async (): Promise<BotIdentity> => {
    const { user_id, bot_id, team_id } = await call('auth.test', {}, tested);
    identity = { user: user_id, bot: bot_id ?? null, team: team_id ?? null };
    return identity;
  };
  const once = (): Promise<BotIdentity> => {
    asking ??= ask().finally(() => {
      asking = null;
    });
    return asking;
  };
  return {
    known: () => identity,
    get: async () => identity ?? once(),
    ask: async () => once(),
  };
}
