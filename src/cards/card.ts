/** A card: a message as flat data that any platform can draw. Text in it is plain; whoever renders it escapes all of it. */
import type { Moment } from '../core/lead.ts';

export type Button =
  | {
      readonly type: 'action';
      readonly label: string;
      /** `verb:ref` or `verb:ref:argument`. */
      readonly action: string;
      readonly style?: 'primary' | 'danger';
    }
  | { readonly type: 'link'; readonly label: string; readonly url: string };

export type Block =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'fields';
      readonly fields: readonly { readonly label: string; readonly value: string }[];
    }
  /** A quiet line of state: who has it, what was done. */
  | { readonly type: 'note'; readonly text: string }
  /** A moment, shown in the reader's own zone: "Qualify by" + moment. */
  | { readonly type: 'moment'; readonly label: string; readonly at: Moment; readonly tone?: 'due' | 'plain' }
  /** The regulation's words for this stage: paragraphs, `- ` points. */
  | { readonly type: 'script'; readonly title: string; readonly lines: readonly string[] }
  /** How to reach the person. Private cards alone. */
  | {
      readonly type: 'contact';
      readonly lines: readonly {
        readonly kind: 'name' | 'phone' | 'email' | 'company' | 'other';
        readonly label: string;
        readonly value: string;
      }[];
    }
  | { readonly type: 'image'; readonly alt: string; readonly png: Uint8Array }
  /** At most five. */
  | { readonly type: 'buttons'; readonly buttons: readonly Button[] };

export type Card = {
  readonly title: string;
  readonly tone?: 'new' | 'working' | 'waiting' | 'done' | 'closed';
  /** It names people: where a platform can keep a message from being copied and forwarded, it does (T35). */
  readonly namesPeople?: true;
  readonly blocks: readonly Block[];
};
