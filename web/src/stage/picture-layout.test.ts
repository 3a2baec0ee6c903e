import { describe, expect, test } from 'vitest';
import { clientAt, clip, gridFor, layoutPicture, lineFor, tileAt, wayBetween, wrap, type Place } from './picture-layout.ts';

const parts = ['client', 'registry', 'daemon', 'kernel', 'images', 'containers', 'volumes', 'networks'] as const;
const overlap = (a: Place, b: Place): boolean => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe.each([
  [320, 400],
  [560, 300],
  [560, 150],
  [520, 100],
  [1000, 420],
  [1800, 900],
])('a picture of %i by %i', (width, height) => {
  const layout = layoutPicture(width, height);

  test('has room for every part, and none covers another', () => {
    for (const part of parts) {
      const { x, y, width: w, height: h } = layout[part];
      expect(w).toBeGreaterThan(60);
      expect(h).toBeGreaterThanOrEqual(20);
      expect([x >= 0, y >= 0, x + w <= layout.width + 0.5, y + h <= layout.height + 0.5]).toEqual([true, true, true, true]);
      for (const other of parts) if (other !== part) expect(overlap(layout[part], layout[other])).toBe(false);
    }
  });

  test('keeps what the host has inside the host', () => {
    for (const part of parts.slice(2)) expect(layout[part].y + layout[part].height).toBeLessThanOrEqual(layout.host.y + layout.host.height);
  });

  test('keeps its clients apart, and within the picture', () => {
    for (let i = 0; i < layout.clients; i++) {
      const { y, height: h } = clientAt(layout, i);
      expect(y + h).toBeLessThanOrEqual(layout.height + 0.5);
      expect(overlap(clientAt(layout, i), clientAt(layout, i + 1))).toBe(false);
    }
  });

  test('has a way between any two', () => expect(wayBetween(layout, 'client', 'daemon')).toMatch(/^M [\d.]+ [\d.]+ [CL]/));
});

test.each([1, 12, 50, 500])('%i containers get tiles', (count) => {
  const grid = gridFor(count, 380, 260);
  expect(grid.shown).toBeGreaterThan(0);
  expect(grid.shown).toBeLessThanOrEqual(count);
  expect(grid.columns * grid.tile.width).toBeLessThanOrEqual(380);
  if (count <= 12) expect(grid.shown).toBe(count);
});

test.each([
  [0, 300, 0],
  [3, 300, 3],
  [40, 300, 4],
  [3, 100, 1],
])('of %i in a line of %i pixels %i are shown, and there is room for a word on the rest', (count, width, shown) => {
  const line = lineFor(count, width);
  expect(line.shown).toBe(shown);
  const last = tileAt(line, Math.max(0, shown - 1), 10, 0);
  expect(last.x + last.width).toBeLessThanOrEqual(10 + width - (shown < count ? 46 : 0));
});

test('long words are cut', () => expect([clip('short', 100), clip('a very long name', 40)]).toEqual(['short', 'a ver…']));

test('a command is wrapped at its spaces, and its last line cut', () =>
  expect(wrap('docker run --rm busybox echo hi', 80, 6.6, 2)).toEqual(['docker run', '--rm busybo…']));
