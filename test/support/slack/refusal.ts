/** An answer of the Web API that is no: `ok: false`, the error, and what goes with it (S61, S70, S71). */
import type { BlockFlaw, Json } from './flaws.ts';

export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly error: string;
  readonly more: Json;
  constructor(error: string, more: Json = {}) {
    super(error);
    this.error = error;
    this.more = more;
  }
}

export function missing(field: string): Refusal {
  return new Refusal('invalid_arguments', {
    response_metadata: { messages: [`[ERROR] missing required field: ${field}`] },
  });
}

export function refusedBlocks(error: string, flaws: readonly BlockFlaw[]): Refusal {
  const lines = flaws.map(({ message, pointer }) => `${message} [json-pointer:${pointer}]`);
  return new Refusal(error, {
    errors: lines,
    response_metadata: { messages: lines.map((line) => `[ERROR] ${line}`) },
  });
}
