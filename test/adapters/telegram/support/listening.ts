/** The adapter, listening to the stand-in, with an inbox that answers what it is told: for tests of what it says to people. */
import { makeTelegramChat } from '../../../../adapters/telegram/index.ts';
import type { TelegramChat, TelegramOptions } from '../../../../adapters/telegram/index.ts';
import { systemClock } from '../../../../src/app/clock.ts';
import { systemRandom } from '../../../../src/app/random.ts';
import type { Card } from '../../../../src/cards/card.ts';
import type { Channel, Posting } from '../../../../src/chat/port.ts';
import { openTelegram } from '../../../support/telegram/index.ts';
import type { TelegramOptions as StandInOptions } from '../../../support/telegram/index.ts';
import { memoryStore } from '../../../support/telegram/memory-store.ts';
import { scriptedInbox } from '../../conformance/scripted-inbox.ts';

export async function listening(standIn: StandInOptions = {}, more: Partial<TelegramOptions> = {}) {
  const telegram = await openTelegram(standIn);
  const store = memoryStore();
  const inbox = scriptedInbox();
  const log: string[] = [];
  const write = (fields: object, message: string) => void log.push(`${JSON.stringify(fields)} ${message}`);
  const make = (): TelegramChat =>
    makeTelegramChat({
      botToken: telegram.token,
      webhook: null,
      apiRoot: telegram.apiRoot,
      store,
      clock: systemClock(),
      random: systemRandom(),
      log: { debug: write, info: write, warn: write, error: write },
      usual: () => ({ language: 'en', timeZone: 'Europe/Kyiv' }),
      ...more,
    });
  let chat = make();
  await chat.start(inbox);

  const ana = telegram.addPerson({ name: 'Ana', language: 'en' });
  const group = telegram.addGroup({ title: 'Prospectors', members: [ana] });
  const place: Channel = { channel: String(group), thread: null };
  const post = (code: string, to = place) => chat.post(to, posting(cardWith(code)));

  return {
    telegram,
    store,
    inbox,
    log,
    ana,
    group,
    place,
    post,
    chat: () => chat,
    async restart() {
      await chat.stop();
      chat = make();
      await chat.start(inbox);
    },
    /** Ana presses a button on a card in the group. */
    async press(code: string) {
      const { message } = await post(code);
      return telegram.pressed({ person: ana, chat: group, message: Number(message), data: code });
    },
    /** Ana presses a button in her private chat, by its label. */
    async pressPrivate(label: string) {
      const found = telegram
        .cards(ana)
        .findLast(({ buttons }) => buttons.some((button) => button.label === label));
      if (!found) throw new Error(`Nothing has a button “${label}”: ${lastOf(telegram.cards(ana))}`);
      return telegram.pressed({ person: ana, chat: ana, message: found.message, button: label });
    },
    /** The last message in a chat, as soon as it says this. */
    shows: (text: string, chatId = ana) =>
      telegram.until(
        `somebody reads “${text}”`,
        () => {
          const last = telegram.cards(chatId).at(-1);
          return last?.text.includes(text) ? last : null;
        },
        5_000,
      ),
    async close() {
      await chat.stop();
      await telegram.close();
    },
  };
}

export type Listening = Awaited<ReturnType<typeof listening>>;

export function posting(card: Card, about: Partial<Posting> = {}): Posting {
  return { card, language: 'en', key: 'k', isPrivate: false, signal: new AbortController().signal, ...about };
}

export function cardWith(code: string): Card {
  return {
    title: 'L-1042',
    blocks: [{ type: 'buttons', buttons: [{ type: 'action', label: 'Do it', action: code }] }],
  };
}

const lastOf = (cards: readonly { readonly text: string }[]) => JSON.stringify(cards.at(-1)?.text ?? null);
