/** A bar on a terminal that tells how far something is; where there is no terminal, nothing. */

export type ProgressBar = {
  show(done: number, of: number): void;
  clear(): void;
};

const width = 30;

export function progressBar(stream: { readonly isTTY?: boolean; write(text: string): unknown }): ProgressBar {
  const isShown = stream.isTTY === true;
  const numbers = new Intl.NumberFormat('en');
  return {
    show(done, of) {
      if (!isShown || of === 0) return;
      const filled = Math.min(width, Math.round((done / of) * width));
      const bar = `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`;
      stream.write(`\r${bar} ${numbers.format(done)} / ${numbers.format(of)}`);
    },
    clear() {
      if (isShown) stream.write('\r\u001B[K');
    },
  };
}
