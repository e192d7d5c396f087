/** What a `response_url` does: five uses within thirty minutes, no token (S19–S25). */
import { asJson, asText } from './flaws.ts';
import type { Json } from './flaws.ts';
import { contentOf, rememberButtons, showEphemeral } from './methods/chat.ts';
import type { Context, ResponseUrl } from './methods/context.ts';
import { Refusal } from './refusal.ts';
import { botId, botUserId } from './workspace.ts';

const usesAtMost = 5;
const livesMs = 30 * 60_000;

type Answer = { readonly status: number; readonly body: string };

export function respond(context: Context, token: string, raw: Uint8Array): Answer {
  const { workspace, responseUrls } = context;
  const url = responseUrls.get(token);
  if (!url || url.uses >= usesAtMost || workspace.now() - url.at > livesMs) {
    return { status: 404, body: '{"ok":false,"error":"used_url"}' };
  }
  try {
    url.uses += 1;
    apply(context, url, read(raw));
    return { status: 200, body: 'ok' };
  } catch (error) {
    // S24: a refusal is a 404 here, not `ok: false` at 200.
    if (error instanceof Refusal) {
      return { status: 404, body: JSON.stringify({ ok: false, error: error.error, ...error.more }) };
    }
    throw error;
  }
}

/** Also what an answer to a command does. */
export function apply(context: Context, url: ResponseUrl, body: Json): void {
  const { workspace } = context;
  const source = url.source;
  if (body['delete_original'] === true) {
    if (Object.keys(body).length > 1) throw new Refusal('invalid_arguments');
    if (!source) throw new Refusal('cannot_delete_message');
    removeSource(context, url);
    return;
  }
  const content = contentOf(context, body, { textAtMost: null });
  const drawn = {
    ...content,
    parse: asText(body['parse']) ?? 'none',
    linkNames: body['link_names'] === true,
  };
  if (body['replace_original'] === true) {
    if (!source) throw new Refusal('cannot_replace_message');
    replaceSource(context, url, drawn);
    return;
  }
  const ts = workspace.nextTs();
  if (body['response_type'] === 'in_channel') {
    const channel = workspace.channel(url.channel);
    const message = {
      ...drawn,
      ts,
      channel: channel.id,
      thread: asText(body['thread_ts']),
      user: botUserId,
      botId,
      metadata: null,
      edits: 0,
      at: workspace.now(),
      editedAt: null,
      clientMsgId: null,
      buttons: new Map(),
    };
    channel.messages.set(ts, message);
    rememberButtons(message);
    context.judge.message({ ...message, isPublic: channel.person === null, where: `${channel.id} ${ts}` });
    return;
  }
  showEphemeral(context, { ...drawn, ts, channel: url.channel, person: url.person });
}

type Drawn = ReturnType<typeof contentOf> & { parse: string; linkNames: boolean };

/** S20: what was born for one person stays so, and the reverse. */
function replaceSource(context: Context, url: ResponseUrl, drawn: Drawn): void {
  const { workspace, record, judge } = context;
  const { ts = '', isEphemeral = false } = url.source ?? {};
  if (isEphemeral) {
    const there = workspace.ephemerals.get(ts);
    if (there?.person !== url.person) throw new Refusal('message_not_found');
    Object.assign(there, drawn);
    judge.message({ ...drawn, metadata: null, isPublic: false, where: url.channel });
    record.show({
      person: url.person,
      kind: 'ephemeral',
      text: drawn.text,
      channel: url.channel,
      message: ts,
    });
    return;
  }
  const channel = workspace.channel(url.channel);
  const message = channel.messages.get(ts);
  if (!message) throw new Refusal('message_not_found');
  Object.assign(message, drawn, { edits: message.edits + 1, editedAt: workspace.now() });
  rememberButtons(message);
  judge.message({ ...message, isPublic: channel.person === null, where: `${channel.id} ${ts}` });
}

function removeSource({ workspace }: Context, { source, channel, person }: ResponseUrl): void {
  if (source?.isEphemeral) {
    if (workspace.ephemerals.get(source.ts)?.person === person) workspace.ephemerals.delete(source.ts);
  } else if (source) workspace.channel(channel).messages.delete(source.ts);
}

function read(raw: Uint8Array): Json {
  const text = new TextDecoder().decode(raw);
  try {
    const body = asJson(JSON.parse(text));
    if (body) return body;
  } catch {
    // Falls through to the refusal.
  }
  throw new Refusal('invalid_payload');
}
