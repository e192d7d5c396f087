/** A log that is kept, so that a test can look for what must never stand in one. */
import type { Log, LogFields } from '../../src/app/app.ts';

export type Logged = {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: LogFields;
  readonly message: string;
};
export type MemoryLog = Log & { readonly lines: readonly Logged[]; text(): string };

export function memoryLog(): MemoryLog {
  const lines: Logged[] = [];
  const keep = (level: Logged['level']) => (fields: LogFields, message: string) => {
    lines.push({ level, fields, message });
  };
  return {
    debug: keep('debug'),
    info: keep('info'),
    warn: keep('warn'),
    error: keep('error'),
    lines,
    text: () => JSON.stringify(lines),
  };
}
