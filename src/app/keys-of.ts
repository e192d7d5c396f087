/** What a person is recognised by when they come again: a phone that could be read, and an e-mail. */
import type { Contact } from '../core/contact.ts';
import type { ContactKey } from '../storage/insert-lead.ts';

export function keysOf(contact: Contact): readonly ContactKey[] {
  const { phone, phoneChecked, email } = contact;
  return [
    ...(phone !== null && phoneChecked ? [{ kind: 'phone', value: phone } as const] : []),
    ...(email === null ? [] : [{ kind: 'email', value: email } as const]),
  ];
}
