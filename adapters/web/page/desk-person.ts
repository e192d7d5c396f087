/** One person as a form: the name, the roles and where each counts, the language. */
import type { Filled, Flaw } from '../../../src/cards/form.ts';

import { languages, roles } from '../../../src/core/member.ts';
import type { DeskPerson, Grant, PersonInput } from '../desk.ts';
import { change } from './api.ts';
import { openForm } from './form-dialog.ts';
import type { PageForm } from './form-dialog.ts';
import { frame } from './session.ts';
import { toast } from './toasts.ts';
import { say, sayFirst } from './words.ts';

export function openPerson(person: DeskPerson | null, refresh: () => void): void {
  openForm(personForm(person), async (filled) => {
    const flaws = flawsOf(filled);
    if (flaws.length > 0) return { flaws };
    const input = inputOf(filled);
    if (person === null) await change('POST', '/web/people', input);
    else await change('PATCH', `/web/people/${encodeURIComponent(person.id)}`, input);
    return {
      after() {
        toast(say(person === null ? 'page.people.added' : 'page.people.saved', { name: input.name }), 'done');
        refresh();
      },
    };
  });
}

function personForm(person: DeskPerson | null): PageForm {
  const field = { hint: null, required: true, maxLength: 80, choices: [] };
  const scopes = scopesOf(person);
  return {
    code: `person ${person?.id ?? 'new'}`,
    title: person ? say('page.people.editTitle', { name: person.name }) : say('page.people.add'),
    intro: null,
    submit: say('page.dialog.save'),
    cancel: say('page.dialog.cancel'),
    fields: [
      { ...field, id: 'name', label: say('page.people.name'), kind: 'text', value: person?.name ?? null },
      ...scopes.map(({ id, direction, label }) => ({
        ...field,
        id,
        label,
        hint: direction === null && scopes.length > 1 ? say('page.people.rolesHint') : null,
        kind: 'several choices' as const,
        required: false,
        choices: roles.map((role) => ({ id: role, label: sayFirst(`names.role.${role}`) })),
        value: (person?.roles ?? []).filter((held) => held.direction === direction).map(({ role }) => role),
      })),
      languageField(say('page.people.language'), person?.language ?? frame().seat?.language ?? 'en'),
    ],
  };
}

/** Where roles can count: everywhere, and where there is more than one direction, in each. */
function scopesOf(
  person: DeskPerson | null,
): readonly { readonly id: string; readonly direction: string | null; readonly label: string }[] {
  const { directions } = frame();
  const isOnly = directions.length < 2 && !person?.roles.some(({ direction }) => direction !== null);
  const everywhere = { id: scopeId(null), direction: null };
  if (isOnly) return [{ ...everywhere, label: say('page.people.roles') }];
  return [
    { ...everywhere, label: say('page.people.rolesEverywhere') },
    ...directions.map(({ id, name }) => ({
      id: scopeId(id),
      direction: id,
      label: say('page.people.rolesIn', { direction: name }),
    })),
  ];
}

function scopeId(direction: string | null): string {
  return direction === null ? 'roles' : `roles ${direction}`;
}

export function languageField(label: string, value: string): PageForm['fields'][number] {
  return {
    id: 'language',
    label,
    hint: null,
    kind: 'choice',
    required: true,
    maxLength: 2,
    choices: languages.map((one) => ({ id: one, label: say(`names.language.${one}`) })),
    value,
  };
}

function flawsOf(filled: Filled): readonly Flaw[] {
  const isNamed = String(filled['name'] ?? '').trim() !== '';
  return isNamed ? [] : [{ field: 'name', says: say('page.dialog.required') }];
}

function inputOf(filled: Filled): PersonInput {
  const grantsIn = (direction: string | null): readonly Grant[] => {
    const chosen = filled[scopeId(direction)] ?? [];
    return roles.filter((role) => chosen.includes(role)).map((role) => ({ role, direction }));
  };
  const everywhere = grantsIn(null);
  return {
    name: String(filled['name'] ?? '').trim(),
    grants: [
      ...everywhere,
      ...frame()
        .directions.flatMap(({ id }) => grantsIn(id))
        // What is held everywhere needs no line for a direction.
        .filter(({ role }) => !everywhere.some((held) => held.role === role)),
    ],
    language: languages.find((one) => one === filled['language']) ?? 'en',
  };
}
