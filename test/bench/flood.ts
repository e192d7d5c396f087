/**
 * A flood from a thread of its own, so that whoever measures beside it does not wait for its sender: that would be
 * counted as the server's. It goes by timers, a few requests at a time, as the other cores are measured.
 */
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { atRate, type AtRate, type Rated } from './http-load.ts';

export type Flood = Pick<AtRate, 'perSecond' | 'ms'> & {
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of every request. */
  readonly body: string;
};

/** Answers how the flood was answered, when it is over. */
export async function sendFlood(flood: Flood): Promise<Rated> {
  const thread = new Worker(new URL(import.meta.url), { workerData: flood });
  const [rated] = await once(thread, 'message');
  await thread.terminate();
  return rated;
}

if (!isMainThread) {
  const { port, path, headers, body, perSecond, ms }: Flood = workerData;
  const target = { port, path, headers, body: () => body };
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
  parentPort?.postMessage(await atRate(target, { perSecond, ms, from: 0, isPunctual: false }));
}
