/** A spreadsheet of leads, sent as `npm run import` sends it. */
import { sendImport } from '../../src/send-import.ts';
import { testToken, type Running } from '../support/run-baton.ts';

/** `from` is the number of the first, so that another one holds other people. */
export function sendSpreadsheet(
  baton: Pick<Running, 'url'>,
  rows: number,
  from = 0,
): { readonly hasRead: Promise<void>; readonly isKept: Promise<void> } {
  const hasRead = Promise.withResolvers<void>();
  const lines = Array.from({ length: rows }, (_, at) => {
    const index = from + at;
    const phone = `+38067${String(index).padStart(7, '0')}`;
    return `Olena Koval ${index},${phone},o${index}@prove.example,"Koval & Sons, Kyiv",website,Please call me back`;
  });
  const file = new TextEncoder().encode(['name,phone,email,company,source,message', ...lines].join('\n'));
  const sending = sendImport({
    url: baton.url,
    token: testToken,
    file,
    map: [],
    isDryRun: false,
    direction: null,
    source: null,
    language: 'en',
    onProgress: () => hasRead.resolve(),
  });
  return { hasRead: hasRead.promise, isKept: kept() };

  async function kept(): Promise<void> {
    const sent = await sending.finally(() => hasRead.resolve());
    if (!sent.ok || sent.answer.created !== rows) throw new Error('The spreadsheet was not kept.');
  }
}
