/**
 * Who may speak to the API: whoever holds its token, and a website's form with a token that may only send leads, set
 * in the settings or made over the API. Tokens are compared in constant time, and none is ever written anywhere.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Random } from '../app/random.ts';
import type { KeptIntakeToken } from '../storage/intake-tokens.ts';
import { speak } from '../words/say.ts';
import { Problem } from './problem.ts';

const say = speak('en');

/** `name` tells callers apart where keys belong to them. */
export type Caller = { readonly kind: 'api'; readonly name: string } | SiteCaller;

/** It may only send leads. What it says of itself belongs to its token. */
export type SiteCaller = {
  readonly kind: 'intake';
  readonly name: string;
  readonly source: string;
  /** Origins whose scripts may read the answer. */
  readonly sites: readonly string[];
  readonly thanks: string | null;
};

export type IntakeToken = { readonly source: string; readonly token: string };

export type Access = {
  byHeader(authorization: string | undefined): Promise<Caller | null>;
  /** What stands in a form can be no more than a token that may only send leads. */
  byFormToken(token: string): Promise<SiteCaller | null>;
};

export function makeAccess(options: {
  readonly apiToken: string;
  readonly intakeTokens: readonly IntakeToken[];
  /** A token that was made over the API, by the id in it. */
  readonly findMade: (id: string) => Promise<KeptIntakeToken | null>;
}): Access {
  const known: readonly { readonly digest: Buffer; readonly caller: Caller }[] = [
    { digest: digestOf(options.apiToken), caller: { kind: 'api', name: 'api' } },
    ...options.intakeTokens.map(({ source, token }) => ({
      digest: digestOf(token),
      caller: { kind: 'intake', name: `intake:${source}`, source, sites: [], thanks: null } as const,
    })),
  ];

  async function callerOf(token: string | null): Promise<Caller | null> {
    if (token === null) return null;
    const digest = digestOf(token);
    let found: Caller | null = null;
    // All of them every time: how long it takes must not tell which one was nearly right.
    for (const one of known) {
      if (timingSafeEqual(one.digest, digest) && found === null) found = one.caller;
    }
    return found ?? madeCaller(token, digest, options.findMade);
  }

  return {
    byHeader: (authorization) => callerOf(tokenIn(authorization)),
    async byFormToken(token) {
      const caller = await callerOf(token.length > longestToken ? null : token);
      return caller?.kind === 'intake' ? caller : null;
    },
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

/** A new token: the id by which it is found stands in it, and a secret of which only the hash is kept. */
export function makeIntakeToken(random: Pick<Random, 'id' | 'token'>): {
  readonly id: string;
  readonly token: string;
  readonly hash: string;
} {
  const id = random.id('t');
  const token = `${id}.${random.token()}`;
  return { id, token, hash: digestOf(token).toString('base64url') };
}

/** Whatever else is sent costs no look into the database. */
const madeShape = /^(t_[0-9a-z]{15})\.[\w-]{43}$/;

async function madeCaller(
  token: string,
  digest: Buffer,
  findMade: (id: string) => Promise<KeptIntakeToken | null>,
): Promise<SiteCaller | null> {
  const id = madeShape.exec(token)?.[1];
  const kept = id === undefined ? null : await findMade(id);
  if (!kept) return null;
  const { source, sites, thanks } = kept;
  const expected = Buffer.from(kept.hash, 'base64url');
  if (expected.length !== digest.length || !timingSafeEqual(expected, digest)) return null;
  return { kind: 'intake', name: `intake:${kept.id}`, source, sites, thanks };
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
