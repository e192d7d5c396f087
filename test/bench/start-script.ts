/** Starts a script of the bench as a process of its own, and waits for what it prints. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export type Script = AsyncDisposable & {
  readonly pid: number;
  /** What the first match of the pattern holds in its brackets. */
  find(pattern: RegExp): Promise<string>;
  /** Resolves when it has ended by itself. */
  readonly ended: Promise<unknown>;
  stop(): Promise<void>;
};

export function startScript(script: URL, more: readonly string[]): Script {
  const child = spawn(process.execPath, [script.pathname, ...more], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${script.pathname} could not be started.`);
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return {
    pid,
    ended,
    async find(pattern) {
      for (;;) {
        const found = pattern.exec(printed)?.[1];
        if (found !== undefined) return found;
        const more = await Promise.race([once(child.stdout, 'data'), ended.then(() => null)]);
        if (more === null && !pattern.test(printed)) throw new Error(`${script.pathname} ended early.`);
      }
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
