/** Parts that all forms are made of: fields of each kind with their lengths, the frame around them. */
import { formatCode } from '../../core/code.ts';
import type { PersonCommandType } from '../../core/command.ts';
import type { Moment } from '../../core/lead.ts';
import type { LeadView } from '../../core/lead-view.ts';
import type { Language } from '../../core/member.ts';
import { formatNumber } from '../../core/number.ts';
import type { Direction, FieldKind } from '../../core/policy.ts';
import { speak } from '../../words/say.ts';
import { envelope } from '../envelope.ts';
import { fitLine } from '../fit-text.ts';
import type { Choice, Field, Form } from '../form.ts';

export type FormContext = {
  /** Null for a form that is about no lead yet. */
  readonly view: LeadView | null;
  readonly direction: Direction;
  /** To choose among in `add`, where there are several. */
  readonly directions?: readonly Direction[];
  readonly language: Language;
  readonly timeZone: string;
  readonly now: Moment;
  /** What is known already of a lead that is added, by field. */
  readonly known?: Readonly<Record<string, string>>;
  /** Who may be chosen where a person is asked for. */
  readonly people: readonly { readonly id: string; readonly name: string }[];
  /** Of a `snooze` that is a manager's: who is to call back, by whose clock times are meant. */
  readonly callsBack?: { readonly name: string; readonly timeZone: string } | null;
};

/** Of a context that is about a lead. */
export type LeadFormContext = FormContext & { readonly view: LeadView };

const maxLengths: Readonly<Record<FieldKind, number>> = {
  text: 200,
  'long text': 3000,
  number: 40,
  money: 40,
  date: 40,
  choice: 64,
  'several choices': 64,
  person: 64,
};

export function field(
  id: string,
  kind: FieldKind,
  label: string,
  more: Partial<Omit<Field, 'id' | 'kind' | 'label'>> = {},
): Field {
  const { choices = [], hint = null, required = false, value = null } = more;
  return {
    id,
    kind,
    label: fitLine(label, envelope.formLabel),
    hint: hint === null ? null : fitLine(hint, envelope.formLabel),
    required,
    maxLength: more.maxLength ?? maxLengths[kind],
    choices: choices.slice(0, envelope.choices).map(fitChoice),
    value,
  };
}

function fitChoice({ id, label }: Choice): Choice {
  const short = fitLine(label, envelope.choiceLabel);
  return { id, label: short === '' ? id : short };
}

type Titled =
  | 'qualify'
  | 'disqualify'
  | 'return'
  | 'lose'
  | 'convert'
  | 'touch'
  | 'note'
  | 'snooze'
  | 'assign'
  | 'correct'
  | 'erase';
type Submits = 'qualify' | 'disqualify' | 'return' | 'lose' | 'convert' | 'snooze' | 'assign' | 'erase';
type Introduced = 'qualify' | 'return' | 'assign' | 'correct' | 'erase';

/** A form about a lead. */
export function leadForm(
  command: Titled & PersonCommandType,
  { view, language }: LeadFormContext,
  fields: readonly Field[],
): Form {
  const say = speak(language);
  const number = formatNumber(view.lead.number);
  return {
    code: formatCode(command, view.lead.ref),
    language,
    title: fitLine(say(`forms.title.${command}`, { number }), envelope.formTitle),
    intro: isIntroduced(command) ? say(`forms.intro.${command}`) : null,
    submit: isSubmitting(command) ? say(`forms.submitTo.${command}`) : say('forms.submit'),
    cancel: say('forms.cancel'),
    fields,
  };
}

function isIntroduced(command: string): command is Introduced {
  return ['qualify', 'return', 'assign', 'correct', 'erase'].includes(command);
}

function isSubmitting(command: string): command is Submits {
  return ['qualify', 'disqualify', 'return', 'lose', 'convert', 'snooze', 'assign', 'erase'].includes(
    command,
  );
}
