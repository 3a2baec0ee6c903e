import type { Actor } from '../state/trace/moments.ts';

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PictureLayout {
  readonly width: number;
  readonly height: number;
  readonly host: Place;
  /** The first; see {@link clientAt}. */
  readonly client: Place;
  /** There is room for so many. */
  readonly clients: number;
  readonly registry: Place;
  readonly daemon: Place;
  readonly kernel: Place;
  readonly images: Place;
  readonly containers: Place;
  readonly volumes: Place;
  readonly networks: Place;
}

/** Heights and distances of what stands in the host, in CSS pixels. */
interface Measures {
  readonly heading: number;
  readonly gap: number;
  readonly daemon: number;
  /** A heading, and a line of tiles if there is room for it. */
  readonly foot: number;
  readonly kernel: number;
  /** Of a client. */
  readonly end: number;
}

const roomy: Measures = { heading: 26, gap: 10, daemon: 46, foot: 54, kernel: 28, end: 66 };
/** Counts in place of tiles. */
const folded: Measures = { heading: 20, gap: 6, daemon: 28, foot: 22, kernel: 22, end: 44 };
const roomyFromPx = 270;
const lowestPx = 142;
/** Below this the parts stand under each other. */
const narrowPx = 480;

/** What stands in the host: the daemon over everything that it keeps, and the kernel under all of it. */
function insideHost(host: Place, measures: Measures): Pick<PictureLayout, 'daemon' | 'kernel' | 'images' | 'containers' | 'volumes' | 'networks'> {
  const { heading, gap, daemon, foot, kernel } = measures;
  const [x, width] = [host.x + gap, host.width - 2 * gap];
  const half = (width - gap) / 2;
  const rightX = x + half + gap;
  const top = host.y + heading;
  const middle = { y: top + daemon + gap, height: host.height - heading - daemon - foot - kernel - 4 * gap };
  const footY = middle.y + middle.height + gap;
  return {
    daemon: { x, y: top, width, height: daemon },
    images: { x, width: half, ...middle },
    containers: { x: rightX, width: half, ...middle },
    volumes: { x, y: footY, width: half, height: foot },
    networks: { x: rightX, y: footY, width: half, height: foot },
    kernel: { x, y: footY + foot + gap, width, height: kernel },
  };
}

/** Beside each other: clients, host, registry. Sizes are CSS pixels; nothing is scaled, so that words stay legible. */
function wide(width: number, height: number): PictureLayout {
  const measures = height < roomyFromPx ? folded : roomy;
  const side = Math.min(190, Math.round(width * 0.18));
  const space = Math.min(44, Math.round(width * 0.045));
  const host = { x: side + space, y: 0, width: width - 2 * (side + space), height };
  const end = { y: measures.heading, width: side, height: measures.end };
  const clients = Math.max(1, Math.floor((height - measures.heading + roomy.gap) / (measures.end + roomy.gap)));
  return { width, height, clients, host, client: { x: 0, ...end }, registry: { x: width - side, ...end }, ...insideHost(host, measures) };
}

/** Under each other, for a phone. */
function narrow(width: number): PictureLayout {
  const { end, gap } = roomy;
  const host = { x: 0, y: end + 2 * gap, width, height: 350 };
  const side = Math.round((width - gap) / 2);
  const ends = { y: 0, width: side, height: end };
  const height = host.y + host.height;
  return { width, height, clients: 1, host, client: { x: 0, ...ends }, registry: { x: side + gap, ...ends }, ...insideHost(host, roomy) };
}

export function layoutPicture(width: number, height: number): PictureLayout {
  return width < narrowPx ? narrow(width) : wide(width, Math.max(height, lowestPx));
}

/** Where the client of that number stands: under each other. */
export function clientAt({ client }: PictureLayout, index: number): Place {
  return { ...client, y: client.y + index * (client.height + roomy.gap) };
}

/** Where two boxes, seen along one axis, stand over each other: the middle of that stretch; `null` when they do not. */
function sharedMiddle(a: number, aLength: number, b: number, bLength: number): number | null {
  const from = Math.max(a, b);
  const to = Math.min(a + aLength, b + bLength);
  return from < to ? (from + to) / 2 : null;
}

