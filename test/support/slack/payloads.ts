/** Payloads exactly as Slack shapes them (PLATFORMS 1.3); none of interactivity has a top-level `name`. */
import type { Json } from './flaws.ts';
import { shapeOf } from './methods/chat.ts';
import { viewShape } from './methods/views.ts';
import { appId, botId, botUserId, teamId } from './workspace.ts';
import type { Channel, Ephemeral, Message, Person, PressedButton, View, Workspace } from './workspace.ts';

const verificationToken = 'legacy-verification-token';

const everywhere = {
  team: { id: teamId, domain: 'baton' },
  enterprise: null,
  is_enterprise_install: false,
  api_app_id: appId,
  token: verificationToken,
};

const userOf = (person: Person) => ({
  id: person.id,
  username: person.name.toLowerCase(),
  name: person.name.toLowerCase(),
  team_id: person.teamId,
});

const channelOf = (channel: Channel) => ({
  id: channel.id,
  name: channel.kind === 'im' ? 'directmessage' : channel.isPrivate ? 'privategroup' : channel.name,
});

type Given = { readonly person: Person; readonly triggerId: string; readonly actionTs: string };

/** A press on a message; of an ephemeral only the ids are told (S17). */
export function messageAction(
  { person, triggerId, actionTs }: Given,
  channel: Channel,
  on: Message | Ephemeral,
  button: PressedButton,
  responseUrl: string,
): Json {
  const isEphemeral = 'person' in on;
  const thread = isEphemeral ? null : on.thread;
  return {
    type: 'block_actions',
    ...everywhere,
    user: userOf(person),
    trigger_id: triggerId,
    container: {
      type: 'message',
      message_ts: on.ts,
      channel_id: channel.id,
      is_ephemeral: isEphemeral,
      ...(thread === null ? {} : { thread_ts: thread }),
    },
    channel: channelOf(channel),
    ...(isEphemeral ? {} : { message: { ...shapeOf(on), bot_id: on.botId ?? botId } }),
    state: { values: {} },
    response_url: responseUrl,
    actions: [actionOf(button, actionTs)],
  };
}

/** A press in a modal or on a home: no channel, no `response_url`. */
export function viewAction(
  { person, triggerId, actionTs }: Given,
  workspace: Workspace,
  view: View,
  button: PressedButton,
): Json {
  return {
    type: 'block_actions',
    ...everywhere,
    user: userOf(person),
    trigger_id: triggerId,
    container: { type: 'view', view_id: view.id },
    view: viewShape(workspace, view),
    actions: [actionOf(button, actionTs)],
  };
}

function actionOf({ actionId, blockId, value, text, url }: PressedButton, actionTs: string): Json {
  return {
    type: 'button',
    action_id: actionId,
    block_id: blockId,
    text,
    ...(url === null ? { value } : { url }),
    action_ts: actionTs,
  };
}

export function submission({ person, triggerId }: Given, workspace: Workspace, view: View): Json {
  return {
    type: 'view_submission',
    ...everywhere,
    user: userOf(person),
    trigger_id: triggerId,
    view: viewShape(workspace, view),
    response_urls: [],
  };
}

export function closing(person: Person, workspace: Workspace, view: View, isCleared: boolean): Json {
  return {
    type: 'view_closed',
    ...everywhere,
    user: userOf(person),
    view: viewShape(workspace, view),
    is_cleared: isCleared,
  };
}

export function globalShortcut({ person, triggerId, actionTs }: Given, callbackId: string): Json {
  return {
    type: 'shortcut',
    ...everywhere,
    user: userOf(person),
    callback_id: callbackId,
    trigger_id: triggerId,
    action_ts: actionTs,
  };
}

export function messageShortcut(
  { person, triggerId, actionTs }: Given,
  callbackId: string,
  channel: Channel,
  message: Message,
  responseUrl: string,
): Json {
  return {
    type: 'message_action',
    ...everywhere,
    user: userOf(person),
    callback_id: callbackId,
    trigger_id: triggerId,
    action_ts: actionTs,
    response_url: responseUrl,
    message_ts: message.ts,
    channel: channelOf(channel),
    message: shapeOf(message),
  };
}

/** As form fields: everything is text. */
export function command(
  { person, triggerId }: Given,
  channel: Channel,
  name: string,
  text: string,
  responseUrl: string,
): Json {
  return {
    token: verificationToken,
    team_id: teamId,
    team_domain: 'baton',
    channel_id: channel.id,
    channel_name: channelOf(channel).name,
    user_id: person.id,
    user_name: person.name.toLowerCase(),
    command: name,
    text,
    api_app_id: appId,
    is_enterprise_install: 'false',
    response_url: responseUrl,
    trigger_id: triggerId,
  };
}

export function eventWrapper(event: Json, id: string, at: number, isExtShared: boolean): Json {
  return {
    token: verificationToken,
    team_id: teamId,
    context_team_id: teamId,
    context_enterprise_id: null,
    api_app_id: appId,
    event,
    type: 'event_callback',
    event_id: id,
    event_time: Math.floor(at / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: teamId,
        user_id: botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: isExtShared,
    event_context: `4-${id}`,
  };
}
