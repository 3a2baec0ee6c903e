import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Autosave } from './autosave.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('many changes are one save, after they are over', () => {
  const save = vi.fn(() => Promise.resolve());
  const autosave = new Autosave(save);
  autosave.changed();
  vi.advanceTimersByTime(9000);
  autosave.changed();
  vi.advanceTimersByTime(9000);
  expect(save).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1000);
  expect(save).toHaveBeenCalledTimes(1);
});

test('changes without end are saved, too', () => {
  const save = vi.fn(() => Promise.resolve());
  const autosave = new Autosave(save);
  for (let seconds = 0; seconds < 130; seconds += 5) {
    autosave.changed();
    vi.advanceTimersByTime(5000);
  }
  expect(save).toHaveBeenCalledTimes(1);
});

test('leaving saves what changed, and only that', () => {
  const save = vi.fn(() => Promise.reject(new Error('storage is full')));
  const autosave = new Autosave(save);
  autosave.flush();
  expect(save).not.toHaveBeenCalled();
  autosave.changed();
  autosave.flush();
  autosave.flush();
  expect(save).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(60_000);
  expect(save).toHaveBeenCalledTimes(1);
});
