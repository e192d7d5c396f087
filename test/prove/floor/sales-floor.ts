/** What every proof against the real program needs: people seated over the API, what is sent, and when all is told. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Role } from '../../../src/core/member.ts';
import type { Running } from '../../support/run-baton.ts';
import type { Seated } from './clickers.ts';

/** Each on the page as `prove-name`. */
export async function seat(
  baton: Running,
  names: readonly string[],
  roles: readonly Role[] = ['prospector'],
): Promise<readonly Seated[]> {
  const seated: Seated[] = [];
  for (const name of names) {
    const person = `prove-${name.toLowerCase()}`;
    const body = { name, roles, language: 'en', identities: { web: person } };
    const made = await send(baton, '/api/members', body);
    if (typeof made['id'] !== 'string') throw new Error(`${name} could not be seated.`);
    seated.push({ id: made['id'], name, person });
  }
  return seated;
}

/** Something new; anything but 201 ends the proof. */
export async function send(baton: Running, path: string, body: unknown): Promise<Record<string, unknown>> {
  const response = await baton.api(path, { method: 'POST', body: JSON.stringify(body) });
  if (response.status !== 201) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

const drainSeconds = 120;

/** Until everything that was to be shown has been shown. */
export async function drained(baton: Running): Promise<void> {
  for (let second = 0; second < drainSeconds; second += 1) {
    const ready: { outbox: readonly { waiting: number }[] } = await (
      await fetch(`${baton.url}/readyz`)
    ).json();
    if (ready.outbox.every(({ waiting }) => waiting === 0)) return;
    await pause(1_000);
  }
  throw new Error(`The outbox was not empty after ${drainSeconds} s.`);
}

/** A member's id, however the API shows a member. */
export function custodianId(custodian: unknown): string | null {
  if (typeof custodian === 'string') return custodian;
  const isMember = typeof custodian === 'object' && custodian !== null && 'id' in custodian;
  return isMember && typeof custodian.id === 'string' ? custodian.id : null;
}

/** Without a limit, so that few people can take all there is. */
export const withoutLimits = `company: Prove
directions:
  main:
    reveals a day: none
    prospecting:
      open leads at most: none
      disqualify because: { spam: Spam }
    closing: { return because: { brief: Brief }, lose because: { price: Price } }
`;

const eachDirection = `
    reveals a day: none
    prospecting:
      open leads at most: none
      brief:
        - { id: need, ask: What do they need?, kind: long text }
      disqualify because: { spam: Spam }
    closing: { open leads at most: none, return because: { brief: Brief }, lose because: { price: Price } }`;
/** The same in two directions, so that a right may be one in the other. */
export const twoDirections = `company: Prove
directions:
  main:${eachDirection}
  other:${eachDirection}
`;
