/** Puts something around a method of what is not ours, as what is loaded before a program does to look at it. */

/** `around` is told what the method was given, and calls on to it. */
export function aroundMethod(
  of: object,
  name: string,
  around: (given: readonly unknown[], callOn: () => unknown) => unknown,
): void {
  const own: unknown = Reflect.get(of, name);
  if (typeof own !== 'function') throw new Error(`There is no "${name}" any more: look for it elsewhere.`);
  Reflect.set(of, name, function surrounded(this: unknown, ...given: unknown[]): unknown {
    return around(given, () => Reflect.apply(own, this, given));
  });
}
