/**
 * Who may speak to the API: whoever holds its token, and a website's form with a token that may only send leads.
 * Tokens are compared in constant time, and none is ever written anywhere.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { speak } from '../words/say.ts';
import { Problem } from './problem.ts';

const say = speak('en');

/** `name` tells callers apart where keys belong to them. */
export type Caller =
  | { readonly kind: 'api'; readonly name: string }
  | { readonly kind: 'intake'; readonly name: string; readonly source: string };

export type IntakeToken = { readonly source: string; readonly token: string };

export type Access = (authorization: string | undefined) => Caller | null;

export function makeAccess(tokens: {
  readonly apiToken: string;
  readonly intakeTokens: readonly IntakeToken[];
}): Access {
  const known: readonly { readonly digest: Buffer; readonly caller: Caller }[] = [
    { digest: digestOf(tokens.apiToken), caller: { kind: 'api', name: 'api' } },
    ...tokens.intakeTokens.map(({ source, token }) => ({
      digest: digestOf(token),
      caller: { kind: 'intake', name: `intake:${source}`, source } as const,
    })),
  ];
  return (authorization) => {
    const given = tokenIn(authorization);
    if (given === null) return null;
    const digest = digestOf(given);
    let found: Caller | null = null;
    // All of them every time: how long it takes must not tell which one was nearly right.
    for (const one of known) {
      if (timingSafeEqual(one.digest, digest) && found === null) found = one.caller;
    }
    return found;
  };
}

export function refuseStranger(): Problem {
  return new Problem(401, 'unauthorized', say('api.unauthorized'), {
    headers: { 'www-authenticate': 'Bearer realm="baton"' },
  });
}

export function refuseIntakeToken(): Problem {
  return new Problem(403, 'token_not_allowed', say('api.tokenNotAllowed'), {
    headers: { 'www-authenticate': 'Bearer realm="baton", error="insufficient_scope"' },
  });
}

/** Longer ones are not even hashed: refusing must stay cheap. */
const longestToken = 512;

function tokenIn(authorization: string | undefined): string | null {
  if (authorization === undefined || authorization.length > longestToken + 7) return null;
  return /^Bearer +([^\s,]+) *$/i.exec(authorization)?.[1] ?? null;
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
