/** Who may see what: a seat the channels of its roles and its own private chat, a manager every channel. */
import { audiences } from '../../src/core/member.ts';
import type { Audience, Role } from '../../src/core/member.ts';
import type { Desk, Seat, WebChannel } from './desk.ts';
import { directChannel, homeChannel } from './wire.ts';

/** Whether a channel may be seen. */
export type Sight = (channel: string) => boolean;

/** Reads once who sits there; then answers for any person, null for one who has no seat. */
export async function readSights(
  desk: Pick<Desk, 'seats' | 'channels'>,
): Promise<(person: string) => Sight | null> {
  const [seats, bound] = await Promise.all([desk.seats(), desk.channels()]);
  return (person) => {
    const seat = seats.find((known) => known.person === person);
    return seat ? sightOf(seat, bound) : null;
  };
}

export function sightOf(seat: Seat, bound: readonly WebChannel[]): Sight {
  const open = channelsOf(seat, bound).map(({ channel }) => channel);
  const seen = new Set([...open, directChannel(seat.person), homeChannel(seat.person)]);
  return (channel) => seen.has(channel);
}

/** The channels that a seat is in, in the order of the conveyor. */
export function channelsOf(seat: Seat, bound: readonly WebChannel[]): readonly WebChannel[] {
  const isIn = (channel: WebChannel) =>
    seat.roles.includes('manager') ||
    channel.audiences.some((audience) => seat.roles.includes(roleOf[audience]));
  const rank = (channel: WebChannel) =>
    Math.min(...channel.audiences.map((audience) => audiences.indexOf(audience)));
  return bound
    .filter(isIn)
    .toSorted((one, other) => rank(one) - rank(other) || one.channel.localeCompare(other.channel));
}

const roleOf: Readonly<Record<Audience, Role>> = {
  prospectors: 'prospector',
  closers: 'closer',
  account_team: 'account_manager',
  managers: 'manager',
};
