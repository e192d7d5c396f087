/**
 * Makes something once for each of what it is made from, and keeps it: for what takes far longer to make than to use, and
 * what holds memory that the engine does not count. What it is made from must be of few kinds, or it would grow for ever.
 */
export function onceEach<Given extends readonly string[], Made>(
  make: (...given: Given) => Made,
): (...given: Given) => Made {
  const kept = new Map<string, Made>();
  return (...given) => {
    const key = given.join(' ');
    const made = kept.get(key) ?? make(...given);
    kept.set(key, made);
    return made;
  };
}
