import { z } from 'zod';
import type { WireCard, WireMessage, WireReply } from '../../../adapters/web/wire.ts';
import { directChannel, homeChannel } from '../../../adapters/web/wire.ts';
import { describeChatAdapter } from '../conformance/describe-chat-adapter.ts';
import type { SeenAnswer, SeenMessage, Stage } from '../conformance/stage.ts';
import { maxCardBytes } from '../../../adapters/web/limits.ts';
import { openWeb } from './support/web-chat.ts';
import type { Answer, OpenedWeb } from './support/web-chat.ts';

const ours = 'its messages are in our own database, which ';

describeChatAdapter('web', open, {
  'rate limited': `${ours}sets no limit`,
  unreachable: `${ours}does not say whether it acted before it was lost`,
  happened: `${ours}nobody joins or leaves`,
  'not authorized': `${ours}nobody throws the bot out of`,
});

/** Ana and Ben look at the page; what they see is what the server sends to their windows. */
async function open(): Promise<Stage> {
  const web = await openWeb();
  const { adapter, store } = web;
  const post = adapter.post.bind(adapter);
  let isTooLarge = false;
  const place = { channel: 'prospectors', thread: null };
  return {
    adapter: {
      ...adapter,
      async post(where, posting) {
        if (!isTooLarge) return post(where, posting);
        isTooLarge = false;
        const png = new Uint8Array(maxCardBytes);
        return post(where, {
          ...posting,
          card: { ...posting.card, blocks: [{ type: 'image', alt: 'huge', png }] },
        });
      },
    },
    place,
    strangePlace: { channel: 'No such channel!', thread: null },
    person: 'ana',
    other: 'ben',
    seenIn: ({ channel }) => seen(web, 'ana', channel),
    seenBy: (person) => seen(web, person, directChannel(person)),
    async homeOf(person) {
      return (await seen(web, person, homeChannel(person)))[0]?.text ?? null;
    },
    press: async (person, message, code) =>
      answered(
        await web.send(person, 'POST', '/web/press', {
          delivery: web.delivery(),
          code,
          channel: message.channel,
          message: message.message,
        }),
      ),
    ask: async (person, text) =>
      answered(await web.send(person, 'POST', '/web/ask', { delivery: web.delivery(), text, channel: null })),
    fill: async (person, form, filled) =>
      answered(
        await web.send(person, 'POST', '/web/submit', {
          delivery: web.delivery(),
          code: form.code,
          filled,
          channel: null,
        }),
        form.title,
      ),
    async mood(mood) {
      if (mood === 'loses the answer') store.trouble('loses the answer');
      if (mood === 'hangs') store.trouble('hangs');
      if (mood === 'refuses the content') isTooLarge = true;
    },
    leave: async () => {},
    async remove({ message }) {
      store.remove(message);
    },
    close: () => web.close(),
  };
}

async function seen(web: OpenedWeb, person: string, channel: string): Promise<readonly SeenMessage[]> {
  const { body } = await web.send(person, 'GET', `/web/messages/${encodeURIComponent(channel)}`);
  const { messages } = z.object({ messages: z.array(z.custom<WireMessage>()) }).parse(body);
  return messages.map(({ id, card }) => ({
    message: id,
    text: readable(card),
    buttons: card.blocks
      .flatMap((block) => (block.type === 'buttons' ? block.buttons : []))
      .map((button) => ({
        label: button.label,
        code: button.type === 'action' ? button.action : button.url,
      })),
  }));
}

const reply = z.custom<WireReply>((value) => typeof value === 'object' && value !== null && 'type' in value);
const problem = z.object({ says: z.string() });

/** `open`: the form that stands open while an answer to it comes. */
function answered({ status, body }: Answer, open: string | null = null): SeenAnswer {
  if (status !== 200) return { text: problem.parse(body).says, form: null, flaws: [] };
  const read = reply.parse(body);
  switch (read.type) {
    case 'say':
      return {
        text: [read.text, read.card ? readable(read.card) : ''].join('\n'),
        form: null,
        flaws: [],
      };
    case 'form':
      return {
        text: '',
        form: {
          title: read.form.title,
          fields: read.form.fields.map((field) => ({
            ...field,
            choices: field.choices.map(({ label }) => label),
          })),
        },
        flaws: [],
      };
    case 'flaws':
      return { text: '', form: { title: open ?? '', fields: [] }, flaws: read.flaws };
  }
}

/** Everything on a card that the page draws as text. */
function readable(card: WireCard): string {
  const lines = card.blocks.flatMap((block): readonly string[] => {
    switch (block.type) {
      case 'text':
      case 'note':
        return [block.text];
      case 'fields':
        return block.fields.map(({ label, value }) => `${label}: ${value}`);
      case 'moment':
        return [`${block.label}: ${new Date(block.at).toISOString()}`];
      case 'script':
        return [block.title, ...block.lines];
      case 'contact':
        return block.lines.map(({ label, value }) => `${label}: ${value}`);
      case 'image':
        return [block.alt];
      case 'buttons':
        return [];
    }
  });
  return [card.title, ...lines].join('\n');
}
