/** People's hands: pressing, filling in, typing, opening; each answered with what the app's acknowledgement did. */
import { fillIn } from './fill-in.ts';
import type { Typed } from './fill-in.ts';
import { asJson, asText, jsonsOf } from './flaws.ts';
import type { Json } from './flaws.ts';
import type { Acknowledged, Inbound, Parcel } from './inbound.ts';
import type { Context } from './methods/context.ts';
import { shapeOf } from './methods/chat.ts';
import { modalBody, putOnTop, redrawView, valuesOf, viewShape } from './methods/views.ts';
import { escape } from './mrkdwn.ts';
import * as payloads from './payloads.ts';
import { Refusal } from './refusal.ts';
import { renderBlocks } from './rendered.ts';
import { apply } from './response-url.ts';
import { teamId } from './workspace.ts';
import type { Ephemeral, Message, Person, PressedButton, View } from './workspace.ts';

/** What a hand did: whether the app took it in time, and how much had been shown before. */
export type Done = {
  readonly ok: boolean;
  readonly ackMs: number | null;
  readonly status: number | string;
  /** What the person is shown of it comes after this. */
  readonly seq: number;
};

export type Submitted = Done & {
  readonly outcome:
    | 'closed'
    | 'flaws'
    | 'updated'
    | 'pushed'
    | 'cleared'
    | 'failed'
    | 'refused by the client';
  readonly flaws: Readonly<Record<string, string>>;
};

export type Hands = ReturnType<typeof makeHands>;

