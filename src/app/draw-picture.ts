/**
 * A picture as PNG, drawn from SVG with the bundled font alone, so that it looks the same on every machine. It is drawn
 * beside the event loop, which it would hold up for thirty milliseconds.
 */
import { createRequire } from 'node:module';
import type * as Resvg from '@resvg/resvg-js';

const require = createRequire(import.meta.url);
const fonts = ['400Regular/Arimo_400Regular.ttf', '600SemiBold/Arimo_600SemiBold.ttf'].map((file) =>
  require.resolve(`@expo-google-fonts/arimo/${file}`),
);

/** Loaded when the first picture is wanted: it takes memory that a resting program need not have. */
export async function drawPicture(svg: string): Promise<Uint8Array> {
  const { renderAsync }: typeof Resvg = await import('@resvg/resvg-js');
  const image = await renderAsync(svg, {
    font: { loadSystemFonts: false, fontFiles: fonts, defaultFontFamily: 'Arimo' },
  });
  return image.asPng();
}
