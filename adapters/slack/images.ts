/**
 * Brings pictures up to Slack before their card is posted (S85, S86): an address is asked for, the bytes are sent, the
 * upload is completed without a channel, and it is waited until Slack can show it. A failure is never the card's: it
 * goes out without the picture, whose words say the same.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Posting } from '../../src/chat/port.ts';
import type { Call } from './client.ts';
import { slackTimes } from './config.ts';
import type { SlackClock, SlackLog } from './config.ts';
import { limits } from './limits.ts';

export type Images = {
  /** The files by their bytes; those that could not be brought up are not there. */
  upload(posting: Pictured): Promise<ReadonlyMap<Uint8Array, string>>;
  /** They could not be shown: next time they are brought up anew. */
  forget(posting: Pick<Pictured, 'card'>): void;
};

type Pictured = Pick<Posting, 'card' | 'signal'>;

const asked = z.object({ upload_url: z.string(), file_id: z.string() });
const nothing = z.object({});
const info = z.object({ file: z.object({ mimetype: z.string().nullish() }) });

export function makeImages({
  call,
  clock,
  log,
}: {
  readonly call: Call;
  readonly clock: SlackClock;
  readonly log: SlackLog;
}): Images {
  /** By the picture's hash, so that an edit or a second attempt does not bring it up again. */
  const files = new Map<string, string>();

  const bring = async ({ png, alt }: Picture, signal: AbortSignal): Promise<string> => {
    const { upload_url, file_id } = await call(
      'files.getUploadURLExternal',
      { filename: 'picture.png', length: png.length, alt_txt: alt.slice(0, limits.altText).toWellFormed() },
      asked,
      signal,
    );
    await sendBytes(upload_url, png, signal);
    await call(
      'files.completeUploadExternal',
      { files: [{ id: file_id, title: 'picture' }] },
      nothing,
      signal,
    );
    const until = clock.now() + slackTimes.uploadMs;
    for (;;) {
      const { file } = await call('files.info', { file: file_id }, info, signal);
      if (typeof file.mimetype === 'string' && file.mimetype !== '') return file_id;
      if (clock.now() + slackTimes.uploadLookMs > until) throw new Error('The upload is not ready yet.');
      await pause(clock, slackTimes.uploadLookMs, signal);
    }
  };

  return {
    async upload({ card, signal }) {
      const done = new Map<Uint8Array, string>();
      for (const picture of picturesOf(card)) {
        const hash = hashOf(picture.png);
        try {
          const file = files.get(hash) ?? (await bring(picture, signal));
          if (files.size >= filesKept) files.clear();
          files.set(hash, file);
          done.set(picture.png, file);
        } catch (error) {
          if (signal.aborted) return done;
          log.warn(
            { error: error instanceof Error ? error.name : typeof error },
            'A picture could not be shown; its words stand there.',
          );
        }
      }
      return done;
    },
    forget({ card }) {
      for (const { png } of picturesOf(card)) files.delete(hashOf(png));
    },
  };
}

type Picture = { readonly png: Uint8Array; readonly alt: string };

function picturesOf(card: Posting['card']): readonly Picture[] {
  return card.blocks.filter((block) => block.type === 'image');
}

/** The address is a secret of its own, so no error quotes it (P13). */
async function sendBytes(url: string, png: Uint8Array, signal: AbortSignal): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: Buffer.from(png),
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(slackTimes.callMs)]),
  });
  await response.body?.cancel();
  if (response.status !== 200) throw new Error(`The upload was answered with ${response.status}.`);
}

async function pause(clock: SlackClock, ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = clock.at(clock.now() + ms, resolve);
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
  cancel();
}

function hashOf(png: Uint8Array): string {
  return createHash('sha256').update(png).digest('hex');
}

const filesKept = 50;
