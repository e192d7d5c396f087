/** How often a website's form may be sent. The API's own token is not held against it. */
import { speak } from '../words/say.ts';
import type { Moment } from '../core/lead.ts';
import type { SiteCaller } from './access.ts';
import { Problem } from './problem.ts';
import { makeRateLimit } from './rate-limit.ts';

const say = speak('en');

export type SiteLimits = {
  /** Leads a minute by one token. */
  readonly perToken: number;
  /** Leads a minute by one token from one address. */
  readonly perAddress: number;
};

export const usualLimits: SiteLimits = { perToken: 300, perAddress: 30 };

export type SiteGuard = (caller: SiteCaller, address: string, now: Moment) => void;

/** Throws what is answered when it is too much. */
export function makeSiteGuard(limits: SiteLimits): SiteGuard {
  const ofToken = makeRateLimit({ perMinute: limits.perToken });
  const ofAddress = makeRateLimit({ perMinute: limits.perAddress });
  return ({ name }, address, now) => {
    // The address first: what one sends too much must not use up what all the others may send.
    const waitMs = ofAddress.take(`${name} ${address}`, now) || ofToken.take(name, now);
    if (waitMs === 0) return;
    throw new TooOften(Math.ceil(waitMs / 1000));
  };
}

export class TooOften extends Problem {
  readonly seconds: number;
  constructor(seconds: number) {
    super(429, 'too_often', say('api.tooOften'), { headers: { 'retry-after': String(seconds) } });
    this.seconds = seconds;
  }
}
