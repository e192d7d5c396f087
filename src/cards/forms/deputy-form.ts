/** Who is to stand in for somebody who is away. */
import { formatCode } from '../../core/code.ts';
import type { MemberId, Moment } from '../../core/lead.ts';
import type { Language } from '../../core/member.ts';
import { sayMoment } from '../../words/moment.ts';
import { speak } from '../../words/say.ts';
import type { Form } from '../form.ts';
import { field } from './form-parts.ts';

export function deputyForm(
  away: { readonly id: MemberId; readonly name: string; readonly until: Moment },
  people: readonly { readonly id: MemberId; readonly name: string }[],
  { language, timeZone }: { readonly language: Language; readonly timeZone: string },
): Form {
  const say = speak(language);
  const choices = people.map(({ id, name }) => ({ id, label: name }));
  return {
    code: formatCode('deputy', away.id),
    language,
    title: say('forms.title.deputy'),
    intro: say('forms.intro.deputy', {
      name: away.name,
      until: sayMoment(away.until, language, timeZone),
    }),
    submit: say('forms.submitTo.deputy'),
    cancel: say('forms.cancel'),
    fields: [field('to', 'person', say('forms.label.deputy'), { required: true, choices })],
  };
}
