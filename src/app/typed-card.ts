/** What somebody had filled in, given back to them alone when the lead moved on meanwhile: nobody types twice. */
import type { Card } from '../cards/card.ts';
import type { Filled, Form } from '../cards/form.ts';
import type { Language } from '../core/member.ts';
import { speak } from '../words/say.ts';

/** Null where nothing was typed. */
export function typedCard(form: Form, filled: Filled, language: Language): Card | null {
  const fields = form.fields.flatMap(({ id, label, choices }) => {
    const given = Object.hasOwn(filled, id) ? filled[id] : undefined;
    const values = (typeof given === 'string' ? [given] : (given ?? [])).filter(
      (value) => value.trim() !== '',
    );
    const said = values.map((value) => choices.find((choice) => choice.id === value)?.label ?? value);
    return said.length === 0 ? [] : [{ label, value: said.join(', ') }];
  });
  if (fields.length === 0) return null;
  return {
    title: form.title,
    tone: 'closed',
    blocks: [
      { type: 'note', text: speak(language)('replies.typed') },
      { type: 'fields', fields },
    ],
  };
}
