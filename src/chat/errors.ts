/** Why a platform did not do what it was asked: five causes. Anything else is taken as unknown, and retried. */

abstract class ChatError extends Error {}

export type RateScope = 'place' | 'method' | 'platform';

/** Too much; the platform says when to come again. */
export class RateLimited extends ChatError {
  override readonly name = 'RateLimited';
  readonly retryAfterMs: number;
  /**
   * `place`: this channel must wait; `method`: calls of the same kind (posting, editing, the home) wherever they go
   * (S76); `platform`: everything.
   */
  readonly scope: RateScope;
  constructor(retryAfterMs: number, scope: RateScope = 'place') {
    super(`The platform asks to wait ${retryAfterMs} ms.`);
    this.retryAfterMs = retryAfterMs;
    this.scope = scope;
  }
}

/** Nobody answered, or the answer was lost. `mayHaveActed`: the platform may have done it all the same. */
export class Unreachable extends ChatError {
  override readonly name = 'Unreachable';
  readonly mayHaveActed: boolean;
  constructor(what: string, mayHaveActed: boolean) {
    super(what);
    this.mayHaveActed = mayHaveActed;
  }
}

/** The message to be edited is not there any more. */
export class MessageGone extends ChatError {
  override readonly name = 'MessageGone';
}

/** The bot may not act here: thrown out, token revoked, the person has blocked it. `scope` tells how far it reaches. */
export class NotAuthorized extends ChatError {
  override readonly name = 'NotAuthorized';
  readonly scope: 'place' | 'platform';
  constructor(what: string, scope: 'place' | 'platform') {
    super(what);
    this.scope = scope;
  }
}

/** It can never succeed as it is: the content was refused. */
export class Rejected extends ChatError {
  override readonly name = 'Rejected';
}
