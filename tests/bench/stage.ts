/** The stage in Chromium: what it draws when much is there and much happens. */
import type { Page } from '@playwright/test';
import type { Row } from './row.ts';
import { end, expect, type } from './terminal.ts';

const containers = 50;
const events = 2000;
/** Of moments that one `docker run` leaves there are more than these. */
const momentsOfRun = 70;
const measuredMs = 5000;

/** All that were told: those on the timeline, and the older ones that had to go. */
async function momentsIn(page: Page): Promise<number> {
  const kept = Number(await page.getByRole('slider', { name: 'Timeline' }).getAttribute('max'));
  const [gone] = await page.getByText(/^\d+ older events are no longer kept/).allTextContents();
  return kept + Number.parseInt(gone ?? '0');
}

/**
 * The page is held up while the machine goes on, so that everything that happened meanwhile comes at once. The times of the frames from then on, in
 * milliseconds.
 */
function framesAfterPause(page: Page, pauseMs: number): Promise<number[]> {
  return page.evaluate(
    async ([heldMs, lengthMs]) => {
      const held = performance.now() + heldMs;
      while (performance.now() < held);
      const frames: number[] = [];
      const from = performance.now();
      for (let last = from; last - from < lengthMs;) {
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        frames.push(now - last);
        last = now;
      }
      return frames;
    },
    [pauseMs, measuredMs] as const,
  );
}

/** The mean frame of the slowest second. */
function slowestSecond(frames: readonly number[]): number {
  let worst = 0;
  for (let from = 0; from < frames.length; from++) {
    let sum = 0;
    let to = from;
    while (to < frames.length && sum < 1000) sum += frames[to++] ?? 0;
    if (sum >= 1000) worst = Math.max(worst, sum / (to - from));
  }
  return worst;
}

/** On a page with a prompt. */
export async function measureStage(page: Page): Promise<Row[]> {
  await type(page, `for i in $(seq ${containers}); do docker run -d busybox sleep 3000; done >/dev/null`);
  await expect(page.getByRole('button', { name: `Containers: ${containers}` })).toBeVisible();
  const before = await momentsIn(page);
  await type(page, `for i in $(seq ${Math.ceil(events / momentsOfRun)}); do docker run --rm busybox true; done`);
  const frames = await framesAfterPause(page, 30_000);
  await end(page);
  await expect.poll(async () => (await momentsIn(page)) - before).toBeGreaterThan(events);
  return [
    { name: `stage: frame, ${containers} containers and a burst of ${events} events`, value: slowestSecond(frames), unit: 'ms', budget: 1000 / 30 },
    { name: 'stage: longest of these frames', value: Math.max(...frames), unit: 'ms' },
  ];
}
