/** What the bot asks about itself, chats and people, and how it presents itself. */
import { checkReadable } from '../access.ts';
import { badRequest } from '../api-error.ts';
import type { Bench, Methods } from '../bench.ts';
import { isRecord } from '../keyboard.ts';
import { wordOf } from '../params.ts';
import type { Chat, Json, JsonRecord, Member, WireUser } from '../types.ts';
import { wireChat, wireUser } from '../wire.ts';
import { botIn, isAdmin, isInside, makeMember } from '../world.ts';
import { chatIdOf } from './target.ts';

export const about: Methods = {
  getMe: {
    takes: [],
    run: ({ world }) => ({
      ...wireUser(world.bot),
      can_join_groups: true,
      can_read_all_group_messages: false,
      supports_inline_queries: false,
    }),
  },
  getChat: {
    takes: ['chat_id'],
    run({ world }, params) {
      const chat = checkReadable(world, chatIdOf(params));
      return {
        ...wireChat(world, chat),
        accent_color_id: 0,
        max_reaction_count: 11,
        ...(chat.kind === 'private'
          ? {}
          : { permissions: { can_send_messages: true, can_send_photos: true } }),
        ...(chat.vanishAfterMs === null ? {} : { message_auto_delete_time: chat.vanishAfterMs / 1_000 }),
      };
    },
  },
  getChatMember: {
    takes: ['chat_id', 'user_id'],
    run({ world, switches }, params) {
      const chat = checkReadable(world, chatIdOf(params));
      const id = params.integer('user_id');
      if (id === null) throw badRequest('invalid user_id specified');
      const user = id === world.bot.id ? world.bot : world.people.get(id)?.user;
      if (!user) throw badRequest('PARTICIPANT_ID_INVALID');
      if (switches.hidesMembers && id !== world.bot.id && !isAdmin(botIn(world, chat)?.status)) {
        throw badRequest('CHAT_ADMIN_REQUIRED');
      }
      return wireMember(user, chat.members.get(id) ?? makeMember('left'));
    },
  },
  getChatAdministrators: {
    takes: ['chat_id'],
    run({ world }, params) {
      const chat = checkReadable(world, chatIdOf(params));
      if (chat.kind === 'private') throw badRequest('there are no administrators in the private chat');
      return [...chat.members]
        .filter(([, { status }]) => isAdmin(status))
        .flatMap(([id, member]): readonly Json[] => {
          const user = id === world.bot.id ? world.bot : world.people.get(id)?.user;
          return user ? [wireMember(user, member)] : [];
        });
    },
  },
  leaveChat: {
    takes: ['chat_id'],
    run({ world }, params) {
      const chat: Chat = checkReadable(world, chatIdOf(params));
      if (chat.kind === 'private') throw badRequest("chat member status can't be changed in private chats");
      chat.members.set(world.bot.id, makeMember('left'));
      return true;
    },
  },
  setMyCommands: {
    takes: ['commands', 'scope', 'language_code'],
    run({ commands }, params) {
      const listed = params.json('commands');
      if (!Array.isArray(listed)) throw badRequest("can't parse commands JSON object");
      if (listed.length > 100) throw badRequest('BOT_COMMANDS_TOO_MUCH');
      commands.set(scopeOf(params.json('scope'), params.string('language_code')), listed.map(readCommand));
      return true;
    },
  },
  getMyCommands: {
    takes: ['scope', 'language_code'],
    run: ({ commands }, params) => [
      ...(commands.get(scopeOf(params.json('scope'), params.string('language_code'))) ?? []),
    ],
  },
  deleteMyCommands: {
    takes: ['scope', 'language_code'],
    run({ commands }, params) {
      commands.delete(scopeOf(params.json('scope'), params.string('language_code')));
      return true;
    },
  },
  setMyDescription: { takes: ['description', 'language_code'], run: keepText('description', 512) },
  setMyShortDescription: {
    takes: ['short_description', 'language_code'],
    run: keepText('short_description', 120),
  },
  setChatMenuButton: { takes: ['chat_id', 'menu_button'], run: () => true },
};

