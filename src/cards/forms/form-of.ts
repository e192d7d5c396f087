/** The form that a command needs, filled with what is known; null for a command that needs none. */
import type { PersonCommandType } from '../../core/command.ts';
import { touchKinds, touchOutcomes } from '../../core/command.ts';
import { speak } from '../../words/say.ts';
import type { Form } from '../form.ts';
import { maskedHint } from '../mask.ts';
import { addForm } from './add-form.ts';
import { briefForm } from './brief-form.ts';
import { field, leadForm } from './form-parts.ts';
import type { FormContext, LeadFormContext } from './form-parts.ts';
import { reasonForm } from './reason-form.ts';
import { snoozeForm } from './snooze-form.ts';

export function formOf(command: PersonCommandType | 'add', context: FormContext): Form | null {
  if (command === 'add') return addForm(context);
  const { view } = context;
  if (view === null) throw new Error(`The form of "${command}" is about a lead: hand in its view.`);
  return formAbout(command, { ...context, view });
}

function formAbout(command: PersonCommandType, context: LeadFormContext): Form | null {
  switch (command) {
    case 'qualify':
      return briefForm(context);
    case 'disqualify':
    case 'return':
    case 'lose':
      return reasonForm(command, context);
    case 'convert':
      return convertForm(context);
    case 'touch':
      return touchForm(context);
    case 'note':
      return noteForm(context);
    case 'snooze':
      return snoozeForm(context);
    case 'assign':
      return assignForm(context);
    case 'correct':
      return correctForm(context);
    case 'erase':
      return eraseForm(context);
    default:
      return null;
  }
}

function convertForm(context: LeadFormContext): Form {
  const say = speak(context.language);
  const { currency } = context.direction;
  return leadForm('convert', context, [
    field('value', 'money', say('forms.label.value', { currency }), {
      hint: say('forms.hint.unknownValue', { currency }),
    }),
    field('what', 'text', say('forms.label.what'), { required: true }),
  ]);
}

function touchForm(context: LeadFormContext): Form {
  const say = speak(context.language);
  return leadForm('touch', context, [
    field('kind', 'choice', say('forms.label.kind'), {
      required: true,
      choices: touchKinds.map((id) => ({ id, label: say(`names.touchKind.${id}`) })),
    }),
    field('outcome', 'choice', say('forms.label.outcome'), {
      required: true,
      choices: touchOutcomes.map((id) => ({ id, label: say(`names.touchOutcome.${id}`) })),
    }),
    field('text', 'long text', say('forms.label.text'), { hint: say('forms.hint.touch') }),
  ]);
}

function noteForm(context: LeadFormContext): Form {
  const label = speak(context.language)('forms.label.note');
  return leadForm('note', context, [field('text', 'long text', label, { required: true })]);
}

function assignForm(context: LeadFormContext): Form {
  const label = speak(context.language)('forms.label.to');
  const choices = context.people.map(({ id, name }) => ({ id, label: name }));
  return leadForm('assign', context, [field('to', 'person', label, { required: true, choices })]);
}

/** It shows no contact, as whoever opens it need not have seen it yet; only the hint that everybody may see. */
function correctForm(context: LeadFormContext): Form {
  const { view, direction, language } = context;
  const say = speak(language);
  const { phone, email } = view.contact;
  const { currency } = direction;
  return leadForm('correct', context, [
    field('name', 'text', say('forms.label.name')),
    field('phone', 'text', say('forms.label.phone'), { hint: maskedHint({ phone, email: null }) }),
    field('email', 'text', say('forms.label.email'), { hint: maskedHint({ phone: null, email }) }),
    field('company', 'text', say('forms.label.company')),
    field('source', 'text', say('forms.label.source'), { hint: view.lead.source }),
    field('message', 'long text', say('forms.label.message')),
    ...(view.lead.stage === 'converted'
      ? [
          field('value', 'money', say('forms.label.value', { currency }), {
            hint: say('forms.hint.money', { currency }),
          }),
        ]
      : []),
  ]);
}

function eraseForm(context: LeadFormContext): Form {
  const say = speak(context.language);
  return leadForm('erase', context, [
    field('sure', 'choice', say('forms.label.sure'), {
      required: true,
      choices: [{ id: 'yes', label: say('forms.sure') }],
    }),
  ]);
}