/** The way between two actors, as SVG path data. */
export function wayBetween(layout: PictureLayout, from: Actor, to: Actor): string {
  const places: Record<Actor, Place> = { ...layout, container: layout.containers };
  const [a, b] = [places[from], places[to]];
  const x = sharedMiddle(a.x, a.width, b.x, b.width);
  if (x !== null) return b.y > a.y ? `M ${x} ${a.y + a.height} L ${x} ${b.y}` : `M ${x} ${a.y} L ${x} ${b.y + b.height}`;
  const [x1, x2] = b.x > a.x ? [a.x + a.width, b.x] : [a.x, b.x + b.width];
  const y = sharedMiddle(a.y, a.height, b.y, b.height);
  const [y1, y2] = y === null ? [a.y + a.height / 2, b.y + b.height / 2] : [y, y];
  const bend = (x1 + x2) / 2;
  return `M ${x1} ${y1} C ${bend} ${y1} ${bend} ${y2} ${x2} ${y2}`;
}

export interface Grid {
  readonly columns: number;
  readonly tile: { readonly width: number; readonly height: number };
  /** How many there is room for; one fewer when some are left over, for the tile that says so. */
  readonly shown: number;
}

const space = 6;
const tileSizes = [
  { width: 150, height: 44 },
  { width: 104, height: 32 },
  { width: 66, height: 24 },
] as const;

/** The largest tiles in which all `count` fit; with the smallest, as many as fit. */
export function gridFor(count: number, width: number, height: number): Grid {
  for (const size of tileSizes) {
    const columns = Math.max(1, Math.floor((width + space) / (size.width + space)));
    const rows = Math.max(1, Math.floor((height + space) / (size.height + space)));
    const tile = { width: Math.min(220, (width - (columns - 1) * space) / columns), height: size.height };
    if (columns * rows >= count) return { columns, tile, shown: count };
    if (size === tileSizes[tileSizes.length - 1]) return { columns, tile, shown: columns * rows - 1 };
  }
  throw new Error('there is always a smallest tile');
}

/** As many tiles as fit beside each other, and room for a word on those that do not. */
export function lineFor(count: number, width: number): Grid {
  const smallest = 50;
  const wordPx = 54;
  const tiles = (within: number): number => Math.max(1, Math.floor((within + space) / (smallest + space)));
  const whole = count <= tiles(width);
  const columns = whole ? Math.max(count, 1) : tiles(width - wordPx - space);
  const room = whole ? width : width - wordPx - space;
  const tile = { width: Math.min(130, (room - (columns - 1) * space) / columns), height: 24 };
  return { columns: whole ? columns : columns + 1, tile, shown: whole ? count : columns };
}

/** Where the tile of that number stands, with the grid's corner at x, y. */
export function tileAt({ columns, tile }: Grid, index: number, x: number, y: number): Place {
  return { x: x + (index % columns) * (tile.width + space), y: y + Math.floor(index / columns) * (tile.height + space), ...tile };
}

/** Where a part's tiles stand in it. */
export interface Tiling {
  readonly shown: number;
  readonly at: (index: number) => Place;
  /** Where it says how many more there are. */
  readonly rest: Pick<Place, 'x' | 'y'>;
}

export const underTitlePx = 26;
const rowPx = 26;

export function inGrid({ x, y }: Place, grid: Grid): Tiling {
  const at = (index: number): Place => tileAt(grid, index, x + 8, y + underTitlePx);
  return { shown: grid.shown, at, rest: at(grid.shown) };
}

/** Under each other; `fewest` are shown in any case. */
export function inRows({ x, y, width, height }: Place, fewest: number): Tiling {
  return {
    shown: Math.max(fewest, Math.floor((height - underTitlePx) / rowPx)),
    at: (index) => ({ x: x + 8, y: y + underTitlePx + index * rowPx, width: width - 16, height: 22 }),
    rest: { x: x + 56, y: y + 5 },
  };
}

/** As many letters as fit; `letterPx` is their mean width. */
export function clip(text: string, width: number, letterPx = 6.6): string {
  const room = Math.max(1, Math.floor(width / letterPx));
  return text.length <= room ? text : `${text.slice(0, Math.max(0, room - 1))}…`;
}

/** In lines of whole words, the last one clipped. */
export function wrap(text: string, width: number, letterPx: number, most: number): string[] {
  const room = Math.max(1, Math.floor(width / letterPx));
  const lines: string[] = [];
  let rest = text;
  while (lines.length < most - 1 && rest.length > room) {
    const end = rest.lastIndexOf(' ', room);
    const line = rest.slice(0, end > 0 ? end : room);
    lines.push(line);
    rest = rest.slice(line.length).trimStart();
  }
  return [...lines, clip(rest, width, letterPx)];
}
