/** Refusals in the Bot API's own words (PLATFORMS, section 9). Nothing else in the stand-in writes such a sentence twice. */
import type { JsonRecord } from './types.ts';

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: number;
  readonly parameters: JsonRecord | null;
  constructor(code: number, description: string, parameters: JsonRecord | null = null) {
    super(description);
    this.code = code;
    this.parameters = parameters;
  }
}

export const badRequest = (what: string, parameters: JsonRecord | null = null) =>
  new ApiError(400, `Bad Request: ${what}`, parameters);
export const forbidden = (what: string) => new ApiError(403, `Forbidden: ${what}`);
export const conflict = (what: string) => new ApiError(409, `Conflict: ${what}`);
export const tooMany = (seconds: number) =>
  new ApiError(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds });

export const unauthorized = () => new ApiError(401, 'Unauthorized');
export const notFound = (what?: string) => new ApiError(404, what ? `Not Found: ${what}` : 'Not Found');

export const notModified =
  'message is not modified: specified new message content and reply markup are exactly the same as a current ' +
  'content and reply markup of the message';
export const queryTooOld = 'query is too old and response timeout expired or query ID is invalid';
