/** The menus of commands, by scope and language (T48, T71). They are shown and no more: what somebody may do is decided elsewhere. */
import type { Language } from '../../src/core/member.ts';
import { speak } from '../../src/words/say.ts';
import type { Call, Payload } from './call.ts';

type Named = { readonly command: string; readonly description: string };
type Scope = NonNullable<Payload<'setMyCommands'>['scope']>;

const inPrivate = [
  'mine',
  'next',
  'add',
  'find',
  'lead',
  'why',
  'digest',
  'away',
  'resume',
  'team',
  'cancel',
  'help',
  'assign',
  'invite',
  'role',
  'plan',
  'join',
] as const;
const inGroup = ['next', 'mine', 'here', 'baton'] as const;

/** Without a language: for everybody who speaks another one. */
const tongues: readonly { readonly code: Language | null; readonly language: Language | null }[] = [
  { code: null, language: null },
  { code: 'en', language: 'en' },
  { code: 'uk', language: 'uk' },
];

export async function registerMenus(call: Call, usual: Language, signal: AbortSignal): Promise<void> {
  for (const { code, language } of tongues) {
    for (const { scope, commands } of menusIn(language ?? usual)) {
      await call(
        'setMyCommands',
        { scope, commands, ...(code === null ? {} : { language_code: code }) },
        { signal },
      );
    }
  }
}

export function menusIn(
  language: Language,
): readonly { readonly scope: Scope; readonly commands: readonly Named[] }[] {
  const say = speak(language);
  const named = (commands: readonly ((typeof inPrivate)[number] | (typeof inGroup)[number])[]) =>
    commands.map((command) => ({ command, description: say(`telegram.command.${command}`) }));
  return [
    { scope: { type: 'all_private_chats' }, commands: named(inPrivate) },
    { scope: { type: 'all_group_chats' }, commands: named(inGroup) },
  ];
}
