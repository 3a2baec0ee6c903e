/** The machine in the tab, where V8 compiles v86's modules twice, and the page draws what happens: what the learner waits for. */
import type { Page } from '@playwright/test';
import { dockerfile, prepareBuild, preparePush } from './commands.ts';
import { median, type Row } from './row.ts';
import { end, times, type } from './terminal.ts';

const warmUps = 10;
const repetitions = 7;

async function once(page: Page, command: string): Promise<number> {
  return (await times(page, command))[0] ?? NaN;
}

async function warm(page: Page, command: string): Promise<number> {
  await times(page, command, warmUps);
  return median(await times(page, command, repetitions));
}

/** On a page with a prompt whose machine nobody used yet. */
export async function measureTab(page: Page): Promise<Row[]> {
  const ms = (name: string, value: number, budget?: number): Row => ({
    name: `in the tab: ${name}`,
    value,
    unit: 'ms',
    ...(budget !== undefined && { budget }),
  });
  const rows = [
    ms('docker pull busybox, first of all', await once(page, 'docker pull -q busybox')),
    ms('docker run, first after a load', await once(page, 'docker run --rm busybox true')),
    ms('docker run --rm busybox true', await warm(page, 'docker run --rm busybox true')),
    ms('docker pull debian, 31 MB compressed', await once(page, 'docker pull -q debian'), 4000),
  ];
  await type(page, prepareBuild);
  await end(page);
  rows.push(ms('docker build, five instructions: two RUNs', await warm(page, `docker build -q --no-cache - < ${dockerfile}`), 2500));
  rows.push(ms('docker build, five instructions: all cached', await warm(page, `docker build -q - < ${dockerfile}`), 500));
  await type(page, preparePush);
  await end(page);
  rows.push(ms('docker push, a layer of 10 MB', await once(page, 'docker push -q bench/big'), 3000));
  return rows;
}
