/**
 * Turns whatever was thrown into the problem that is answered. Of an error that nobody foresaw it tells nothing:
 * messages of libraries quote what was sent.
 */
import { LeadBusy } from '../app/handle-command.ts';
import { speak } from '../words/say.ts';
import { codeOf, isDatabaseAway } from './database-away.ts';
import { Problem } from './problem.ts';
import { largestBody } from './read-body.ts';

const say = speak('en');

export type RouteFacts = { readonly requestId: string; readonly takesForms: boolean; readonly limit: number };

export function problemOf(error: unknown, facts: RouteFacts): Problem {
  if (error instanceof Problem) return error;
  const code = error instanceof Error ? codeOf(error) : null;
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return tooLarge(facts.limit);
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return unsupportedType(facts.takesForms);
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new Problem(400, 'bad_length', say('api.badLength'));
    case 'FST_ERR_BAD_URL':
      return new Problem(400, 'bad_url', say('api.badUrl'));
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new Problem(404, 'not_found', say('api.notFound'));
    default:
  }
  if (isBrokenOff(error)) return new Problem(400, 'cut_short', say('api.cutShort'));
  if (isDatabaseAway(error)) return databaseAway();
  if (error instanceof LeadBusy) {
    return new Problem(503, 'lead_busy', say('api.busy'), { headers: { 'retry-after': '1' } });
  }
  return new Problem(500, 'internal', say('api.internal'), { extra: { request: facts.requestId } });
}

export function tooLarge(limit = largestBody): Problem {
  return new Problem(413, 'too_large', say('api.tooLarge', { limit }));
}

export function unsupportedType(takesForms: boolean): Problem {
  const types = takesForms ? say('api.types.jsonOrForm') : say('api.types.json');
  return new Problem(415, 'unsupported_type', say('api.unsupportedType', { types }), {
    headers: {
      accept: takesForms ? 'application/json, application/x-www-form-urlencoded' : 'application/json',
    },
  });
}

export function databaseAway(): Problem {
  return new Problem(503, 'database_away', say('api.databaseAway'), { headers: { 'retry-after': '5' } });
}

export function stopping(): Problem {
  return new Problem(503, 'stopping', say('api.stopping'), { headers: { 'retry-after': '5' } });
}

/** The client went away, or fell silent, in the middle of its body: the framework marks that with a 400 of its own. */
function isBrokenOff(error: unknown): boolean {
  return error instanceof Error && 'statusCode' in error && error.statusCode === 400;
}
