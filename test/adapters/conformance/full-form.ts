/** A form with a field of every kind, and what somebody might fill in. */
import { envelope } from '../../../src/cards/envelope.ts';
import type { Filled, Form } from '../../../src/cards/form.ts';
import { fieldKinds } from '../../../src/core/policy.ts';

export function fullForm(text = ''): Form {
  // Forms that the program builds keep within what every platform shows.
  const short = (label: string) => `${label} ${text}`.slice(0, envelope.choiceLabel).trim();
  const choices = [
    { id: 'small', label: short('Up to ten people') },
    { id: 'large', label: short('More than ten') },
  ];
  const people = [
    { id: 'm_ana', label: short('Ana') },
    { id: 'm_ben', label: short('Ben') },
  ];
  return {
    code: 'qualify:abc',
    language: 'en',
    title: `Qualify ${text}`.slice(0, 24).trim(),
    intro: `What the closer reads first. ${text}`,
    submit: 'Qualify',
    cancel: 'Cancel',
    fields: fieldKinds.map((kind) => ({
      id: kind.replaceAll(' ', '_'),
      label: `The ${kind} ${text}`,
      hint: `A hint for the ${kind} ${text}`,
      kind,
      required: kind === 'text',
      maxLength: kind === 'long text' ? 2_000 : 200,
      choices: kind === 'person' ? people : kind === 'choice' || kind === 'several choices' ? choices : [],
      value: kind === 'text' ? 'as it was' : kind === 'choice' ? 'small' : null,
    })),
  };
}

export const filledIn = {
  text: 'A bakery',
  long_text: 'Two ovens,\nand a third one soon.',
  number: '12',
  money: '1500.50',
  date: '2026-12-01',
  choice: 'large',
  several_choices: ['small', 'large'],
  person: 'm_ben',
} as const satisfies Filled;
