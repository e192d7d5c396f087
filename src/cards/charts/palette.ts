/** Colours and sizes of the pictures: light ground, dark ink, two colours that are told apart also without colours. */

export const palette = {
  ground: '#ffffff',
  ink: '#1d2433',
  quiet: '#5d6779',
  line: '#d9dee7',
  track: '#eef1f6',
  received: '#2f6fed',
  converted: '#0f8a5f',
  stuck: '#d9691a',
} as const;

/** As wide as a phone shows sharply; nothing on it is smaller than 26. */
export const pictureWidth = 1080;
export const margin = 56;
