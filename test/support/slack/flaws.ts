/** What a strict reader of JSON finds wrong, each at its place; the words are Slack's (S61). */

/** Any JSON object, not yet known to be anything. */
export type Json = Readonly<Record<string, unknown>>;

export type BlockFlaw = { readonly pointer: string; readonly message: string };

export type Flaws = {
  readonly found: readonly BlockFlaw[];
  add(pointer: string, message: string): void;
};

export function makeFlaws(): Flaws {
  const found: BlockFlaw[] = [];
  return { found, add: (pointer, message) => found.push({ pointer, message }) };
}

export function asJson(value: unknown): Json | null {
  return isJson(value) ? value : null;
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function asList(value: unknown): readonly unknown[] | null {
  return Array.isArray(value) ? (value as readonly unknown[]) : null;
}

/** The objects of a list; what is none is left out. */
export function jsonsOf(value: unknown): readonly Json[] {
  return (asList(value) ?? []).map(asJson).filter((one) => one !== null);
}

export function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** Slack refuses what it does not know, so that a misspelt property does not pass unseen. */
export function checkKeys(thing: Json, known: readonly string[], at: string, flaws: Flaws): void {
  for (const key of Object.keys(thing)) {
    if (!known.includes(key)) flaws.add(at, `invalid additional property: ${key}`);
  }
}

/** A string of a certain length; `min` 0 lets it be empty, absent lets it be missing. */
export function checkString(
  value: unknown,
  { min = 1, max, optional = false }: { min?: number; max: number; optional?: boolean },
  at: string,
  flaws: Flaws,
): void {
  if (value === undefined) {
    if (!optional) flaws.add(at, 'missing required field');
  } else if (typeof value !== 'string') flaws.add(at, 'must be a string');
  else if (value.length < min) flaws.add(at, `must be more than ${min - 1} characters`);
  else if (value.length > max) flaws.add(at, `must be less than ${max + 1} characters`);
}

export function checkBoolean(value: unknown, at: string, flaws: Flaws): void {
  if (value !== undefined && typeof value !== 'boolean') flaws.add(at, 'must be a boolean');
}

export function checkOneOf(value: unknown, known: readonly string[], at: string, flaws: Flaws): void {
  if (value !== undefined && (typeof value !== 'string' || !known.includes(value))) {
    flaws.add(at, `must be one of: ${known.join(', ')}`);
  }
}

/** A list with a number of things in it; null where it is none. */
export function checkCount(
  value: unknown,
  { min = 1, max }: { min?: number; max: number },
  at: string,
  flaws: Flaws,
): readonly unknown[] | null {
  const list = asList(value);
  if (!list) flaws.add(at, value === undefined ? 'missing required field' : 'must be an array');
  else if (list.length < min) flaws.add(at, `no fewer than ${min} items allowed`);
  else if (list.length > max) flaws.add(at, `no more than ${max} items allowed`);
  return list;
}
