/** What the conformance suite needs of a platform, or of its stand-in: its people's eyes and hands, and its moods. */
import type { Card } from '../../../src/cards/card.ts';
import type { Filled, Flaw, Form } from '../../../src/cards/form.ts';
import type { Channel, ChatAdapter, MessageId } from '../../../src/chat/port.ts';

/** A message as a person sees it: what their client shows, not what was sent over the wire. */
export type SeenMessage = {
  readonly message: string;
  /** All that can be read on it. Bold, links and mentions that came of somebody's text would be missing or changed here. */
  readonly text: string;
  readonly buttons: readonly { readonly label: string; readonly code: string }[];
};

/** What a person gets to see after they did something. */
export type SeenAnswer = {
  /** The private sentence, or the text of the form's questions where it is a conversation. Empty: silence. */
  readonly text: string;
  /** The form that stands open in front of them now; null when none. */
  readonly form: {
    readonly title: string;
    readonly fields: readonly {
      readonly id: string;
      readonly label: string;
      readonly hint: string | null;
      readonly value: string | readonly string[] | null;
      readonly choices: readonly string[];
    }[];
  } | null;
  /** Sentences shown at fields. */
  readonly flaws: readonly Flaw[];
};

/** What the platform does to the next call that writes. */
export const moods = [
  'limits the place', // come again in `retryAfterMs`
  'refuses the connection', // nothing was done
  'loses the answer', // it was done
  'hangs', // never answers
  'throws the bot out', // of this place
  'refuses the content',
] as const;
export type Mood = (typeof moods)[number];
export const retryAfterMs = 7_000;

export interface Stage {
  readonly adapter: ChatAdapter;
  /** A place that the bot may write to, and one that is not there. */
  readonly place: Channel;
  readonly strangePlace: Channel;
  /** Two people whom the bot may write to. */
  readonly person: string;
  readonly other: string;
  seenIn(place: Channel): Promise<readonly SeenMessage[]>;
  /** The private messages of a person. */
  seenBy(person: string): Promise<readonly SeenMessage[]>;
  /** The person's home; null where the platform has none. */
  homeOf(person: string): Promise<string | null>;
  /** A person presses a button of a message in the place. */
  press(person: string, message: MessageId, code: string): Promise<SeenAnswer>;
  /** A person types to the bot, as if `/baton` stood before it where the platform wants that. */
  ask(person: string, text: string): Promise<SeenAnswer>;
  /** A person fills in the form that stands open in front of them. */
  fill(person: string, form: Form, filled: Filled): Promise<SeenAnswer>;
  mood(mood: Mood): Promise<void>;
  /** A person leaves the place. */
  leave(person: string): Promise<void>;
  /** Somebody deletes a message. */
  remove(message: MessageId): Promise<void>;
  close(): Promise<void>;
}

/** The cases; an adapter that cannot do one skips it by this name, with the reason. */
export const cases = [
  'post',
  'post everything',
  'edit',
  'edit away buttons',
  'direct',
  'private card',
  'find',
  'find nothing',
  'check',
  'check strange place',
  'is in',
  'home',
  'press',
  'press in private',
  'two presses',
  'refusal',
  'reply with a card',
  'inbox fails',
  'ask',
  'happened',
  'form',
  'submit',
  'flaws',
  'hostile text',
  'hostile form',
  'rate limited',
  'unreachable',
  'answer lost',
  'message gone',
  'not authorized',
  'rejected',
  'abort',
  'abort before',
  'stop and start',
] as const;
export type CaseName = (typeof cases)[number];
export type Skips = Readonly<Partial<Record<CaseName, string>>>;

/** Texts that try to be more than text, on any platform. */
export const hostile = [
  '<!channel> *Acme* & <script>alert(1)</script>',
  '<https://evil.example|Click> [link](https://evil.example) _x_ `y` ~z~',
  '</p><img src=x onerror=alert(1)> &lt;b&gt; @everyone',
  '{{constructor}} ${7*7} %s \\u003c "quoted" \'single\'',
] as const;

/** A card with every block that is text, as the cards of the program have them. */
export function fullCard(text: string): Card {
  return {
    title: `L-1042 ${text}`,
    tone: 'new',
    blocks: [
      { type: 'text', text: `Wants a price. ${text}` },
      { type: 'fields', fields: [{ label: 'Source', value: `paid search ${text}` }] },
      { type: 'moment', label: 'Qualify by', at: Date.UTC(2026, 10, 25, 12), tone: 'due' },
      { type: 'script', title: 'Script', lines: [`First say hello. ${text}`, '- then ask'] },
      { type: 'note', text: `Ana claimed it. ${text}` },
      {
        type: 'buttons',
        buttons: [
          { type: 'action', label: 'Claim', action: 'claim:abc', style: 'primary' },
          { type: 'action', label: 'Disqualify', action: 'disqualify:abc', style: 'danger' },
          { type: 'action', label: 'Script', action: 'script:abc' },
          { type: 'action', label: 'History', action: 'history:abc' },
          { type: 'action', label: 'Why', action: 'why:abc' },
        ],
      },
    ],
  };
}
