import { describe, expect, it } from 'vitest';
import { renderForm } from '../../../adapters/slack/modal.ts';
import {
  errorsOf,
  filledOf,
  metadataOf,
  submittedView,
  typedCard,
} from '../../../adapters/slack/read-view.ts';
import type { Field, Form } from '../../../src/cards/form.ts';
import { checkView } from '../../support/slack/block-kit.ts';
import { fullForm } from '../conformance/full-form.ts';

const origin = { channel: 'C1', thread: null };

const aField = (more: Partial<Field>): Field => ({
  id: 'it',
  label: 'It',
  hint: null,
  kind: 'text',
  required: false,
  maxLength: 200,
  choices: [],
  value: null,
  ...more,
});
const formWith = (...fields: readonly Field[]): Form => ({ ...fullForm(), intro: null, fields });
const choices = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `c${index}`, label: `Choice ${index}` }));
const elementOf = (field: Partial<Field>) => {
  const [block] = renderForm(formWith(aField(field)), origin).blocks;
  return block && 'element' in block ? block.element : block;
};

const submitted = (values: object, form = fullForm()) => {
  const view = renderForm(form, origin);
  return submittedView.parse({ ...view, id: 'V1', state: { values } });
};

describe('a form as a modal', () => {
  it('asks each kind of field natively', () => {
    const kinds = renderForm(fullForm(), origin).blocks.map((block) =>
      'element' in block ? block.element.type : block.type,
    );
    expect(kinds).toEqual([
      'section',
      'plain_text_input',
      'plain_text_input',
      'number_input',
      'plain_text_input',
      'datepicker',
      'static_select',
      'checkboxes',
      'static_select',
    ]);
    expect(checkView(renderForm(fullForm(), origin), 'modal')).toBeNull();
  });

  it('asks a choice that must be made among few by radio buttons, else by a select', () => {
    expect(elementOf({ kind: 'choice', required: true, choices: choices(6) })?.type).toBe('radio_buttons');
    expect(elementOf({ kind: 'choice', required: true, choices: choices(7) })?.type).toBe('static_select');
    // A radio button can not be taken back.
    expect(elementOf({ kind: 'choice', choices: choices(2) })?.type).toBe('static_select');
    expect(elementOf({ kind: 'several choices', choices: choices(10) })?.type).toBe('checkboxes');
    expect(elementOf({ kind: 'several choices', choices: choices(11) })?.type).toBe('multi_static_select');
  });

  it('opens with what stands in it, as far as Slack takes it', () => {
    expect(elementOf({ value: 'as it was' })).toMatchObject({ initial_value: 'as it was' });
    expect(elementOf({ value: 'x'.repeat(300) })).toMatchObject({
      initial_value: 'x'.repeat(200),
      max_length: 200,
    });
    expect(elementOf({ kind: 'number', value: '12.5' })).toMatchObject({ initial_value: '12.5' });
    expect(elementOf({ kind: 'number', value: 'twelve' })).not.toHaveProperty('initial_value');
    expect(elementOf({ kind: 'date', value: '2026-12-01' })).toMatchObject({ initial_date: '2026-12-01' });
    expect(elementOf({ kind: 'date', value: 'tomorrow' })).not.toHaveProperty('initial_date');
    const some = { choices: choices(3), value: ['c1', 'c2', 'gone'] };
    expect(elementOf({ kind: 'several choices', ...some })).toMatchObject({
      initial_options: [{ value: 'c1' }, { value: 'c2' }],
    });
    expect(elementOf({ kind: 'choice', choices: choices(3), value: 'gone' })).not.toHaveProperty(
      'initial_option',
    );
  });

  it('shows the first hundred choices and says so; without any it says that, as an empty select is refused (S51)', () => {
    const many = formWith(aField({ kind: 'person', choices: choices(101) }));
    const view = renderForm(many, origin);
    expect(checkView(view, 'modal')).toBeNull();
    expect(JSON.stringify(view)).toContain('Only the first 100 are shown here.');
    const none = renderForm(
      formWith(aField({ kind: 'choice', required: true }), aField({ id: 'other' })),
      origin,
    );
    expect(checkView(none, 'modal')).toBeNull();
    expect(JSON.stringify(none)).toContain('It: there is nothing to choose from');
  });

  it('carries ids alone in its metadata (S92)', () => {
    const form = { ...fullForm(), code: 'qualify:abc' };
    const metadata = { code: 'qualify:abc', language: 'en', channel: 'C1', thread: null };
    expect(JSON.parse(renderForm(form, origin).private_metadata ?? '')).toEqual(metadata);
    expect(metadataOf(submitted({}, form))).toEqual(metadata);
    for (const private_metadata of ['', '{}', 'null', '{"code":1}'])
      expect(metadataOf({ private_metadata })).toBeNull();
  });
});

describe('a submitted modal', () => {
  const values = {
    text: { text: { type: 'plain_text_input', value: 'A bakery' } },
    long_text: { long_text: { type: 'plain_text_input', value: null } },
    number: { number: { type: 'number_input', value: '12.5' } },
    date: { date: { type: 'datepicker', selected_date: '2026-12-01' } },
    choice: {
      choice: { type: 'static_select', selected_option: { value: 'large', text: { text: 'More than ten' } } },
    },
    several_choices: {
      several_choices: {
        type: 'checkboxes',
        selected_options: [
          { value: 'small', text: { text: 'Up to ten people' } },
          { value: 'large', text: { text: 'More than ten' } },
        ],
      },
    },
    person: { person: { type: 'static_select', selected_option: null } },
  };

  it('is read by field; what was left empty is not there', () => {
    expect(filledOf(submitted(values))).toEqual({
      text: 'A bakery',
      number: '12.5',
      date: '2026-12-01',
      choice: 'large',
      several_choices: ['small', 'large'],
    });
    expect(filledOf(submitted({}))).toEqual({});
  });

  it('shows each sentence at its field, and one without a field at the first, where somebody sees it (S88)', () => {
    const view = submitted(values);
    expect(errorsOf(view, [{ field: 'money', says: 'That is no amount.' }])).toEqual({
      money: 'That is no amount.',
    });
    const strays = [
      { field: 'text', says: 'One.' },
      { field: 'gone', says: 'Two.' },
    ];
    expect(errorsOf(view, strays)).toEqual({ text: 'One. Two.' });
    expect(errorsOf(view, [])).toBeNull();
    expect(errorsOf({ ...view, blocks: [] }, strays)).toBeNull();
  });

  it('gives back in words what was typed', () => {
    const card = typedCard(submitted(values), 'en');
    expect(card?.blocks[0]).toEqual({
      type: 'fields',
      fields: [
        { label: 'The text', value: 'A bakery' },
        { label: 'The number', value: '12.5' },
        { label: 'The date', value: '2026-12-01' },
        { label: 'The choice', value: 'More than ten' },
        { label: 'The several choices', value: 'Up to ten people, More than ten' },
      ],
    });
    expect(typedCard(submitted({}), 'en')).toBeNull();
  });
});
