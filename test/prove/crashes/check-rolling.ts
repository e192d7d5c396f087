/** Judges stops in the midst of work: what was acknowledged stands in each place once, nobody was turned away, each was quick. */
import { checkCopies } from '../platforms/check-copies.ts';
import type { CopiesSeen } from '../platforms/check-copies.ts';

export type Rolled = {
  readonly seen: Pick<CopiesSeen, 'leads' | 'cards'>;
  readonly exits: readonly { readonly ms: number; readonly code: number | null }[];
  /** Statuses with which requests of both platforms and of the intake were answered; 0 where nothing came. */
  readonly acks: readonly number[];
};

export type RolledCounts = {
  readonly lost: number;
  readonly doubled: number;
  readonly failedAcks: number;
  readonly slowestExitMs: number;
  readonly badExits: number;
};

export function checkRolling({ seen, exits, acks }: Rolled): RolledCounts {
  const copies = checkCopies({ ...seen, lostOnTelegram: 0 });
  return {
    lost: copies.lost,
    doubled: copies.slackCopies + copies.telegramCopies,
    failedAcks: acks.filter((status) => status < 200 || status >= 300).length,
    slowestExitMs: Math.max(0, ...exits.map(({ ms }) => ms)),
    badExits: exits.filter(({ code }) => code !== 0).length,
  };
}
