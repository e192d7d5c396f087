/** One step of a lead's past, as it was read from a file: who did what, and when. It may still be against the rules. */
import type { TouchKind, TouchOutcome } from '../../core/command.ts';
import type { Moment } from '../../core/lead.ts';

/** What a past can be told by: what people do to a lead, and that it came. What the clock did is not brought along. */
export const stepNames = [
  'receive',
  'claim',
  'release',
  'touch',
  'note',
  'qualify',
  'disqualify',
  'accept',
  'return',
  'convert',
  'lose',
  'take',
  'assign',
  'reopen',
] as const;
export type StepName = (typeof stepNames)[number];

export type Deed =
  | {
      readonly command: 'receive';
      readonly name: string | null;
      readonly phone: string | null;
      readonly email: string | null;
      readonly company: string | null;
      readonly message: string | null;
      readonly direction: string | null;
    }
  | { readonly command: 'claim' | 'release' | 'accept' | 'take' | 'reopen' }
  | {
      readonly command: 'touch';
      readonly kind: TouchKind;
      readonly outcome: TouchOutcome;
      readonly text: string | null;
    }
  | { readonly command: 'note' | 'qualify'; readonly text: string | null }
  | {
      readonly command: 'disqualify' | 'return' | 'lose';
      readonly reason: string;
      readonly note: string | null;
    }
  | {
      readonly command: 'convert';
      /** In the currency's smallest unit. */
      readonly value: number | null;
      readonly currency: string | null;
      readonly what: string | null;
    }
  | { readonly command: 'assign'; readonly to: string };

export type Step = {
  /** As people see it: of the table, or the line. */
  readonly row: number;
  readonly externalId: string;
  /** By which system the lead goes under this id. */
  readonly source: string | null;
  readonly at: Moment;
  /** An id or a name; null where nobody did it (a lead came by itself). */
  readonly member: string | null;
  readonly deed: Deed;
};

export type RefusedStep = { readonly row: number; readonly reasons: readonly string[] };
