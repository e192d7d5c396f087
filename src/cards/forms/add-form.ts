/** A lead that somebody adds by hand. */
import { formatCode } from '../../core/code.ts';
import { speak } from '../../words/say.ts';
import { fitLine, fitLines } from '../fit-text.ts';
import type { Field, Form } from '../form.ts';
import { field } from './form-parts.ts';
import type { FormContext } from './form-parts.ts';

/** It completes a code without a lead, as there is none yet. */
const addCode = formatCode('add', 'new');

export function addForm(context: FormContext): Form {
  const say = speak(context.language);
  return {
    code: addCode,
    language: context.language,
    title: say('forms.title.add'),
    intro: say('forms.intro.add'),
    submit: say('forms.submitTo.add'),
    cancel: say('forms.cancel'),
    fields: [
      field('name', 'text', say('forms.label.name')),
      field('phone', 'text', say('forms.label.phone'), { hint: say('forms.hint.phone') }),
      field('email', 'text', say('forms.label.email')),
      field('company', 'text', say('forms.label.company')),
      field('source', 'text', say('forms.label.source'), { hint: say('forms.hint.source') }),
      field('message', 'long text', say('forms.label.message')),
      ...directionField(context),
    ].map((one) => filled(one, context.known?.[one.id])),
  };
}

/** Cut to what the field takes: platforms refuse a form that opens with more. */
function filled(one: Field, known: string | undefined): Field {
  if (known === undefined) return one;
  return {
    ...one,
    value: one.kind === 'long text' ? fitLines(known, one.maxLength) : fitLine(known, one.maxLength),
  };
}

/** Where there is one direction alone, nobody need choose it. */
function directionField({ direction, directions = [], language }: FormContext): readonly Field[] {
  if (directions.length < 2) return [];
  return [
    field('direction', 'choice', speak(language)('forms.label.direction'), {
      required: true,
      choices: directions.map((known) => ({ id: known.direction, label: known.name[language] })),
      value: direction.direction,
    }),
  ];
}
