/** Files that pass for whole backups from the outside, whatever is in them, as somebody who means harm would make them. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { endSchema, makeSum, type TableSum } from '../../src/storage/backup/format.ts';
import { sealing } from '../../src/storage/backup/seal.ts';

/** `mend`: the last line is made anew, so that it fits those before it. */
export function sealed(
  content: string | Buffer,
  { isPacked = false, mend = false }: { readonly isPacked?: boolean; readonly mend?: boolean } = {},
): Promise<Buffer> {
  const text = mend ? mended(content.toString()) : content;
  const packed = isPacked ? Buffer.from(text) : gzipSync(text);
  return buffer(Readable.from([packed]).pipe(sealing()));
}

function mended(text: string): string {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('{"end"'));
  const tables: Record<string, TableSum> = {};
  let sum = makeSum();
  let name = '';
  for (const line of lines.slice(1)) {
    if (line.startsWith('[')) sum.add(line);
    else {
      if (name !== '') tables[name] = sum.result();
      sum = makeSum();
      name = JSON.parse(line).table;
    }
  }
  if (name !== '') tables[name] = sum.result();
  const body = `${lines.join('\n')}\n`;
  const sha256 = createHash('sha256').update(body).digest('hex');
  return `${body}${JSON.stringify(endSchema.parse({ end: { tables, sha256 } }))}\n`;
}
