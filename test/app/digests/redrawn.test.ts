import { describe, expect, it } from 'vitest';
import { sendDueDigests } from '../../../src/app/digests/send-due.ts';
import { startDelivery } from '../../../src/app/deliver/delivery.ts';
import { scriptedInbox } from '../../adapters/conformance/scripted-inbox.ts';
import { cardText } from '../../support/card-text.ts';
import { anApp, command, receiveOne } from '../../support/an-app.ts';
import { makeFakeChat } from '../../support/fake-chat.ts';
import { testClock } from '../../support/test-clock.ts';
import { withDatabase } from '../../support/with-database.ts';

const test = withDatabase();
const hour = 3_600_000;

describe('a digest that was sent', () => {
  it('names what is late, and is drawn anew when that is dealt with', async () => {
    const clock = testClock();
    const chat = makeFakeChat({ platform: 'slack', now: () => clock.now() });
    const app = await anApp(test.database, { clock, adapters: [chat] });
    await chat.start(scriptedInbox());
    const delivery = startDelivery(app);
    const { ref } = await receiveOne(app);
    app.clock.forward(24 * hour);
    await sendDueDigests(app);
    await delivery.settle();
    const seen = () => chat.seen('mo').map(({ card }) => cardText(card));
    const [first = ''] = seen().filter((text) => text.includes('needs you'));
    expect(first).toContain('1 lead needs you');
    expect(first).toContain('Assign L-1001');
    const edits = () => chat.calls.filter(({ type }) => type === 'edit').length;
    const before = edits();
    await command(app, 'ana', ref, 'claim');
    app.clock.forward(3_000);
    await delivery.settle();
    expect(seen().some((text) => text.includes('Nothing is stuck.'))).toBe(true);
    expect(seen().some((text) => text.includes('needs you'))).toBe(false);
    expect(edits() - before).toBeGreaterThan(0);
    await delivery.stop();
  });
});
