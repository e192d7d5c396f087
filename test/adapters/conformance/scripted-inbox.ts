/** An inbox that writes down what comes in and answers what it was told to; without being told, it says that all is well. */
import type { Happening } from '../../../src/chat/happening.ts';
import type { Ask, Inbox, Press, Reply, Submit } from '../../../src/chat/port.ts';

export function scriptedInbox() {
  const presses: Press[] = [];
  const asks: Ask[] = [];
  const submits: Submit[] = [];
  const happenings: Happening[] = [];
  let next: Reply | Error | null = null;

  const reply = async (): Promise<Reply> => {
    const answer = next;
    next = null;
    if (answer instanceof Error) throw answer;
    return answer ?? { type: 'say', tone: 'quiet', text: 'All is well.' };
  };
  const inbox: Inbox = {
    press(press) {
      presses.push(press);
      return reply();
    },
    ask(ask) {
      asks.push(ask);
      return reply();
    },
    submit(submit) {
      submits.push(submit);
      return reply();
    },
    async happened(happening) {
      happenings.push(happening);
    },
  };
  return {
    ...inbox,
    presses,
    asks,
    submits,
    happenings,
    /** The answer to whatever comes next. */
    answer(reply: Reply) {
      next = reply;
    },
    fail(error: Error) {
      next = error;
    },
  };
}
