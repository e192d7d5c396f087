import { describeChatAdapter } from '../conformance/describe-chat-adapter.ts';
import { openStage } from './support/stage.ts';

describeChatAdapter('slack over HTTP', () => openStage('http'));
describeChatAdapter('slack over Socket Mode', () => openStage('socket'));
