/** What a person is recognised by when they come again: a phone that could be read, and an e-mail. */
import type { Contact } from '../core/contact.ts';

export type ContactKey = { readonly kind: 'phone' | 'email'; readonly value: string };

export function keysOf(contact: Contact): readonly ContactKey[] {
  return [
    ...(contact.phone !== null && contact.phoneChecked
      ? [{ kind: 'phone', value: contact.phone } as const]
      : []),
    ...(contact.email === null ? [] : [{ kind: 'email', value: contact.email } as const]),
  ];
}
