/** Delta debugging: leaves out ever smaller parts as long as what is left still fails (Zeller and Hildebrandt, 2002). */
export async function shrink<T>(
  items: readonly T[],
  fails: (kept: readonly T[]) => Promise<boolean>,
  triesAtMost: number,
): Promise<readonly T[]> {
  let kept = items;
  let parts = 2;
  let tries = 0;
  while (kept.length > 1) {
    const size = Math.ceil(kept.length / parts);
    let isSmaller = false;
    for (let from = 0; from < kept.length && !isSmaller; from += size) {
      if ((tries += 1) > triesAtMost) return kept;
      const rest = kept.toSpliced(from, size);
      if (!(await fails(rest))) continue;
      kept = rest;
      parts = Math.max(parts - 1, 2);
      isSmaller = true;
    }
    if (isSmaller) continue;
    if (size === 1) return kept;
    parts = Math.min(parts * 2, kept.length);
  }
  return kept;
}
