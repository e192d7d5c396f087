import { describeChatAdapter } from '../conformance/describe-chat-adapter.ts';
import { openStage } from './support/stage.ts';

const skips = { find: 'a bot of Telegram cannot read what it wrote (T30)' };

describeChatAdapter('telegram, polling', () => openStage('polling'), skips);
describeChatAdapter('telegram, webhook', () => openStage('webhook'), skips);
