/** Counts what a platform is asked, and by which of the port's errors it refuses. The adapter stays as it is. */
import type { ChatAdapter } from '../../chat/port.ts';
import type { Counts } from '../counts.ts';
import { nameOfError } from './name-of-error.ts';

type Counted = Pick<ChatAdapter, 'name' | 'post' | 'edit' | 'direct' | 'home'>;

export function countCalls(adapter: ChatAdapter, counts: Pick<Counts, 'delivery'>): ChatAdapter {
  async function counted<T>(call: keyof Omit<Counted, 'name'>, made: () => Promise<T>): Promise<T> {
    try {
      const answer = await made();
      counts.delivery(adapter.name, call, 'done');
      return answer;
    } catch (error) {
      counts.delivery(adapter.name, call, nameOfError(error));
      throw error;
    }
  }
  return {
    name: adapter.name,
    start: (inbox) => adapter.start(inbox),
    stop: () => adapter.stop(),
    post: (place, posting) => counted('post', () => adapter.post(place, posting)),
    edit: (message, posting) => counted('edit', () => adapter.edit(message, posting)),
    direct: (person, posting) => counted('direct', () => adapter.direct(person, posting)),
    find: (place, key, signal) => adapter.find(place, key, signal),
    check: (place) => adapter.check(place),
    home: (person, posting) => counted('home', () => adapter.home(person, posting)),
    isIn: (place, person, signal) => adapter.isIn(place, person, signal),
    joinLink: (code, signal) => adapter.joinLink(code, signal),
  };
}
