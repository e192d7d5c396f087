/** A form: fields to fill in, which any platform can ask (a modal, a conversation, a dialog). */
import type { Language } from '../core/member.ts';
import type { FieldKind } from '../core/policy.ts';

export type Choice = { readonly id: string; readonly label: string };

export type Field = {
  readonly id: string;
  readonly label: string;
  readonly hint: string | null;
  readonly kind: FieldKind;
  readonly required: boolean;
  readonly maxLength: number;
  /** Of `choice`, `several choices` and `person`. */
  readonly choices: readonly Choice[];
  /** What stands in it when it opens. */
  readonly value: string | readonly string[] | null;
};

export type Form = {
  /** The code of the command that it completes. */
  readonly code: string;
  /** In which the form is written, for what a platform adds of its own. */
  readonly language: Language;
  readonly title: string;
  readonly intro: string | null;
  readonly submit: string;
  readonly cancel: string;
  readonly fields: readonly Field[];
};

/** What a person typed or chose, by field, as the platform took it; read and judged by `readForm`. */
export type Filled = Readonly<Record<string, string | readonly string[]>>;

/** A sentence at a field. */
export type Flaw = { readonly field: string; readonly says: string };
