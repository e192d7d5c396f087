/**
 * Brings payloads to the app, signed over HTTP or as envelopes over Socket Mode, and measures its acknowledgement: three
 * seconds, and for a person what is later is an error (S1, S7). Events come again up to three times (S8).
 */
import { createHmac } from 'node:crypto';
import { asJson } from './flaws.ts';
import type { Json } from './flaws.ts';
import type { Delivery, SlackRecord } from './record.ts';
import type { SocketMode } from './socket-mode.ts';

export const ackWithinMs = 3000;

export type Parcel = {
  readonly kind: Delivery['kind'];
  /** What it is, for the record: a verb, a command, an event's type. */
  readonly what: string;
  /** Stays the same when it comes again. */
  readonly id: string;
  readonly payload: Json;
  readonly takesPayload: boolean;
};

export type Acknowledged = {
  readonly ok: boolean;
  readonly ackMs: number | null;
  readonly status: number | string;
  readonly body: Json | null;
  /** S9. */
  readonly noRetry: boolean;
};

export type Inbound = ReturnType<typeof makeInbound>;

export function makeInbound(options: {
  readonly mode: 'http' | 'socket';
  readonly signingSecret: string;
  readonly sockets: SocketMode;
  readonly record: SlackRecord;
  readonly now: () => number;
  readonly retriesAfterMs: readonly number[];
}) {
  const { mode, signingSecret, sockets, record, now } = options;
  let requestUrl: string | null = null;
  let pending = 0;
  const idle = new Set<() => void>();
  const timers = new Set<NodeJS.Timeout>();
  let isClosed = false;

  async function once(parcel: Parcel, retry: number, reason: string | null): Promise<Acknowledged> {
    const at = now();
    const started = performance.now();
    pending += 1;
    const answer = await (mode === 'http'
      ? overHttp(parcel, retry, reason)
      : overSocket(parcel, retry, reason));
    pending -= 1;
    if (pending === 0) for (const look of idle) look();
    const ackMs =
      answer.status === 'timeout' || answer.status === 'unreachable' ? null : performance.now() - started;
    record.delivery({
      id: parcel.id,
      kind: parcel.kind,
      what: parcel.what,
      at,
      retry,
      ackMs,
      status: answer.status,
    });
    // Over Socket Mode silence is the only way to have an event brought again.
    const isAsking = mode === 'socket' && parcel.kind === 'event';
    if (ackMs === null && answer.status === 'timeout' && !isAsking && !isClosed) {
      record.violation('late ack', parcel.kind, `${parcel.what}: more than ${ackWithinMs} ms`);
    }
    return { ...answer, ackMs };
  }

  async function overHttp(
    parcel: Parcel,
    retry: number,
    reason: string | null,
  ): Promise<Omit<Acknowledged, 'ackMs'>> {
    if (requestUrl === null) return unanswered('unreachable');
    const { type, body } = packed(parcel);
    const timestamp = String(Math.floor(now() / 1000));
    const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
    const signal = AbortSignal.timeout(ackWithinMs);
    try {
      const response = await fetch(requestUrl, {
        method: 'POST',
        headers: {
          'content-type': type,
          'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
          'x-slack-request-timestamp': timestamp,
          'x-slack-signature': `v0=${signature}`,
          ...(retry > 0
            ? { 'x-slack-retry-num': String(retry), 'x-slack-retry-reason': reason ?? 'unknown_error' }
            : {}),
        },
        body,
        redirect: 'manual',
        signal,
      });
      const text = await response.text();
      return {
        ok: response.status === 200,
        status: response.status,
        noRetry: response.headers.get('x-slack-no-retry') === '1',
        body: bodyOf(text),
      };
    } catch {
      return unanswered(signal.aborted ? 'timeout' : 'unreachable');
    }
  }

  async function overSocket(
    parcel: Parcel,
    retry: number,
    reason: string | null,
  ): Promise<Omit<Acknowledged, 'ackMs'>> {
    if (sockets.connections() === 0) return unanswered('unreachable');
    const type =
      parcel.kind === 'event' ? 'events_api' : parcel.kind === 'command' ? 'slash_commands' : 'interactive';
    const ack = await sockets.send(
      {
        type,
        payload: parcel.payload,
        accepts_response_payload: parcel.takesPayload,
        ...(retry > 0 ? { retry_attempt: retry, retry_reason: reason ?? 'timeout' } : {}),
      },
      ackWithinMs,
    );
    return ack ? { ok: true, status: 200, noRetry: false, body: ack.payload } : unanswered('timeout');
  }

  /** Each try after its pause; done when one was answered well, or when there are no more. */
  async function withRetries(parcel: Parcel): Promise<Acknowledged> {
    let answer = await once(parcel, 0, null);
    for (const [index, pause] of options.retriesAfterMs.entries()) {
      if (answer.ok || (answer.noRetry && answer.status !== 200) || isClosed) return answer;
      const reason =
        answer.status === 'timeout'
          ? 'http_timeout'
          : answer.ackMs === null
            ? 'connection_failed'
            : 'http_error';
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => {
          timers.delete(timer);
          resolve();
        }, pause);
        timer.unref();
        timers.add(timer);
      });
      if (isClosed) return answer;
      answer = await once(parcel, index + 1, reason);
    }
    return answer;
  }

  return {
    /** Where the app listens. */
    listensAt(url: string | null) {
      requestUrl = url;
    },
    /** Interactivity and commands: once, since the person does it again (S7). */
    send: (parcel: Parcel) => once(parcel, 0, null),
    withRetries,
    /** Resolves when nothing is on its way to the app; retries that wait for their time do not count. */
    async quiet() {
      if (pending === 0) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      idle.add(resolve);
      await promise;
      idle.delete(resolve);
    },
    close() {
      isClosed = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** S6: events as JSON, commands as a plain form, the rest as `payload` in a form. */
function packed({ kind, payload }: Parcel): { readonly type: string; readonly body: string } {
  if (kind === 'event') return { type: 'application/json', body: JSON.stringify(payload) };
  const form =
    kind === 'command'
      ? Object.entries(payload).map(([key, value]) => [key, String(value)])
      : [['payload', JSON.stringify(payload)]];
  return { type: 'application/x-www-form-urlencoded', body: new URLSearchParams(form).toString() };
}

function bodyOf(text: string): Json | null {
  if (text === '') return null;
  try {
    return asJson(JSON.parse(text)) ?? { text };
  } catch {
    return { text };
  }
}

const unanswered = (status: 'timeout' | 'unreachable') => ({ ok: false, status, noRetry: false, body: null });
