/** What somebody filled into a modal, as the port wants it; and the same in words, to give it back when it can't be used. */
import { z } from 'zod';
import type { Card } from '../../src/cards/card.ts';
import type { Filled, Flaw } from '../../src/cards/form.ts';
import { languages } from '../../src/core/member.ts';
import type { Language } from '../../src/core/member.ts';
import { speak } from '../../src/words/say.ts';
import { limits } from './limits.ts';
import { fit } from './text.ts';

const option = z.object({ value: z.string(), text: z.object({ text: z.string() }).optional() });

const entered = z.object({
  value: z.string().nullish(),
  selected_date: z.string().nullish(),
  selected_option: option.nullish(),
  selected_options: z.array(option).nullish(),
});
type Entered = z.infer<typeof entered>;

/** The parts of a submitted view that are read. */
export const submittedView = z.object({
  id: z.string(),
  private_metadata: z.string(),
  blocks: z.array(
    z.object({
      type: z.string(),
      block_id: z.string().optional(),
      label: z.object({ text: z.string() }).optional(),
    }),
  ),
  state: z.object({ values: z.record(z.string(), z.record(z.string(), entered)) }),
});
export type SubmittedView = z.infer<typeof submittedView>;

const metadata = z.object({
  code: z.string(),
  language: z.enum(languages),
  channel: z.string().nullable(),
  thread: z.string().nullable(),
});
export type FormMetadata = z.infer<typeof metadata>;

/** Null for a view that is none of our forms. */
export function metadataOf(view: { readonly private_metadata: string }): FormMetadata | null {
  try {
    return metadata.parse(JSON.parse(view.private_metadata));
  } catch {
    return null;
  }
}

/** What was left empty is not there. */
export function filledOf(view: SubmittedView): Filled {
  const filled = Object.entries(view.state.values).flatMap(
    ([field, actions]): readonly (readonly [string, string | readonly string[]])[] => {
      const value = Object.values(actions)
        .map(valueOf)
        .find((one) => one !== null);
      return value === undefined || value === null ? [] : [[field, value]];
    },
  );
  return Object.fromEntries(filled);
}

/**
 * The sentences by block (S88: Slack takes those at input blocks alone). One at a field that isn't there goes to the
 * first, since otherwise nobody would see it; null when there is no field at all.
 */
export function errorsOf(
  view: SubmittedView,
  flaws: readonly Flaw[],
): Readonly<Record<string, string>> | null {
  const inputs = view.blocks.filter(({ type }) => type === 'input').map(({ block_id }) => block_id ?? '');
  const [first] = inputs;
  if (first === undefined || flaws.length === 0) return null;
  const errors = new Map<string, string>();
  for (const { field, says } of flaws) {
    const at = inputs.includes(field) ? field : first;
    const before = errors.get(at);
    errors.set(at, fit(before === undefined ? says : `${before} ${says}`, limits.fieldError));
  }
  return Object.fromEntries(errors);
}

/** What was typed, given back, since a modal that closes forgets it; null when nothing was. */
export function typedCard(view: SubmittedView, language: Language): Card | null {
  const fields = view.blocks.flatMap(({ block_id = '', label }) => {
    const [value] = Object.values(view.state.values[block_id] ?? {});
    const words = value === undefined ? '' : wordsOf(value);
    return words === '' ? [] : [{ label: label?.text ?? block_id, value: words }];
  });
  if (fields.length === 0) return null;
  return { title: speak(language)('slack.typed'), blocks: [{ type: 'fields', fields }] };
}

function valueOf({ value, selected_date, selected_option, selected_options }: Entered) {
  if (typeof value === 'string') return value === '' ? null : value;
  if (typeof selected_date === 'string') return selected_date;
  if (selected_option) return selected_option.value;
  if (selected_options && selected_options.length > 0) return selected_options.map((one) => one.value);
  return null;
}

function wordsOf({ value, selected_date, selected_option, selected_options }: Entered): string {
  if (typeof value === 'string') return value;
  if (typeof selected_date === 'string') return selected_date;
  const options = selected_option ? [selected_option] : (selected_options ?? []);
  return options.map((one) => one.text?.text ?? one.value).join(', ');
}
