import { describe, expect, test } from 'vitest';
import { clip, gridFor, layoutPicture, lineFor, tileAt, wayBetween, type Place } from './picture-layout.ts';

const parts = ['client', 'registry', 'daemon', 'kernel', 'images', 'containers', 'volumes', 'networks'] as const;
const overlap = (a: Place, b: Place): boolean => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe.each([
  [320, 400],
  [560, 300],
  [1000, 420],
  [1800, 900],
])('a picture of %i by %i', (width, height) => {
  const layout = layoutPicture(width, height);

  test('has room for every part, and none covers another', () => {
    for (const part of parts) {
      const { x, y, width: w, height: h } = layout[part];
      expect(w).toBeGreaterThan(60);
      expect(h).toBeGreaterThan(20);
      expect([x >= 0, y >= 0, x + w <= layout.width + 0.5, y + h <= layout.height + 0.5]).toEqual([true, true, true, true]);
      for (const other of parts) if (other !== part) expect(overlap(layout[part], layout[other])).toBe(false);
    }
  });

  test('keeps what the host has inside the host', () => {
    for (const part of parts.slice(2)) expect(layout[part].y + layout[part].height).toBeLessThanOrEqual(layout.host.y + layout.host.height);
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
  [0, 0],
  [3, 3],
  [40, 4],
])('of %i in a line %i are shown', (count, shown) => {
  const line = lineFor(count, 300);
  expect(line.shown).toBe(shown);
  const last = tileAt(line, line.columns - 1, 10, 0);
  expect(last.x + last.width).toBeLessThanOrEqual(310);
});

test('long words are cut', () => expect([clip('short', 100), clip('a very long name', 40)]).toEqual(['short', 'a ver…']));
