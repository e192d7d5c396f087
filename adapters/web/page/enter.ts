/** Somebody new comes in with a code: to join the team, or as its first manager. */

import type { Seat } from '../desk.ts';
import type { WireReply } from '../wire.ts';
import { deliver } from './api.ts';
import { openForm } from './form-dialog.ts';
import type { PageForm } from './form-dialog.ts';
import { show } from './replies.ts';
import { loadFrame, sitDown } from './session.ts';
import { attempt } from './toasts.ts';
import { say } from './words.ts';

export function openEnter(): void {
  openForm(enterForm(), async (filled) => {
    const flaws = ['name', 'code', 'as']
      .filter((id) => String(filled[id] ?? '').trim() === '')
      .map((field) => ({ field, says: say('page.dialog.required') }));
    if (flaws.length > 0) return { flaws };
    const { reply, seat } = await deliver<{ reply: WireReply; seat: Seat | null }>('/web/enter', filled);
    // Not let in: the sentence why stands in the dialog, and the code can be mended.
    if (seat === null) {
      return {
        flaws: [{ field: 'code', says: reply.type === 'say' ? reply.text : say('page.problems.failed') }],
      };
    }
    return {
      after() {
        show(reply, null);
        attempt(async () => {
          await sitDown(seat.person);
          await loadFrame();
        });
      },
    };
  });
}

function enterForm(): PageForm {
  const field = { hint: null, required: true, maxLength: 80, choices: [], value: null };
  return {
    code: 'enter',
    title: say('page.enter.title'),
    intro: say('page.enter.intro'),
    submit: say('page.enter.submit'),
    cancel: say('page.dialog.cancel'),
    fields: [
      { ...field, id: 'name', label: say('page.enter.name'), kind: 'text' },
      { ...field, id: 'code', label: say('page.enter.code'), kind: 'text', maxLength: 64 },
      {
        ...field,
        id: 'as',
        label: say('page.enter.as'),
        kind: 'choice',
        value: 'join',
        choices: [
          { id: 'join', label: say('page.enter.asJoin') },
          { id: 'manager', label: say('page.enter.asManager') },
        ],
      },
    ],
  };
}
