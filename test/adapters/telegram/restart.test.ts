/** A form lives through anything: the program is killed or stopped at every step of it, and the person goes on where they were. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Seen } from '../../support/telegram/eyes.ts';
import { codeOf, questionFor } from './support/conversation.ts';
import type { Question } from './support/conversation.ts';
import { openTeam } from './support/floor.ts';
import type { Team } from './support/floor.ts';

const longMs = 300_000;
let team: Team;
beforeAll(async () => {
  team = await openTeam();
}, longMs);
afterAll(() => team.close());

const isOpenQuestion = ({ buttons }: Seen) => buttons.some(({ code }) => /^cancel:f_\w+$/.test(code));

describe('a form that is interrupted by a restart at every step', { timeout: longMs }, () => {
  it('goes on where it was, asks nothing twice, and is sent once with every answer', async () => {
    const { telegram, people, prospectors, closers, hands, restart } = team;
    const { ana } = people;
    const { number, phone } = await team.sendLead();
    await hands.press(ana, prospectors, 'claim');
    await hands.press(ana, ana, 'qualify');
    // Nobody waits for the answer to a press: whoever would give it may be dead.
    const tap = ({ message: { chat, message } }: Question, button: string) =>
      telegram.press({ person: ana, chat, message, button });
    const questions: string[] = [];
    const open = (step: number | null) =>
      telegram.until(
        `the question ${step}`,
        () => {
          const question = questionFor(telegram, ana);
          return question !== null && question.step === step ? question : null;
        },
        // Each restart takes its time; nothing has to wait for the leases of a dead process.
        60_000,
      );
    // A death leaves the turn to poll behind, a stop gives it back; both happen in the middle of a question.
    const interrupt = (step: number) => restart(step % 4 === 0 ? 'SIGKILL' : 'SIGTERM');
    const answers = ['Three windows', '#1', '45000', '', '#0'];
    for (const [step, answer] of answers.entries()) {
      const question = await open(step);
      questions.push(question.label);
      // Half of the answers are given while nobody listens.
      if (step % 2 === 0) await interrupt(step);
      if (answer.startsWith('#')) {
        tap(question, question.choices[Number(answer.slice(1))]?.code ?? '');
      } else if (answer === '') tap(question, codeOf(question, 'skip:'));
      else telegram.say({ person: ana, text: answer });
      if (step % 2 === 1) await interrupt(step);
      await open(step === answers.length - 1 ? null : step + 1);
      // What was in hand at a death is shown once more; still there is one question that can be answered.
      await telegram.until(
        'one open question',
        () => telegram.cards(ana).filter(isOpenQuestion).length === 1,
      );
    }
    expect(new Set(questions).size).toBe(answers.length);
    await interrupt(0);
    const summary = await open(null);
    for (const part of ['Three windows', 'House', '45000', 'They do']) {
      expect(summary.message.text).toContain(part);
    }
    tap(summary, codeOf(summary, 'confirm:'));
    await interrupt(1);

    const handed = await telegram.until(
      'the closers see it',
      () => hands.withButton(closers, 'accept'),
      60_000,
    );
    expect(handed.text).toContain(number);
    const lead = await (await team.baton().api(`/api/leads/${number}`)).json();
    expect(lead).toMatchObject({ stage: 'qualified' });
    expect(lead.history.filter(({ event }: { event: string }) => event === 'qualified')).toHaveLength(1);
    await telegram.until('the contact is gone', () =>
      telegram.cards(ana).every(({ text }) => !text.includes(phone)),
    );
    expect(telegram.violations()).toEqual([]);
  });
});
