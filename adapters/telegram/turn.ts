/** One thing that a person did, while it is worked on. */
import type { Delivered, Person } from '../../src/chat/port.ts';

export type Turn = {
  readonly person: Person;
  readonly delivered: Delivered;
  /** The number of the update: the same deed brought again has the same. */
  readonly update: number;
  readonly signal: AbortSignal;
};
