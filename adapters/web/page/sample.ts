/** Asks for a made-up lead. */
import { change } from './api.ts';
import { attempt, toast } from './toasts.ts';
import { say } from './words.ts';

export function addSample(): void {
  attempt(async () => {
    const { value } = await change<{ value: { number: string } }>('POST', '/web/sample', {});
    toast(say('page.sample.added', { number: value.number }), 'done');
  });
}
