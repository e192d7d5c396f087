/** One field of a form as native inputs: what the browser does best, in the person's own language and with their keyboard. */
import type { Field } from '../../../src/cards/form.ts';
import { el } from './dom.ts';
import { say } from './words.ts';

export type FieldView = {
  readonly id: string;
  readonly element: HTMLElement;
  read(): string | readonly string[];
  focus(): void;
  /** A sentence at the field; null takes it away. */
  flaw(says: string | null): void;
};

let counted = 0;

export function fieldView(field: Field, value: string | readonly string[] | null): FieldView {
  const id = `field-${(counted += 1)}`;
  const hint = field.hint === null ? null : el('p', { class: 'field-hint', id: `${id}-hint` }, field.hint);
  const flaw = el('p', { class: 'field-flaw', id: `${id}-flaw`, role: 'alert', hidden: true });
  const described = [hint === null ? null : `${id}-hint`, `${id}-flaw`]
    .filter((name) => name !== null)
    .join(' ');
  const control = controlOf(field, id, described, value);
  const optional = field.required
    ? null
    : el('span', { class: 'field-optional' }, say('page.dialog.optional'));
  const element = control.isGroup
    ? el(
        'fieldset',
        { class: 'field', 'data-field': field.id, 'aria-describedby': described },
        el('legend', { class: 'field-label' }, field.label, ' ', optional),
        hint,
        control.element,
        flaw,
      )
    : el(
        'div',
        { class: 'field', 'data-field': field.id },
        el('label', { class: 'field-label', for: id }, field.label, ' ', optional),
        hint,
        control.element,
        flaw,
      );
  return {
    id: field.id,
    element,
    read: () => control.read(),
    focus: () => control.focus(),
    flaw(says) {
      flaw.textContent = says ?? '';
      flaw.hidden = says === null;
      element.classList.toggle('has-flaw', says !== null);
      control.mark(says !== null);
    },
  };
}

type Control = {
  readonly element: HTMLElement;
  readonly isGroup: boolean;
  read(): string | readonly string[];
  focus(): void;
  mark(isWrong: boolean): void;
};

function controlOf(
  field: Field,
  id: string,
  described: string,
  value: string | readonly string[] | null,
): Control {
  switch (field.kind) {
    case 'long text': {
      const area = el('textarea', { id, rows: 4, maxlength: field.maxLength, 'aria-describedby': described });
      return single(area, value);
    }
    case 'choice':
      return field.choices.length <= 6
        ? group(field, id, 'radio', value)
        : single(selectOf(field, id, described), value);
    case 'person':
      return single(selectOf(field, id, described), value);
    case 'several choices':
      return group(field, id, 'checkbox', value);
    case 'date':
      return single(el('input', { id, type: 'date', 'aria-describedby': described }), value);
    case 'number':
    case 'money':
      // Not `type=number`: that one forgets what it does not like, and nobody could see what was wrong.
      return single(
        el('input', {
          id,
          type: 'text',
          inputmode: 'decimal',
          autocomplete: 'off',
          'aria-describedby': described,
        }),
        value,
      );
    case 'text':
      return single(
        el('input', {
          id,
          type: 'text',
          maxlength: field.maxLength,
          autocomplete: 'off',
          'aria-describedby': described,
        }),
        value,
      );
  }
}

function single(
  input: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement,
  value: string | readonly string[] | null,
): Control {
  input.value = typeof value === 'string' ? value : '';
  return {
    element: input,
    isGroup: false,
    read: () => input.value,
    focus: () => input.focus(),
    mark: (isWrong) => input.setAttribute('aria-invalid', String(isWrong)),
  };
}

function selectOf(field: Field, id: string, described: string): HTMLSelectElement {
  return el(
    'select',
    { id, 'aria-describedby': described },
    el('option', { value: '' }, say('page.dialog.choose')),
    ...field.choices.map((choice) => el('option', { value: choice.id }, choice.label)),
  );
}

function group(
  field: Field,
  id: string,
  type: 'radio' | 'checkbox',
  value: string | readonly string[] | null,
): Control {
  const chosen = new Set(typeof value === 'string' ? [value] : (value ?? []));
  const inputs = field.choices.map((choice) => {
    const input = el('input', { type, name: id, value: choice.id });
    input.checked = chosen.has(choice.id);
    return { input, label: el('label', { class: 'option' }, input, el('span', {}, choice.label)) };
  });
  return {
    element: el('div', { class: 'options' }, ...inputs.map(({ label }) => label)),
    isGroup: true,
    read() {
      const ids = inputs.filter(({ input }) => input.checked).map(({ input }) => input.value);
      return type === 'checkbox' ? ids : (ids[0] ?? '');
    },
    focus: () => inputs[0]?.input.focus(),
    mark: (isWrong) => inputs.forEach(({ input }) => input.setAttribute('aria-invalid', String(isWrong))),
  };
}
