import { describe, expect, it } from 'vitest';
import { makeInOrder } from '../../../adapters/slack/in-order.ts';
import type { Happening } from '../../../src/chat/happening.ts';
import { testClock } from '../../support/test-clock.ts';

const of = (type: 'person left' | 'person returned', person = 'U1'): Happening => ({
  platform: 'slack',
  id: `${type} ${person}`,
  at: 0,
  type,
  person,
});

describe('events that Slack brings in any order', () => {
  it('do not take back what a later one has told of the same person', async () => {
    const inOrder = makeInOrder(testClock());
    const kept: string[] = [];
    const tell = (happening: Happening, moment: number) =>
      inOrder(happening, moment, async () => {
        kept.push(happening.id);
      });
    await tell(of('person returned'), 20);
    await tell(of('person left'), 10);
    await tell(of('person left', 'U2'), 10);
    await tell(of('person left'), 20);
    expect(kept).toEqual(['person returned U1', 'person left U2', 'person left U1']);
  });

  it('wait for each other where they are about the same, and not else', async () => {
    const inOrder = makeInOrder(testClock());
    const slow = Promise.withResolvers<void>();
    const kept: string[] = [];
    const first = inOrder(of('person returned'), 20, () => slow.promise);
    const second = inOrder(of('person left'), 10, async () => {
      kept.push('an older one');
    });
    await inOrder(of('person left', 'U2'), 10, async () => {
      kept.push('somebody else');
    });
    slow.resolve();
    await Promise.all([first, second]);
    expect(kept).toEqual(['somebody else']);
  });

  it('are no news when they could not be kept', async () => {
    const inOrder = makeInOrder(testClock());
    const failing = inOrder(of('person returned'), 20, () =>
      Promise.reject(new Error('the database is away')),
    );
    await expect(failing).rejects.toThrow('the database is away');
    let isKept = false;
    await inOrder(of('person left'), 10, async () => {
      isKept = true;
    });
    expect(isKept).toBe(true);
  });
});
