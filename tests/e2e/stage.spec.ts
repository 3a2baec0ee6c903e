import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { errorsOf } from './lib/page.ts';

const story = (page: Page) => page.getByRole('region', { name: 'What happens, as text' });

async function ready(page: Page): Promise<void> {
  await page.goto('./');
  await expect(page.locator('.xterm:visible .xterm-rows')).toContainText('root@drydock', { timeout: 90_000 });
  await expect(page.getByRole('button', { name: /^dockerd, the daemon, process \d+/ })).toBeVisible();
}

async function type(page: Page, line: string): Promise<void> {
  await page.locator('.xterm:visible').click();
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

async function noSeriousViolation(page: Page): Promise<void> {
  // The terminal's rows are drawn by xterm.js, whose accessible tree is its own, switched on by the learner.
  const { violations } = await new AxeBuilder({ page }).exclude('.xterm').analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

/** What a run of an image that is missing leaves in the story, whoever asked for it. */
const run = [
  'POST /containers/create',
  '404 for POST /containers/create',
  'POST /images/create',
  'manifest sha256:',
  'Layer sha256:',
  'is created',
  'POST /containers/',
  'The client’s socket is handed over',
  'A plan of',
  'clone3(',
  'pivot_root(',
  'execve("echo", "hi")',
  'runs as process',
  'Attach output: 3 B on stdout',
  'exit 0',
  'is removed',
];

async function tellsInOrder(page: Page, parts: readonly string[]): Promise<void> {
  await expect(story(page)).toContainText(parts.at(-1) as string, { timeout: 90_000 });
  const text = (await story(page).textContent()) ?? '';
  let at = 0;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    expect(found, `“${part}” after ${JSON.stringify(text.slice(Math.max(0, at - 80), at))}`).toBeGreaterThanOrEqual(0);
    at = found + 1;
  }
  expect(text).toMatch(/pivot_root.*?[\d.]+ ms/);
}

test('a command that is typed is told from the client to the removal', async ({ page }) => {
  await ready(page);
  await type(page, 'docker run --rm busybox echo hi');
  await tellsInOrder(page, ['docker run --rm busybox echo hi runs as process', ...run, 'has left']);
  await noSeriousViolation(page);
  await page.getByRole('button', { name: 'The same said four ways: docker run --rm busybox echo hi' }).first().click();
  await expect(page.getByLabel('As requests of the API', { exact: true })).toContainText('curl --unix-socket /var/run/docker.sock -X POST');
  await expect(page.getByLabel('As steps of the kernel', { exact: true })).toContainText('pivot_root(');
});

test('a click is told just the same', async ({ page }) => {
  await ready(page);
  await page.keyboard.press('F1');
  await page.keyboard.type('run a container');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Run a container' });
  await dialog.getByLabel('Image').fill('busybox');
  await dialog.getByLabel('Command').fill('echo hi');
  await dialog.getByRole('button', { name: 'Run' }).click();
  await expect(dialog.getByLabel('Output')).toHaveText('hi\n');
  await expect(dialog.getByRole('status')).toHaveText('It ended with exit code 0.');
  await noSeriousViolation(page);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await tellsInOrder(page, run);
});

test('the replay goes back, forth, and is live again', async ({ page }) => {
  await ready(page);
  await type(page, 'docker run -d --name kept busybox sleep 100');
  await expect(page.getByRole('button', { name: 'Container kept, running, of busybox' })).toBeVisible();
  const timeline = page.getByRole('slider', { name: 'Timeline' });
  await timeline.focus();
  await page.keyboard.press('Home');
  await expect(page.getByRole('button', { name: /^Container kept/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Play from here' }).click();
  await expect(page.getByRole('button', { name: 'Live', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('button', { name: 'Container kept, running, of busybox' })).toBeVisible();
});

/** Of the processes in the control group: whose program each runs, and what it has for the container's files. */
const lookAround = [
  'clear',
  'for p in $(cat /sys/fs/cgroup/docker/*/cgroup.procs); do echo "runs: $(readlink /proc/$p/exe)"; grep -c "/merged overlay" /proc/$p/mounts; done',
  'echo "PID said: $(docker inspect -f "{{.State.Pid}}" stepped)"; docker ps -a --format "{{.Names}} is {{.State}}"',
].join('; ');

test('step mode stops before pivot_root, another terminal looks around, and the container then works as always', async ({ page }) => {
  await ready(page);
  await type(page, 'docker pull -q busybox');
  await expect(story(page)).toContainText('has left');
  await page.getByRole('button', { name: 'Step mode', exact: true }).click();
  await type(page, 'docker run -d --name stepped busybox sleep 1000');
  const next = page.getByRole('button', { name: 'Next', exact: true });
  const toPivot = page.getByRole('button', { name: /Run up to step \d+, pivot_root/ });
  const stopped = page.getByText(/^The daemon waits before .* goes on by itself after/);
  while (!(await toPivot.isVisible())) {
    const before = await stopped.textContent();
    await next.click();
    await expect(stopped).not.toHaveText(before ?? '');
  }
  await toPivot.click();
  await expect(stopped).toContainText('pivot_root(');

  await page.getByRole('button', { name: 'New terminal' }).first().click();
  const second = page.locator('.xterm:visible .xterm-rows');
  await expect(second).toContainText('root@drydock');
  await type(page, lookAround);
  // The child is born and has the overlay among its mounts; it is still the monitor's program, and nobody calls it running.
  await expect(second).toContainText(/runs: \/usr\/lib\/drydock\/engine\s*[1-9]\s*PID said: 0\s*stepped is created/);
  await next.click();
  await expect(stopped).not.toContainText('pivot_root(');
  await noSeriousViolation(page);

  await page.getByRole('button', { name: 'Run on' }).click();
  await expect(story(page)).toContainText('container stepped runs as process');
  await type(page, `${lookAround}; docker exec stepped ps`);
  // What was merged there is its root now.
  await expect(second).toContainText(/runs: \/bin\/sleep\s*0\s*PID said: [1-9]\d*\s*stepped is running[^]*1 root +sleep 1000/);
  await tellsInOrder(page, ['pivot_root(', 'execve("sleep", "1000")', 'runs as process']);
});

test('a stop that is forgotten releases itself, and the page says so', async ({ page }) => {
  await ready(page);
  await type(page, 'docker pull -q busybox');
  await expect(story(page)).toContainText('has left');
  await type(page, 'curl -s -X POST --unix-socket /var/run/docker.sock "http://localhost/drydock/step/arm?patience=15000"');
  await expect(page.getByRole('button', { name: 'Step mode', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await type(page, 'docker run --rm busybox echo on my own');
  await expect(page.getByText(/^The daemon waits before .* goes on by itself after 15 s/)).toBeVisible();
  await expect(story(page)).toContainText('Step mode is off: a stop was forgotten, and everything goes on');
  await expect(story(page)).toContainText('Nobody answered: it goes on by itself');
  await expect(page.getByRole('button', { name: 'Step mode', exact: true })).toHaveAttribute('aria-pressed', 'false');
  await expect(page.locator('.xterm:visible .xterm-rows')).toContainText(/on my own\s*root@drydock/);
});

test('a volume that is made by hand is in the picture, says what it is, and is said four ways', async ({ page }) => {
  await ready(page);
  await page.keyboard.press('F1');
  await page.keyboard.type('new volume');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'New volume' });
  await dialog.getByLabel('Name').fill('data');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Volume data', exact: true }).focus();
  await page.keyboard.press('Enter');
  const stage = page.getByRole('region', { name: 'Stage' });
  await expect(stage.getByText(/^data\. A volume: the directory \/var\/lib\/docker\/volumes\/data\/_data/)).toBeVisible();
  await expect(page.getByRole('region', { name: 'Details' })).toContainText('"/var/lib/docker/volumes/data/_data"');
  await noSeriousViolation(page);
  await page.getByRole('button', { name: 'The same said four ways: A click: POST /volumes/create' }).click();
  await expect(page.getByLabel('As a command', { exact: true })).toHaveText('docker volume create data');
  await expect(page.getByLabel('As requests of the API', { exact: true })).toContainText(`-d '{"Name":"data"}' http://localhost/volumes/create`);
  await expect(page.getByLabel('As steps of the kernel', { exact: true })).toContainText('mkdir("/var/lib/docker/volumes/data/_data")');
});

test('the X-ray of a container has the machine’s numbers, and the layers are the image’s', async ({ page }) => {
  await ready(page);
  await type(page, 'docker run -d --name seen busybox sh -c "echo x > /made; sleep 500"');
  await page.getByRole('button', { name: 'Container seen, running, of busybox' }).click();
  const details = page.getByRole('region', { name: 'Details' });
  await expect(details.getByRole('heading', { name: /Namespaces/ })).toBeVisible();
  const inode = await details.getByRole('row', { name: /^mnt / }).getByRole('cell').nth(1).textContent();
  await type(page, 'clear; readlink /proc/$(docker inspect -f "{{.State.Pid}}" seen)/ns/mnt');
  await expect(page.locator('.xterm:visible .xterm-rows')).toContainText(`mnt:[${inode}]`);
  await expect(details.getByLabel('Changes in upper')).toContainText('written /made');
  await noSeriousViolation(page);
  await page.getByRole('button', { name: /^Image busybox:latest/ }).click();
  await expect(details.getByLabel('Layers of busybox:latest, topmost first')).toContainText('seen’s own layer');
  await details.getByLabel('Search files of the layer').fill('bin/busybox');
  await expect(details.getByLabel('Files of the layer', { exact: true })).toContainText('busybox');
  await noSeriousViolation(page);
});

test('a machine that is reset while the stage plays begins anew, without an error', async ({ page }) => {
  const errors = errorsOf(page);
  await ready(page);
  await type(page, 'docker run -d --name old busybox sleep 100');
  await page.getByRole('button', { name: 'Container old, running, of busybox' }).click();
  await expect(page.getByRole('region', { name: 'Details' }).getByRole('heading', { name: /Namespaces/ })).toBeVisible();
  await page.getByRole('combobox', { name: 'Speed of the replay' }).selectOption({ index: 3 });
  const timeline = page.getByRole('slider', { name: 'Timeline' });
  await timeline.focus();
  await page.keyboard.press('Home');
  await page.getByRole('button', { name: 'Play from here' }).click();
  await expect(timeline).not.toHaveValue('0');
  await page.keyboard.press('F1');
  await page.keyboard.type('reset the machine');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Reset it' }).click();
  await expect(page.getByRole('button', { name: 'Live', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('button', { name: 'Containers: 0' })).toBeVisible();
  await expect(page.locator('.xterm:visible .xterm-rows')).toContainText('root@drydock');
  await type(page, 'docker run --rm busybox echo new');
  await expect(story(page)).toContainText('is removed');
  await expect(story(page)).not.toContainText('--name old');
  expect(errors).toEqual([]);
});

test('a daemon that is killed leaves a clear word, and no error', async ({ page }) => {
  const errors = errorsOf(page);
  await ready(page);
  await type(page, 'docker run -d busybox sleep 50; kill -9 $(pidof dockerd)');
  await expect(story(page)).toContainText('The daemon does not answer: what was under way was cut off', { timeout: 90_000 });
  await expect(page.getByRole('button', { name: /^dockerd, the daemon, process \d+/ })).toBeVisible();
  await type(page, 'docker run --rm busybox echo again');
  await expect(story(page)).toContainText('docker run --rm busybox echo again runs as process');
  await expect(story(page)).toContainText('is removed');
  expect(errors).toEqual([]);
});
