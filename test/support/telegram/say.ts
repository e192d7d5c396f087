/** A bare call of the Bot API, for the tests of the stand-in itself. */
import type { TelegramStandIn } from './index.ts';

type Answer = {
  readonly ok: boolean;
  readonly result?: unknown;
  readonly error_code?: number;
  readonly description?: string;
};

async function ask(telegram: TelegramStandIn, method: string, params: object): Promise<Answer> {
  const answer = await fetch(`${telegram.apiRoot}/bot${telegram.token}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(params),
  });
  return answer.json();
}

/** `ok`, or the code and the words of the refusal. */
export async function saying(
  telegram: TelegramStandIn,
  method: string,
  params: object = {},
): Promise<string> {
  const { ok, error_code, description } = await ask(telegram, method, params);
  return ok ? 'ok' : `${error_code} ${description}`;
}

/** What came back of a call that succeeds. */
export async function sayOk(
  telegram: TelegramStandIn,
  method: string,
  params: object = {},
): Promise<unknown> {
  const { ok, result, description } = await ask(telegram, method, params);
  if (!ok) throw new Error(`${method} was refused: ${description}`);
  return result;
}
