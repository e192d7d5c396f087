/** Lets other work of this process go on until something is so. Nothing sleeps; what never comes ends at the test's limit. */
import type { FakeChat } from '../../support/fake-chat.ts';

export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}

export const untilCalled = (chat: FakeChat, times: number) => until(() => chat.calls.length >= times);
export const untilSeen = (chat: FakeChat, count: number) => until(() => chat.seen().length >= count);
