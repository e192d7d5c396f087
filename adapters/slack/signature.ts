/** Whether a request is Slack's (S1, S2): over the bytes as they came, in constant time, neither too old nor from the future. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { slackTimes } from './config.ts';

export type Signed = {
  readonly timestamp: string | readonly string[] | undefined;
  readonly signature: string | readonly string[] | undefined;
  readonly body: Uint8Array;
};

/** `secrets`: one, or two while one is being replaced. Any of them is good. */
export function isSlacks(
  { timestamp, signature, body }: Signed,
  secrets: readonly string[],
  now: number,
): boolean {
  if (typeof timestamp !== 'string' || typeof signature !== 'string') return false;
  if (!/^\d{1,12}$/.test(timestamp) || !/^v0=[0-9a-f]{64}$/.test(signature)) return false;
  const ageMs = now - Number(timestamp) * 1000;
  // Bolt refuses the past alone (S5); a request from the future could be kept and used for as long.
  if (ageMs > slackTimes.oldestMs || ageMs < -slackTimes.newestMs) return false;
  const given = Buffer.from(signature.slice(3), 'hex');
  let isGood = false;
  for (const secret of secrets) {
    const right = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest();
    // All are compared, whichever fits.
    isGood = timingSafeEqual(given, right) || isGood;
  }
  return isGood;
}

/** What stands in the setting; an empty secret would let everybody in. */
export function secretsOf(setting: string | null): readonly string[] {
  const secrets = (setting ?? '').split(',').map((one) => one.trim());
  if (secrets.some((one) => one.length < shortest)) {
    throw new Error(
      `SLACK_SIGNING_SECRET is missing or too short: copy it from your app's page, Basic Information, App Credentials.`,
    );
  }
  return secrets;
}

/** Slack's have 32 letters. */
const shortest = 16;
