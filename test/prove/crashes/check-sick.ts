/**
 * Judges what intake answered while its database was in trouble: success only for what is kept, "try again" for the
 * rest, with when, and soon.
 */

export type Knock = {
  /** 0: there was no answer at all. */
  readonly status: number;
  readonly ms: number;
  readonly ref: string | null;
  readonly retryAfter: string | null;
  /** When it was sent, against the trouble it was sent into. */
  readonly isInTrouble: boolean;
};

export const sickFigures = [
  'false 2xx',
  'answers that are neither',
  '503 without Retry-After',
  'late',
] as const;
export type SickFigure = (typeof sickFigures)[number];

export function checkSick(
  knocks: readonly Knock[],
  kept: ReadonlySet<string>,
  latestMs: number,
): Readonly<Record<SickFigure, number>> {
  const count = (is: (knock: Knock) => boolean) => knocks.filter(is).length;
  const isSuccess = ({ status }: Knock) => status >= 200 && status < 300;
  return {
    'false 2xx': count((knock) => isSuccess(knock) && (knock.ref === null || !kept.has(knock.ref))),
    'answers that are neither': count((knock) => !isSuccess(knock) && knock.status !== 503),
    '503 without Retry-After': count(
      ({ status, retryAfter }) => status === 503 && !/^[1-9]\d*$/u.test(retryAfter ?? ''),
    ),
    late: count(({ ms }) => ms > latestMs),
  };
}
