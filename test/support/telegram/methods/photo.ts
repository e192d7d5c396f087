/** A photo as it comes: an upload, a file id or an address; its size and shape (T39, T45). */
import { badRequest } from '../api-error.ts';
import type { Params } from '../params.ts';

const maxBytes = 10 * 1024 * 1024;

export function readPhoto(
  value: string | null,
  params: Params,
  field: string,
): { readonly bytes: number; readonly file: string } {
  const attached = /^attach:\/\/(.+)$/.exec(value ?? '')?.[1] ?? field;
  const upload = params.files.get(attached);
  if (!upload) {
    if (value === null || value === '') throw badRequest('there is no photo in the request');
    if (/^AgAC[\w-]+$/.test(value)) return { bytes: 0, file: value };
    throw badRequest('wrong file identifier/HTTP URL specified');
  }
  const { bytes } = upload;
  if (bytes.length > maxBytes) throw badRequest('file is too big');
  const size = sizeOf(bytes);
  if (size === null) throw badRequest('IMAGE_PROCESS_FAILED');
  const { width, height } = size;
  if (width + height > 10_000 || Math.max(width, height) / Math.min(width, height) > 20) {
    throw badRequest('PHOTO_INVALID_DIMENSIONS');
  }
  return { bytes: bytes.length, file: `AgAC${Buffer.from(bytes.slice(-24)).toString('base64url')}` };
}

/** Of a PNG; a JPEG is taken as it is. */
function sizeOf(bytes: Uint8Array): { readonly width: number; readonly height: number } | null {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return { width: 100, height: 100 };
  const isPng = bytes.length > 24 && Buffer.from(bytes.slice(1, 4)).toString('latin1') === 'PNG';
  if (!isPng) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  return width === 0 || height === 0 ? null : { width, height };
}
