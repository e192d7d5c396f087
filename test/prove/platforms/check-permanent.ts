/**
 * Judges what became of work that a platform will never do: soon given up and told, or mended another way, and never
 * hammered; and nobody else noticed.
 */
export type Case = {
  readonly name: string;
  /** What must become of it: given up and told, done another way, or put off until its time. */
  readonly must: 'dead' | 'healed' | 'put off';
  /** Calls that the platform refused. */
  readonly attempts: number;
  /** What it was about is shown as it is now. */
  readonly isShown: boolean;
  readonly toldManagers: number;
};

export const permanentFigures = [
  'hammered more than three times',
  'neither dead nor healed',
  'managers not told once',
  'never tried',
] as const;
export type PermanentFault = { readonly figure: (typeof permanentFigures)[number]; readonly says: string };

export function checkPermanent(cases: readonly Case[]): readonly PermanentFault[] {
  return cases.flatMap(({ name, must, attempts, isShown, toldManagers }) => {
    const faults: PermanentFault[] = [];
    if (attempts > 3)
      faults.push({ figure: 'hammered more than three times', says: `${name}: ${attempts} calls` });
    if (attempts === 0) faults.push({ figure: 'never tried', says: name });
    const isEnded = must === 'healed' ? isShown : must === 'put off' || toldManagers > 0;
    if (!isEnded) faults.push({ figure: 'neither dead nor healed', says: name });
    const wanted = must === 'dead' ? 1 : 0;
    if (toldManagers !== wanted)
      faults.push({
        figure: 'managers not told once',
        says: `${name}: ${toldManagers} times, not ${wanted}`,
      });
    return faults;
  });
}
