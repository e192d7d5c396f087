/** People's eyes: what each of them has before them now, as their client draws it. */
import { fieldsOf } from './fill-in.ts';
import type { SeenField } from './fill-in.ts';
import type { Json } from './flaws.ts';
import { jsonsOf } from './flaws.ts';
import { readObject, readTop, renderBlocks, renderMessage } from './rendered.ts';
import type { Rendered } from './rendered.ts';
import type { Live } from './mrkdwn.ts';
import { countOver } from './rates.ts';
import type { SlackRecord } from './record.ts';
import type { Channel, Message, Workspace } from './workspace.ts';

export type SeenMessage = Rendered & {
  readonly channel: string;
  readonly message: string;
  readonly thread: string | null;
  readonly user: string;
  /** What a push notification says. */
  readonly notification: string;
  readonly edits: number;
  readonly at: number;
  readonly editedAt: number | null;
  readonly metadata: Json | null;
};

export type SeenModal = {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly submit: string | null;
  readonly close: string | null;
  readonly fields: readonly SeenField[];
  readonly buttons: Rendered['buttons'];
  readonly depth: number;
};

export type Look = ReturnType<typeof makeLook>;

export function makeLook(workspace: Workspace, record: SlackRecord) {
  const zoneOf = (person: string | null) => workspace.people.get(person ?? '')?.timeZone ?? 'UTC';

  const seen = (message: Message, timeZone: string): SeenMessage => ({
    ...renderMessage(message, timeZone),
    channel: message.channel,
    message: message.ts,
    thread: message.thread,
    user: message.user,
    notification: readTop(message, timeZone).text,
    edits: message.edits,
    at: message.at,
    editedAt: message.editedAt,
    metadata: message.metadata,
  });

  const messagesOf = (channel: Channel, timeZone: string) =>
    [...channel.messages.values()].map((message) => seen(message, timeZone));

  return {
    /** The messages of a channel, oldest first; those of a thread among them. */
    channel: (id: string, person: string | null = null): readonly SeenMessage[] =>
      messagesOf(workspace.channel(id), zoneOf(person)),
    /** The person's conversation with the bot. */
    direct: (person: string): readonly SeenMessage[] =>
      messagesOf(workspace.channel(workspace.person(person).dm), zoneOf(person)),
    /** What this person alone was shown, in whatever channel. */
    ephemerals: (person: string) =>
      [...workspace.ephemerals.values()]
        .filter((one) => one.person === person)
        .map((one) => ({
          ...renderMessage(one, zoneOf(person)),
          channel: one.channel,
          message: one.ts,
          at: one.at,
        })),
    modal(person: string): SeenModal | null {
      const view = workspace.openModal(person);
      if (!view) return null;
      const { text, buttons } = renderBlocks(jsonsOf(view.body['blocks']), zoneOf(person));
      return {
        id: view.id,
        title: readObject(view.body['title']).text,
        text,
        submit: view.body['submit'] === undefined ? null : readObject(view.body['submit']).text,
        close: view.body['close'] === undefined ? null : readObject(view.body['close']).text,
        fields: fieldsOf(view),
        buttons,
        depth: workspace.stacks.get(person)?.length ?? 0,
      };
    },
    home(person: string): Rendered | null {
      const view = workspace.views.get(workspace.homes.get(person) ?? '');
      return view ? renderBlocks(jsonsOf(view.body['blocks']), zoneOf(person)) : null;
    },
    file(id: string): { readonly length: number; readonly isReady: boolean } | null {
      const file = workspace.files.get(id);
      return file ? { length: file.length, isReady: workspace.fileState(id) === 'ready' } : null;
    },
    dmOf: (person: string) => workspace.person(person).dm,
    membersOf: (channel: string) => [...workspace.channel(channel).members],
    /** Everything alive in a channel's messages: links, mentions, dates. */
    live: (channel: string): readonly Live[] =>
      messagesOf(workspace.channel(channel), 'UTC').flatMap(({ live }) => live),
    /** Calls that acted over this many in a sliding window, for posts by channel (S75), else in all. */
    over(method: string, rule: { limit: number; windowMs: number; toleranceMs?: number }): number {
      const lanes = new Map<string, number[]>();
      for (const { method: name, where, at, acted } of record.calls) {
        if (name !== method || !acted) continue;
        const lane = method === 'chat.postMessage' ? (where ?? '') : '';
        const moments = lanes.get(lane) ?? [];
        lanes.set(lane, moments);
        moments.push(at);
      }
      return [...lanes.values()].reduce((sum, moments) => sum + countOver(moments, rule), 0);
    },
    next: record.next,
  };
}
