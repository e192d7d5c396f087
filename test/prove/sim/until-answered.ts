/** Whoever sends something to a process that dies over it is not answered, and sends it again to the next. */
import type { App } from '../../../src/app/app.ts';
import type { SimFloor } from './a-floor.ts';

export async function untilAnswered<Answer>(
  floor: SimFloor,
  send: (app: App) => Promise<Answer>,
): Promise<Answer> {
  for (;;) {
    const process = floor.process();
    try {
      const answer = await send(process.app);
      if (!process.isDead()) return answer;
    } catch (error) {
      if (!process.isDead()) throw error;
    }
  }
}