export function wireMember(user: WireUser, { status, rights, isAnonymous }: Member): JsonRecord {
  const base = { user: wireUser(user), status };
  if (status === 'administrator') {
    return {
      ...base,
      can_be_edited: false,
      is_anonymous: isAnonymous,
      can_manage_chat: true,
      can_delete_messages: rights.delete,
      can_pin_messages: rights.pin,
      can_manage_video_chats: false,
      can_restrict_members: false,
      can_promote_members: false,
      can_change_info: false,
      can_invite_users: true,
      can_post_stories: false,
      can_edit_stories: false,
      can_delete_stories: false,
    };
  }
  if (status === 'creator') return { ...base, is_anonymous: isAnonymous };
  if (status === 'restricted') {
    return {
      ...base,
      is_member: true,
      can_send_messages: rights.text,
      can_send_photos: rights.photos,
      can_send_other_messages: rights.text,
      until_date: 0,
    };
  }
  return status === 'kicked' ? { ...base, until_date: 0 } : base;
}

function keepText(name: string, limit: number): Methods[string]['run'] {
  return ({ texts }: Bench, params) => {
    const text = params.string(name) ?? '';
    if (text.length > limit) throw badRequest('BOT_INFO_TOO_LONG');
    texts.set(`${name}:${params.string('language_code') ?? ''}`, text);
    return true;
  };
}

function readCommand(value: Json): { readonly command: string; readonly description: string } {
  if (!isRecord(value)) throw badRequest("can't parse BotCommand: expected an Object");
  const { command, description } = value;
  if (typeof command !== 'string' || !/^\/?[a-z0-9_]{1,32}$/.test(command)) {
    throw badRequest('BOT_COMMAND_INVALID');
  }
  if (typeof description !== 'string' || description.length < 1 || description.length > 256) {
    throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
  }
  return { command: command.replace(/^\//, ''), description };
}

const scopeTypes = [
  'default',
  'all_private_chats',
  'all_group_chats',
  'all_chat_administrators',
  'chat',
  'chat_administrators',
  'chat_member',
];

function scopeOf(value: Json | undefined, language: string | null): string {
  if (language !== null && language !== '' && !/^[a-z]{2}$/.test(language)) {
    throw badRequest('invalid language code specified');
  }
  const scope = value === undefined || value === null ? { type: 'default' } : value;
  if (!isRecord(scope) || !scopeTypes.includes(wordOf(scope['type']))) {
    throw badRequest("can't parse BotCommandScope: Unsupported type specified");
  }
  return [wordOf(scope['type']), wordOf(scope['chat_id']), wordOf(scope['user_id']), language ?? ''].join(
    '|',
  );
}

/** The menu that somebody sees: the first scope that fits, first in their language (T71). */
export function menuOf(
  { commands, world }: Bench,
  person: number,
  chat: Chat,
): readonly { readonly command: string; readonly description: string }[] {
  const language = world.people.get(person)?.user.language_code?.slice(0, 2) ?? '';
  const isAdminHere = isAdmin(chat.members.get(person)?.status);
  const scopes =
    chat.kind === 'private'
      ? [`chat|${chat.id}|`, 'all_private_chats||', 'default||']
      : [
          ...(isInside(chat.members.get(person)?.status) ? [`chat_member|${chat.id}|${person}`] : []),
          ...(isAdminHere ? [`chat_administrators|${chat.id}|`] : []),
          `chat|${chat.id}|`,
          ...(isAdminHere ? ['all_chat_administrators||'] : []),
          'all_group_chats||',
          'default||',
        ];
  for (const scope of scopes) {
    for (const tongue of [language, '']) {
      const found = commands.get(`${scope}|${tongue}`);
      if (found && found.length > 0) return found;
    }
  }
  return [];
}
