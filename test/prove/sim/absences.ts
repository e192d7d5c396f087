/** People go away and come back by their own word; a manager takes somebody out of the team, and brings them back. */
import { changeMember } from '../../../src/app/people/members.ts';
import type { Draws } from '../floor/draws.ts';
import { personOf, platforms, seats, type SimFloor } from './a-floor.ts';
import { ask } from './press.ts';
import { untilAnswered } from './until-answered.ts';

const reps = seats.filter(({ roles }) => roles.every((role) => role !== 'manager'));

export async function goAwayOrComeBack(floor: SimFloor, draws: Draws, id: string): Promise<void> {
  const { one, once, draw } = draws;
  const rep = one(reps);
  const deputies = reps.filter((other) => other.id !== rep.id && other.roles[0] === rep.roles[0]);
  const deputy = once(4) ? '' : ` deputy ${one(deputies).name}`;
  const text = once(4) ? 'resume' : `away ${1 + draw(5)} hours${deputy}`;
  await ask(floor, { platform: one(platforms), who: personOf(rep.id), text, id });
}

async function change(floor: SimFloor, id: string, active: boolean): Promise<void> {
  const { trace, clock } = floor;
  const identities = Object.fromEntries(platforms.map((platform) => [platform, personOf(id)]));
  trace.tell(clock.now(), `${id} ${active ? 'comes back into' : 'leaves'} the team`);
  const input = active ? { active, identities } : { active };
  const changed = await untilAnswered(floor, (app) =>
    changeMember(app, id, input, { by: 'm_mo', via: 'api' }),
  );
  if (!changed.ok) throw new Error(`${id} could not be changed.`);
}

export async function leaveTeam(floor: SimFloor, { one }: Draws): Promise<void> {
  const { id } = one(reps);
  floor.gone.add(id);
  await change(floor, id, false);
}

export async function rejoinTeam(floor: SimFloor): Promise<void> {
  for (const id of floor.gone) await change(floor, id, true);
  floor.gone.clear();
}
