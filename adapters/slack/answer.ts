/**
 * Answers a person privately, by the first way that works: an ephemeral message where they acted, their `response_url`,
 * the private conversation (S20, S23, S25, P6). A `response_url` is a secret and stands in no log (S19, P13).
 */
import { z } from 'zod';
import type { Card } from '../../src/cards/card.ts';
import type { Form } from '../../src/cards/form.ts';
import type { Reply } from '../../src/chat/port.ts';
import type { Language } from '../../src/core/member.ts';
import { speak } from '../../src/words/say.ts';
import type { Call } from './client.ts';
import { slackTimes } from './config.ts';
import type { SlackLog } from './config.ts';
import { codeOf } from './errors.ts';
import type { Images } from './images.ts';
import { limits } from './limits.ts';
import { renderForm } from './modal.ts';
import { isPrivate } from './payloads.ts';
import { renderAnswer } from './render.ts';
import type { Rendered } from './render.ts';
import { plainLine } from './text.ts';
import { asItIs } from './write.ts';

/** Where somebody acted, and so where they look for the answer. */
export type Whereabouts = {
  readonly person: string;
  readonly language: Language;
  /** Null on a home. */
  readonly channel: string | null;
  readonly thread: string | null;
  readonly responseUrl: string | null;
  /** Opens one view within three seconds (S26); null where there is none. */
  readonly trigger: string | null;
  /** The view on which it was done. */
  readonly view: { readonly id: string; readonly type: string } | null;
  /** Whether the answer should stay in the private conversation rather than vanish at the next reload. */
  readonly keep?: boolean;
  /** A command can be given where the bot is no member, and there the response alone gets through (S23). */
  readonly isCommand?: boolean;
};

export type Answering = {
  /** The interactive client: no throttled edit may delay it (L14). */
  readonly call: Call;
  readonly privateOf: (person: string) => Promise<string>;
  readonly images: Images;
  readonly log: SlackLog;
};

export type Answer = (reply: Reply, where: Whereabouts) => Promise<void>;

const nothing = z.object({});
const none: ReadonlyMap<Uint8Array, string> = new Map();

/** Never throws: who could be told of it is whom it could not reach. */
export function makeAnswer({ call, privateOf, images, log }: Answering): Answer {
  const say = async (text: string, card: Card | null, where: Whereabouts): Promise<void> => {
    const { language } = where;
    const files =
      card === null ? none : await images.upload({ card, signal: AbortSignal.timeout(slackTimes.callMs) });
    // Where Slack does not show the pictures yet, their words say the same (S85).
    const drawings = files.size === 0 ? [none] : [files, none];
    for (const drawing of drawings) {
      for (const [name, way] of waysTo(renderAnswer(text, card, language, drawing), where)) {
        try {
          await way();
          return;
        } catch (error) {
          log.warn({ way: name, error: kindOf(error) }, 'An answer did not get through this way.');
        }
      }
    }
    log.error({}, 'Somebody could not be answered at all.');
  };

  const waysTo = (
    rendered: Rendered,
    where: Whereabouts,
  ): readonly (readonly [string, () => Promise<unknown>])[] => {
    const { person, channel, thread, responseUrl, trigger, view, keep, isCommand } = where;
    const inView =
      view !== null && trigger !== null ? [['view', async () => showView(rendered, where)] as const] : [];
    const ephemeral =
      channel === null
        ? []
        : [
            [
              'ephemeral',
              async () =>
                call(
                  'chat.postEphemeral',
                  {
                    channel,
                    user: person,
                    ...(thread === null ? {} : { thread_ts: thread }),
                    ...rendered,
                    parse: 'none',
                    link_names: false,
                  },
                  nothing,
                ),
            ] as const,
          ];
    const response =
      responseUrl === null ? [] : [['response', async () => respond(responseUrl, rendered)] as const];
    const direct = [
      [
        'direct',
        async () =>
          call('chat.postMessage', { channel: await privateOf(person), ...rendered, ...asItIs }, nothing),
      ] as const,
    ];
    if (keep === true) return [...direct, ...ephemeral, ...response];
    // In a private conversation, and to a command, the response is what stands beside what was done.
    const isBeside = isCommand === true || (channel !== null && isPrivate(channel));
    return isBeside
      ? [...inView, ...response, ...ephemeral, ...direct]
      : [...inView, ...ephemeral, ...response, ...direct];
  };

  /** A press on a home, or on a view that answered one: there is no message beside which an answer could stand. */
  const showView = async (
    { blocks }: Rendered,
    { trigger, view, language }: Whereabouts,
  ): Promise<unknown> => {
    const shown = {
      type: 'modal',
      callback_id: 'baton_answer',
      title: plainLine('Baton', limits.viewTitle),
      close: plainLine(speak(language)('slack.close'), limits.viewButton),
      blocks,
    };
    return view?.type === 'modal'
      ? call('views.update', { view_id: view.id, view: shown }, nothing)
      : call('views.open', { trigger_id: trigger, view: shown }, nothing);
  };

  const openForm = async (form: Form, where: Whereabouts): Promise<void> => {
    const { trigger, view, channel, thread } = where;
    if (trigger === null) {
      // Typed words bring no trigger: the form's own code as a button does.
      await say(form.intro ?? form.title, formButton(form), { ...where, language: form.language });
      return;
    }
    const drawn = renderForm(form, { channel, thread });
    try {
      if (view?.type === 'modal') await call('views.push', { trigger_id: trigger, view: drawn }, nothing);
      else await call('views.open', { trigger_id: trigger, view: drawn }, nothing);
    } catch (error) {
      log.warn(
        { error: kindOf(error), code: codeOf(error) },
        'A form could not be opened; the person was told.',
      );
      await say(speak(form.language)('slack.formLate'), null, {
        ...where,
        language: form.language,
        view: null,
      });
    }
  };

  return async (reply, where) => {
    switch (reply.type) {
      case 'say':
        return say(reply.text, reply.card ?? null, where);
      case 'form':
        return openForm(reply.form, where);
      case 'flaws': {
        const text = reply.flaws.map(({ says }) => says).join('\n');
        return say(text, null, where);
      }
      default:
        return reply satisfies never;
    }
  };
}

function formButton(form: Form): Card {
  const label = speak(form.language)('slack.openForm');
  return {
    title: form.title,
    blocks: [{ type: 'buttons', buttons: [{ type: 'action', label, action: form.code, style: 'primary' }] }],
  };
}

/** Ephemeral by default, beside what was done and not in its place (S20, S21). Only the status can be relied on (X8). */
async function respond(url: string, { text, blocks }: Rendered): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, text, blocks }),
    redirect: 'error',
    signal: AbortSignal.timeout(slackTimes.interactiveCallMs),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`A response was answered with ${response.status}.`);
}

function kindOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
