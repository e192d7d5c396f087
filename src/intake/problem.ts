/**
 * What is answered when something can't be done: `application/problem+json` (RFC 9457), with a code for programs
 * beside the sentence for people. Nothing that was sent stands in it but the names of fields.
 */
import { STATUS_CODES } from 'node:http';

/** One thing wrong with the input: where (`fields.budget`) and what. */
export type FieldProblem = { readonly path: string; readonly says: string };

type Extra = Readonly<Record<string, unknown>>;

export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: string;
  readonly extra: Extra;
  readonly headers: Readonly<Record<string, string>>;
  constructor(
    status: number,
    code: string,
    detail: string,
    options: { readonly extra?: Extra; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(detail);
    this.status = status;
    this.code = code;
    this.extra = options.extra ?? {};
    this.headers = options.headers ?? {};
  }
}

export const problemType = 'application/problem+json';

/** The body that tells of it. */
export function problemBody(problem: Problem): string {
  return JSON.stringify({
    type: 'about:blank',
    title: STATUS_CODES[problem.status] ?? '',
    status: problem.status,
    code: problem.code,
    detail: problem.message,
    ...problem.extra,
  });
}
