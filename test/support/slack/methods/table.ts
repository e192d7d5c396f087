/** Every method that the stand-in knows, and which scope it wants; any other is `unknown_method`. */
import * as chat from './chat.ts';
import type { Method } from './context.ts';
import * as conversations from './conversations.ts';
import * as files from './files.ts';
import * as people from './people.ts';
import * as views from './views.ts';
import { checkBlocks } from '../block-kit.ts';
import { nested } from '../arguments.ts';
import { refusedBlocks } from '../refusal.ts';

export type MethodRule = {
  readonly run: Method;
  readonly scope: string | null;
  /** Only with the app-level token. */
  readonly ofApp?: true;
};

export const methods: Readonly<Record<string, MethodRule>> = {
  'auth.test': { run: people.authTest, scope: null },
  'team.info': { run: people.teamInfo, scope: 'team:read' },
  'bots.info': { run: people.botInfo, scope: 'users:read' },
  'users.info': { run: people.info, scope: 'users:read' },
  'users.list': { run: people.list, scope: 'users:read' },
  'users.lookupByEmail': { run: people.lookupByEmail, scope: 'users:read.email' },
  'chat.postMessage': { run: chat.postMessage, scope: 'chat:write' },
  'chat.update': { run: chat.update, scope: 'chat:write' },
  'chat.delete': { run: chat.remove, scope: 'chat:write' },
  'chat.postEphemeral': { run: chat.postEphemeral, scope: 'chat:write' },
  'chat.getPermalink': { run: chat.getPermalink, scope: null },
  'views.open': { run: views.open, scope: null },
  'views.push': { run: views.push, scope: null },
  'views.update': { run: views.update, scope: null },
  'views.publish': { run: views.publish, scope: null },
  'conversations.open': { run: conversations.open, scope: 'im:write' },
  'conversations.info': { run: conversations.info, scope: null },
  'conversations.members': { run: conversations.members, scope: null },
  'conversations.list': { run: conversations.list, scope: null },
  'users.conversations': { run: conversations.list, scope: null },
  'conversations.join': { run: conversations.join, scope: 'channels:join' },
  'conversations.history': { run: conversations.history, scope: null },
  'conversations.replies': { run: conversations.replies, scope: null },
  'files.getUploadURLExternal': { run: files.getUploadURLExternal, scope: 'files:write' },
  'files.completeUploadExternal': { run: files.completeUploadExternal, scope: 'files:write' },
  'files.info': { run: files.info, scope: 'files:read' },
  'apps.connections.open': {
    run: (context) => ({ ok: true, url: context.openSocket() }),
    scope: null,
    ofApp: true,
  },
  // S62.
  'blocks.validate': {
    run: ({ workspace }, args) => {
      const flaws = checkBlocks(nested(args, 'blocks', 'invalid_blocks'), 'message', (id) =>
        workspace.fileState(id),
      );
      if (flaws.length > 0) throw refusedBlocks('invalid_blocks', flaws);
      return { ok: true };
    },
    scope: null,
  },
};
