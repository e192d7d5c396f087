/** The external upload: ask for an address, bring the bytes, complete, wait until it is ready (S85, S86). */
import { listOf, needed, numberOf, textOf } from '../arguments.ts';
import { asJson, asText } from '../flaws.ts';
import type { Json } from '../flaws.ts';
import { Refusal, missing } from '../refusal.ts';
import type { UploadedFile } from '../workspace.ts';
import { botUserId } from '../workspace.ts';
import { channelFor } from './context.ts';
import type { Context, Method } from './context.ts';

export const getUploadURLExternal: Method = ({ workspace, address, judge }, args) => {
  const name = needed(args, 'filename');
  const length = numberOf(args, 'length', 0);
  if (length < 1) throw missing('length');
  if ((textOf(args, 'alt_txt') ?? '').length > 1000) throw new Refusal('alt_txt_too_large');
  const file: UploadedFile = {
    id: workspace.next('F'),
    name,
    length,
    bytes: null,
    completedAt: null,
    title: null,
    channels: [],
  };
  workspace.files.set(file.id, file);
  judge.hidden(`${name} ${textOf(args, 'alt_txt') ?? ''}`, file.id);
  return { ok: true, upload_url: `${address()}/upload/${file.id}`, file_id: file.id };
};

/** The bytes themselves, raw or as multipart; 200 where they were stored. */
export async function upload(
  { workspace }: Pick<Context, 'workspace'>,
  id: string,
  type: string | null,
  body: Uint8Array,
): Promise<number> {
  const file = workspace.files.get(id);
  if (!file || file.bytes !== null) return 404;
  const bytes = type?.startsWith('multipart/form-data') ? await onlyFile(type, body) : body;
  if (bytes === null) return 400;
  // What is announced and what comes must agree.
  if (bytes.length !== file.length) return 400;
  file.bytes = bytes;
  return 200;
}

async function onlyFile(type: string, body: Uint8Array): Promise<Uint8Array | null> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  for (const [, value] of form)
    if (typeof value !== 'string') return new Uint8Array(await value.arrayBuffer());
  return null;
}

export const completeUploadExternal: Method = (context, args) => {
  const { workspace, judge } = context;
  const list = listOf(args, 'files', 'invalid_arguments');
  if (!list || list.length === 0) throw missing('files');
  const named = [textOf(args, 'channel_id'), ...(textOf(args, 'channels') ?? '').split(',')];
  const channels = named
    .filter((id) => id !== null && id !== '')
    .map((id) => channelFor(context, id ?? '', { membership: true }).id);
  const files = list.map((one) => {
    const file = workspace.files.get(asText(asJson(one)?.['id']) ?? '');
    if (!file || file.bytes === null || file.completedAt !== null) throw new Refusal('file_not_found');
    return { file, title: asText(asJson(one)?.['title']) };
  });
  for (const { file, title } of files) {
    judge.hidden(title ?? '', file.id);
    Object.assign(file, { completedAt: workspace.now(), title, channels });
  }
  return { ok: true, files: files.map(({ file }) => ({ id: file.id, title: file.title ?? file.name })) };
};

export const info: Method = ({ workspace }, args) => {
  const file = workspace.files.get(needed(args, 'file'));
  if (!file || file.completedAt === null) throw new Refusal('file_not_found');
  return { ok: true, file: fileShape(file, workspace.fileState(file.id) === 'ready') };
};

function fileShape(file: UploadedFile, isReady: boolean): Json {
  return {
    id: file.id,
    name: file.name,
    title: file.title ?? file.name,
    user: botUserId,
    size: file.length,
    mimetype: isReady ? 'image/png' : '',
    filetype: isReady ? 'png' : '',
    shares:
      isReady && file.channels.length > 0
        ? { private: Object.fromEntries(file.channels.map((id) => [id, []])) }
        : {},
  };
}
