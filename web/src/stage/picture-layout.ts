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
  readonly client: Place;
  readonly registry: Place;
  readonly daemon: Place;
  readonly kernel: Place;
  readonly images: Place;
  readonly containers: Place;
  readonly volumes: Place;
  readonly networks: Place;
}

const gap = 12;
const heading = 26;
const row = 46;
/** A heading and a line of tiles. */
const foot = 60;
/** Below this the parts stand under each other. */
const narrowPx = 480;

/** What stands in the host: the daemon over everything that it keeps. */
function insideHost(host: Place): Pick<PictureLayout, 'daemon' | 'kernel' | 'images' | 'containers' | 'volumes' | 'networks'> {
  const inner = { x: host.x + gap, y: host.y + heading, width: host.width - 2 * gap, height: host.height - heading - gap };
  const left = Math.round((inner.width - gap) * 0.42);
  const right = inner.width - left - gap;
  const rightX = inner.x + left + gap;
  const top = inner.y + row + gap;
  const footY = inner.y + inner.height - foot;
  const middleHeight = footY - top - gap;
  return {
    daemon: { x: inner.x, y: inner.y, width: inner.width, height: row },
    kernel: { x: inner.x, y: top, width: left, height: row },
    images: { x: inner.x, y: top + row + gap, width: left, height: middleHeight - row - gap },
    containers: { x: rightX, y: top, width: right, height: middleHeight },
    volumes: { x: inner.x, y: footY, width: left, height: foot },
    networks: { x: rightX, y: footY, width: right, height: foot },
  };
}

/** Beside each other: client, host, registry. Sizes are CSS pixels; nothing is scaled, so that words stay legible. */
function wide(width: number, height: number): PictureLayout {
  const side = Math.min(190, Math.round(width * 0.17));
  const space = Math.min(44, Math.round(width * 0.045));
  const host = { x: side + space, y: 0, width: width - 2 * (side + space), height };
  const end = { y: heading, width: side, height: row + 20 };
  return { width, height, host, client: { x: 0, ...end }, registry: { x: width - side, ...end }, ...insideHost(host) };
}

/** Under each other, for a phone. */
function narrow(width: number): PictureLayout {
  const end = 62;
  const host = { x: 0, y: end + 2 * gap, width, height: 350 };
  const side = Math.round((width - gap) / 2);
  const ends = { y: 0, width: side, height: end };
  return { width, height: host.y + host.height, host, client: { x: 0, ...ends }, registry: { x: side + gap, ...ends }, ...insideHost(host) };
}

export function layoutPicture(width: number, height: number): PictureLayout {
  return width < narrowPx ? narrow(width) : wide(width, Math.max(height, 280));
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

/** As many tiles as fit beside each other. */
export function lineFor(count: number, width: number): Grid {
  const smallest = 50;
  const room = Math.max(1, Math.floor((width + space) / (smallest + space)));
  const columns = Math.min(Math.max(count, 1), room);
  const tile = { width: Math.min(130, (width - (columns - 1) * space) / columns), height: 24 };
  return { columns, tile, shown: count <= room ? count : room - 1 };
}

/** Where the tile of that number stands, with the grid's corner at x, y. */
export function tileAt({ columns, tile }: Grid, index: number, x: number, y: number): Place {
  return { x: x + (index % columns) * (tile.width + space), y: y + Math.floor(index / columns) * (tile.height + space), ...tile };
}

/** As many letters as fit; `letterPx` is their mean width. */
export function clip(text: string, width: number, letterPx = 6.6): string {
  const room = Math.max(1, Math.floor(width / letterPx));
  return text.length <= room ? text : `${text.slice(0, Math.max(0, room - 1))}…`;
}