export function makeHands(context: Context, inbound: Inbound) {
  const { workspace, record } = context;
  /** The newest parcel of each person, to be brought once more. */
  const newest = new Map<string, Parcel>();

  const given = (id: string) => {
    const person = workspace.person(id);
    if (person.isDeleted) throw new Error(`${id} is deactivated and can do nothing.`);
    const triggerId = `${workspace.next('')}.${workspace.next('')}.${person.id.toLowerCase()}`;
    context.triggers.set(triggerId, { person: id, at: workspace.now(), used: false });
    return { person, triggerId, actionTs: workspace.nextTs() };
  };

  const responseUrl = (person: Person, channel: string, on: Message | Ephemeral | null): string => {
    const token = workspace.next('r');
    const source = on && { ts: on.ts, isEphemeral: 'person' in on };
    context.responseUrls.set(token, { person: person.id, channel, at: workspace.now(), uses: 0, source });
    return `${context.address()}/response/${token}`;
  };

  async function bring(person: string, parcel: Parcel): Promise<Acknowledged & { readonly seq: number }> {
    const seq = record.shown.length;
    newest.set(person, parcel);
    const answer = await inbound.send(parcel);
    // S7: a late or failed answer is an error before the person's eyes.
    if (!answer.ok) fail(person, `${parcel.what} failed: ${answer.status}`);
    return { ...answer, seq };
  }

  function fail(person: string, text: string): void {
    record.show({ person, kind: 'error', text, channel: null, message: null });
  }

  const parcelOf = (kind: Parcel['kind'], what: string, payload: Json, takesPayload = true): Parcel => ({
    kind,
    what,
    id: workspace.next('p'),
    payload,
    takesPayload,
  });

  const doneOf = ({ ok, ackMs, status, seq }: Acknowledged & { readonly seq: number }): Done => ({
    ok,
    ackMs,
    status,
    seq,
  });

  return {
    /**
     * Presses the button with this code on a message, or on an ephemeral by its id. One that stood there once may still
     * be pressed: somebody's screen lags behind.
     */
    async press(
      person: string,
      at: { readonly channel: string; readonly message: string },
      code: string,
    ): Promise<Done> {
      const who = given(person);
      const channel = workspace.channel(at.channel);
      if (!channel.members.has(person)) throw new Error(`${person} is not in ${at.channel}.`);
      const ephemeral = workspace.ephemerals.get(at.message);
      const on = ephemeral?.person === person ? ephemeral : channel.messages.get(at.message);
      if (!on) throw new Error(`There is no message ${at.message} in ${at.channel}.`);
      const button = 'person' in on ? buttonIn(on.blocks, code) : on.buttons.get(code);
      if (!button) throw new Error(`Nothing on that message says "${code}".`);
      const payload = payloads.messageAction(
        who,
        channel,
        on,
        button,
        responseUrl(who.person, channel.id, on),
      );
      return doneOf(await bring(person, parcelOf('action', button.actionId, payload)));
    },
    /** Presses a button of the home. */
    async pressHome(person: string, code: string): Promise<Done> {
      return pressView(person, workspace.views.get(workspace.homes.get(person) ?? ''), code);
    },
    async pressModal(person: string, code: string): Promise<Done> {
      return pressView(person, workspace.openModal(person), code);
    },
    /** Fills in the open modal and sends it off. */
    async submit(person: string, typed: Readonly<Record<string, Typed | null>> = {}): Promise<Submitted> {
      const view = workspace.openModal(person);
      if (!view) throw new Error(`No modal stands open before ${person}.`);
      const seq = record.shown.length;
      const refused = fillIn(view, typed);
      if (Object.keys(refused).length > 0) {
        return { ok: true, ackMs: 0, status: 200, seq, outcome: 'refused by the client', flaws: refused };
      }
      const who = given(person);
      const what = asText(view.body['callback_id']) ?? 'view';
      const answer = await bring(
        person,
        parcelOf('submission', what, payloads.submission(who, workspace, view)),
      );
      const result = answer.ok ? take(person, view, answer.body) : { outcome: 'failed' as const, flaws: {} };
      return { ...doneOf(answer), ...result };
    },
    /** The × closes the whole stack, the close button the topmost. */
    async closeModal(person: string, { all = false }: { all?: boolean } = {}): Promise<void> {
      const stack = workspace.stacks.get(person) ?? [];
      const view = workspace.views.get((all ? stack[0] : stack.at(-1)) ?? '');
      if (!view) throw new Error(`No modal stands open before ${person}.`);
      const payload = payloads.closing(workspace.person(person), workspace, view, all);
      dropViews(person, all ? stack.length : 1);
      if (view.body['notify_on_close'] === true)
        await bring(person, parcelOf('closing', 'view_closed', payload));
    },
    /** Types a command with its slash into a channel (or, without one, into the conversation with the bot). */
    async type(person: string, channel: string | null, line: string): Promise<Done> {
      const who = given(person);
      // S16, S120: not for people of other organisations.
      if (who.person.teamId !== teamId)
        throw new Error('People of other organisations have no commands here.');
      const [name = '', ...words] = line.split(' ');
      const { commands } = context.manifest;
      if (commands !== null && !commands.has(name)) throw new Error(`The manifest knows no command ${name}.`);
      const where = workspace.channel(channel ?? who.person.dm);
      const url = responseUrl(who.person, where.id, null);
      const payload = payloads.command(who, where, name, words.join(' '), url);
      const answer = await bring(person, parcelOf('command', name, payload));
      // A body is shown as an answer would be.
      const shown = answer.body && Object.keys(answer.body).length > 0 ? answer.body : null;
      const link = context.responseUrls.get(url.split('/').at(-1) ?? '');
      if (answer.ok && shown && link) answered(person, () => apply(context, link, shown));
      return doneOf(answer);
    },
    /** Writes to the bot; typed text arrives escaped, addresses as links. */
    async say(person: string, text: string): Promise<Done> {
      const who = given(person);
      const message = write(person, who.person.dm, text);
      const seq = record.shown.length;
      context.emit({
        ...shapeOf(message),
        channel: who.person.dm,
        channel_type: 'im',
        event_ts: message.ts,
      });
      await inbound.quiet();
      return { ok: true, ackMs: null, status: 200, seq };
    },
    /** Writes something into a channel, for others to point at. */
    write(person: string, channel: string, text: string): string {
      return write(person, channel, text).ts;
    },
    async shortcut(person: string, callbackId: string): Promise<Done> {
      knowsShortcut(callbackId);
      const payload = payloads.globalShortcut(given(person), callbackId);
      return doneOf(await bring(person, parcelOf('shortcut', callbackId, payload)));
    },
    async messageShortcut(
      person: string,
      callbackId: string,
      at: { channel: string; message: string },
    ): Promise<Done> {
      knowsShortcut(callbackId);
      const channel = workspace.channel(at.channel);
      const message = channel.messages.get(at.message);
      if (!message) throw new Error(`There is no message ${at.message} in ${at.channel}.`);
      const who = given(person);
      const url = responseUrl(who.person, channel.id, message);
      const payload = payloads.messageShortcut(who, callbackId, channel, message, url);
      return doneOf(await bring(person, parcelOf('shortcut', callbackId, payload)));
    },
    /** Opens the app's home or its messages. */
    async openApp(person: string, tab: 'home' | 'messages' = 'home'): Promise<void> {
      const view = workspace.views.get(workspace.homes.get(person) ?? '');
      context.emit({
        type: 'app_home_opened',
        user: person,
        channel: workspace.person(person).dm,
        tab,
        ...(tab === 'home' && view ? { view: viewShape(workspace, view) } : {}),
      });
      await inbound.quiet();
    },
    /** Brings once more, letter by letter, what this person did last. */
    async again(person: string): Promise<Done> {
      const parcel = newest.get(person);
      if (!parcel) throw new Error(`${person} has done nothing yet.`);
      return doneOf(await bring(person, parcel));
    },
  };

  async function pressView(person: string, view: View | null | undefined, code: string): Promise<Done> {
    if (!view) throw new Error(`${person} has nothing open.`);
    const button = buttonIn(jsonsOf(view.body['blocks']), code);
    if (!button) throw new Error(`Nothing there says "${code}".`);
    const payload = payloads.viewAction(given(person), workspace, view, button);
    return doneOf(await bring(person, parcelOf('action', button.actionId, payload)));
  }

  function write(person: string, channel: string, text: string): Message {
    const ts = workspace.nextTs();
    const message: Message = {
      ts,
      channel,
      thread: null,
      user: person,
      botId: null,
      text: asTyped(text),
      blocks: [],
      attachments: [],
      metadata: null,
      parse: 'none',
      linkNames: false,
      edits: 0,
      at: workspace.now(),
      editedAt: null,
      clientMsgId: `typed-${ts}`,
      buttons: new Map(),
    };
    workspace.channel(channel).messages.set(ts, message);
    return message;
  }

  function knowsShortcut(callbackId: string): void {
    const { shortcuts } = context.manifest;
    if (shortcuts !== null && !shortcuts.has(callbackId))
      throw new Error(`The manifest knows no shortcut ${callbackId}.`);
  }

  /** What the answer to a submission does with the modal (S13, S88). */
  function take(person: string, view: View, body: Json | null): Pick<Submitted, 'outcome' | 'flaws'> {
    const none = { flaws: {} };
    if (body === null || Object.keys(body).length === 0) {
      dropViews(person, 1);
      return { outcome: 'closed', ...none };
    }
    try {
      switch (body['response_action']) {
        case 'clear':
          dropViews(person, Number.POSITIVE_INFINITY);
          return { outcome: 'cleared', ...none };
        case 'update':
          redrawView(context, view, modalBody(context, body['view'], view.id));
          return { outcome: 'updated', ...none };
        case 'push':
          putOnTop(context, person, modalBody(context, body['view']), workspace.stacks.get(person) ?? []);
          return { outcome: 'pushed', ...none };
        case 'errors': {
          const errors = Object.entries(asJson(body['errors']) ?? {});
          const known = valuesOf(view);
          if (
            errors.length === 0 ||
            errors.some(([id, text]) => !Object.hasOwn(known, id) || typeof text !== 'string')
          ) {
            throw new Refusal('errors at what is no input block');
          }
          const flaws = Object.fromEntries(errors.map(([id, text]) => [id, String(text)]));
          record.show({
            person,
            kind: 'flaws',
            text: Object.values(flaws).join('\n'),
            channel: null,
            message: view.id,
          });
          return { outcome: 'flaws', flaws };
        }
        default:
          throw new Refusal('no such response_action');
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      record.violation('bad ack', view.id, `${error.error} ${JSON.stringify(error.more)}`);
      fail(person, error.error);
      return { outcome: 'failed', ...none };
    }
  }

  function dropViews(person: string, count: number): void {
    const stack = workspace.stacks.get(person) ?? [];
    for (const id of stack.splice(Math.max(0, stack.length - count))) workspace.views.delete(id);
    record.show({ person, kind: 'modal closed', text: '', channel: null, message: null });
  }

  function answered(person: string, run: () => void): void {
    try {
      run();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      record.violation('bad ack', person, error.error);
      fail(person, error.error);
    }
  }
}

function buttonIn(blocks: readonly Json[], code: string): PressedButton | null {
  const seen = renderBlocks(blocks).buttons.find((button) => button.code === code);
  if (!seen) return null;
  const { actionId, blockId, label, url } = seen;
  return { actionId, blockId, value: code, text: { type: 'plain_text', text: label, emoji: true }, url };
}

/** As a client sends what was typed: three signs escaped, addresses and phones made links. */
function asTyped(text: string): string {
  return escape(text)
    .replaceAll(/\bhttps?:\/\/[^\s|]+/g, (url) => `<${url}>`)
    .replaceAll(/(?<![\w<:/])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, (mail) => `<mailto:${mail}|${mail}>`)
    .replaceAll(/(?<![\w<])\+\d{10,15}\b/g, (phone) => `<tel:${phone}|${phone}>`);
}
