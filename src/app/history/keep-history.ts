/**
 * Keeps a history that was lived elsewhere: lead by lead, each step decided by the rules at its own moment, without
 * announcing anything. What is there already is counted and left alone, so that the same file may come twice; what the
 * rules do not allow is refused with the reason, and the rest of it stays.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { MemberId, Ref } from '../../core/lead.ts';
import { forgetFigures } from '../../storage/figures/keep-slices.ts';
import type { App } from '../app.ts';
import { ImportStopped } from '../import/keep-import.ts';
import type { Say } from '../../words/say.ts';
import type { Language } from '../../core/member.ts';
import { peopleOf } from './people-of.ts';
import type { People } from './people-of.ts';
import type { RefusedStep, Step } from './step.ts';
import { tellStory } from './tell-story.ts';

export type HistoryApp = Pick<App, 'database' | 'clock' | 'random' | 'playbook' | 'wake'>;

export type HistoryCounts = {
  /** Leads and steps that are new here; the receive of a lead is a step as well. */
  readonly leads: number;
  readonly steps: number;
  /** Steps that were there already. */
  readonly known: number;
  /** People who became members without roles. */
  readonly members: number;
  readonly refused: readonly RefusedStep[];
};

export type KeepingHistory = {
  readonly isDryRun: boolean;
  readonly language: Language;
  readonly say: Say;
  isStopping(): boolean;
};

/** Of one lead: in order, and with whom each step names. */
export type Story = readonly (Step & { readonly by: MemberId | null; readonly to: MemberId | null })[];

const storiesAtOnce = 10;
const pauseMs = 5;

export async function keepHistory(
  app: HistoryApp,
  steps: readonly Step[],
  keeping: KeepingHistory,
): Promise<HistoryCounts> {
  const people = await peopleOf(app, keeping);
  const refused: RefusedStep[] = [];
  let [leads, done, known] = [0, 0, 0];
  let touched: Ref[] = [];
  const settle = async () => {
    await forgetFigures(app.database.db, touched);
    touched = [];
    await pause(pauseMs);
  };
  for (const [at, story] of storiesIn(steps).entries()) {
    if (keeping.isStopping()) {
      await settle();
      throw new ImportStopped();
    }
    const named = await withPeople(story, people, keeping.say);
    refused.push(...named.refused);
    const told = await tellStory(app, named.story, { ...keeping, names: people.names });
    refused.push(...told.refused);
    leads += told.isNew ? 1 : 0;
    done += told.steps;
    known += told.known;
    if (told.ref !== null && told.steps > 0 && !keeping.isDryRun) touched.push(told.ref);
    if (at % storiesAtOnce === storiesAtOnce - 1) await settle();
  }
  await settle();
  return {
    leads,
    steps: done,
    known,
    members: people.added(),
    refused: refused.toSorted((a, b) => a.row - b.row),
  };
}

/** The steps of each lead in the order of their moments; leads in the order in which they began. */
function storiesIn(steps: readonly Step[]): readonly (readonly Step[])[] {
  const stories = new Map<string, Step[]>();
  for (const step of steps.toSorted((a, b) => a.at - b.at || rankOf(a) - rankOf(b) || a.row - b.row)) {
    const story = stories.get(step.externalId);
    if (story) story.push(step);
    else stories.set(step.externalId, [step]);
  }
  return [...stories.values()];
}

/** At one moment, a lead is received before anything is done with it. */
const rankOf = ({ deed }: Step) => (deed.command === 'receive' ? 0 : 1);

async function withPeople(
  story: readonly Step[],
  people: People,
  say: Say,
): Promise<{ readonly story: Story; readonly refused: readonly RefusedStep[] }> {
  const known: Story[number][] = [];
  const refused: RefusedStep[] = [];
  for (const step of story) {
    const unclear: string[] = [];
    const find = async (name: string | null) => {
      const id = name === null ? null : await people.find(name);
      if (name !== null && id === null) unclear.push(name);
      return id;
    };
    const by = await find(step.member);
    const to = await find(step.deed.command === 'assign' ? step.deed.to : null);
    if (unclear.length === 0) known.push({ ...step, by, to });
    else
      refused.push({
        row: step.row,
        reasons: unclear.map((name) => say('history.row.memberTwice', { name })),
      });
  }
  return { story: known, refused };
}
