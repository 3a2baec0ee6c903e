import { describe, expect, test } from 'vitest';
import { parseFilters } from './filters.ts';

const filters = (value: unknown): ReturnType<typeof parseFilters> => parseFilters(JSON.stringify(value));

describe('both forms on the wire', () => {
  test.each([[{ status: ['a', 'b'] }], [{ status: { a: true, b: true } }]])('%j', (value) => {
    expect(filters(value).get('status')).toEqual(['a', 'b']);
  });

  test.each(['{bad', '[]', '5', '"x"', '{"a":"b"}', '{"a":[1]}', '{"a":{"x":"y"}}'])('%s is refused', (text) => {
    expect(() => parseFilters(text)).toThrow('invalid filter');
  });

  test('a name that is not known is named', () => {
    expect(() => parseFilters('{"nosuch":["x"]}', ['name'])).toThrow("invalid filter 'nosuch'");
  });
});

describe('matching', () => {
  test('an absent filter matches everything, values are alternatives', () => {
    expect(filters({}).matches('name', 'x')).toBe(true);
    expect(filters({ name: ['a', 'b'] }).matches('name', 'b')).toBe(true);
    expect(filters({ name: ['a', 'b'] }).matches('name', 'c')).toBe(false);
  });

  test.each([
    ['web', 'my-web-1', true],
    ['^web', 'my-web-1', false],
    ['^my.*1$', 'my-web-1', true],
    ['[', 'a[b', false],
    ['[', '[', true],
  ])('the pattern %j on %j', (pattern, name, matches) => {
    expect(filters({ name: [pattern] }).matchesPattern('name', name)).toBe(matches);
  });

  test('all labels must hold, and none of those with an exclamation mark', () => {
    const labels = { a: '1', b: '2' };
    expect(filters({ label: ['a', 'b=2'] }).matchesLabels(labels)).toBe(true);
    expect(filters({ label: ['a=2'] }).matchesLabels(labels)).toBe(false);
    expect(filters({ 'label!': ['a'] }).matchesLabels(labels)).toBe(false);
    expect(filters({ 'label!': ['a=3', 'c'] }).matchesLabels(labels)).toBe(true);
  });
});

describe('typed values', () => {
  test('booleans', () => {
    expect(filters({}).boolean('dangling')).toBeNull();
    expect(filters({ dangling: ['1'] }).boolean('dangling')).toBe(true);
    expect(() => filters({ dangling: ['x'] }).boolean('dangling')).toThrow("invalid filter 'dangling=[x]'");
  });

  test('times and ages', () => {
    expect(filters({ until: ['1h30m'] }).until(10_000_000)).toBe(4_600_000);
    expect(filters({ until: ['2026-01-01T00:00:00Z'] }).until(0)).toBe(Date.parse('2026-01-01T00:00:00Z'));
    expect(filters({ until: ['12.5'] }).until(0)).toBe(12_500);
    expect(() => filters({ until: ['x'] }).until(0)).toThrow('failed to parse value as time or duration: "x"');
  });
});
