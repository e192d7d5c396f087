/** The page's pictures: single strokes on a grid of 24, drawn in the colour of the text around them. */

const paths = {
  hash: 'M9 4 7 20M17 4l-2 16M4.5 9h16M3.5 15h16',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  chat: 'M4 5h16v11H9l-5 4z',
  home: 'M4 11l8-7 8 7v9h-5v-6H9v6H4z',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M16 4.4a3.5 3.5 0 0 1 0 6.3M17.5 14.3c2.3.7 3.7 2.600 4 5.700',
  places:
    'M12 21c4.500-4.600 7-8 7-11a7 7 0 0 0-14 0c0 3 2.500 6.400 7 11zM12 12.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z',
  leads: 'M4 6h16M4 12h16M4 18h10',
  figures: 'M5 20V11M12 20V4M19 20v-6M3 20.5h18',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6L6 18',
  down: 'M6 9.500l6 6 6-6',
  up: 'M6 15l6-6 6 6',
  send: 'M4 12l16-8-5 16-3.500-6.500z',
  plus: 'M12 5v14M5 12h14',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.500 2',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  person:
    'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20.500c.600-4.300 3.500-6.500 7.500-6.500s6.900 2.200 7.500 6.500',
  phone:
    'M6 3h3l2 5-2.500 1.800a12 12 0 0 0 5.700 5.700L16 13l5 2v3a3 3 0 0 1-3 3C10 21 3 14 3 6a3 3 0 0 1 3-3z',
  mail: 'M3 6h18v12H3zM3.500 6.500L12 13l8.500-6.500',
  building: 'M5 21V4h9v17M14 9h5v12M3 21h18M8.500 8h2M8.500 12h2M8.500 16h2',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5.500M12 7.500v.200',
  warn: 'M12 4l9.500 16h-19zM12 10v4.500M12 17.200v.200',
  book: 'M5 4h6a2 2 0 0 1 2 2v14a2 2 0 0 0-2-2H5zM13 6a2 2 0 0 1 2-2h4v14h-4a2 2 0 0 0-2 2',
  note: 'M5 19l1-4L16 5l3 3L9 18z',
  arrow: 'M5 12h14M13 6l6 6-6 6',
  compass: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM15.500 8.500l-2 5-5 2 2-5z',
  bell: 'M6 17V11a6 6 0 0 1 12 0v6l1.500 1.500h-15zM10 21h4',
} as const;

export type IconName = keyof typeof paths;

export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(svgSpace, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(svgSpace, 'path');
  path.setAttribute('d', paths[name]);
  svg.append(path);
  return svg;
}

const svgSpace = 'http://www.w3.org/2000/svg';
