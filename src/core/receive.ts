/** The events that come from outside: a new lead, or the same contact once more. */
import type { Circumstances } from './decide/types.ts';
import { dueOf } from './due.ts';
import type { Happening } from './event.ts';
import type { Moment, Ref } from './lead.ts';

export type Received = Extract<Happening, { readonly type: 'received' }>;
export type Repeated = Extract<Happening, { readonly type: 'repeated' }>;

export type Receiving = {
  readonly ref: Ref;
  readonly number: number;
  readonly direction: string;
  readonly source: string | null;
  readonly receivedAt: Moment;
  readonly previous: Ref | null;
};

/**
 * A lead begins. Its time to be claimed counts from now, when people can first see it: whoever imports last year's
 * leads is not late for all of them.
 */
export function received(
  { ref, number, direction, source, receivedAt, previous }: Receiving,
  { now, policy }: Pick<Circumstances, 'now' | 'policy'>,
): Received {
  const due = dueOf('new', now, policy);
  return { type: 'received', ref, number, direction, source, receivedAt, previous, ...due };
}

/** The same contact came again: nothing moves, the custodian is told. */
export function repeated(source: string | null): Repeated {
  return { type: 'repeated', source };
}
