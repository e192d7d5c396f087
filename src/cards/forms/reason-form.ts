/** Why a lead is set aside, sent back or lost: a reason of the playbook, and a comment. */
import { speak } from '../../words/say.ts';
import type { Form } from '../form.ts';
import { field, leadForm } from './form-parts.ts';
import type { LeadFormContext } from './form-parts.ts';

export function reasonForm(command: 'disqualify' | 'return' | 'lose', context: LeadFormContext): Form {
  const { direction, language } = context;
  const say = speak(language);
  const choices = direction.reasons[command].map(({ id, label }) => ({ id, label: label[language] }));
  return leadForm(command, context, [
    field('reason', 'choice', say('forms.label.reason'), { required: true, choices }),
    field('note', 'long text', say('forms.label.comment')),
  ]);
}
