/** The editor: the machine's own files, Dockerfiles, builds. */
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { extract } from 'tar-stream';
import { enter, open, terminal } from './lib/page.ts';

const editor = (page: Page): Locator => page.getByRole('region', { name: 'Editor' });
const text = (page: Page): Locator => editor(page).locator('.cm-content');
const file = (page: Page, name: string): Locator => editor(page).getByRole('treeitem', { name, exact: true });
const outcome = (page: Page): Locator => editor(page).locator('form').getByRole('status');

async function openEditor(page: Page): Promise<void> {
  await open(page);
  await page.getByRole('button', { name: 'Editor', exact: true }).click();
  await expect(editor(page).getByText('These are the files of the machine')).toBeVisible();
}

async function inTerminal(page: Page, line: string): Promise<void> {
  await page.locator('.xterm:visible').click();
  await enter(page, line);
}

async function build(page: Page): Promise<string[]> {
  await editor(page).getByRole('button', { name: 'Build' }).click();
  await expect(outcome(page)).toHaveText(/^Step|^Sending/);
  await expect(outcome(page)).toHaveText(/^Built|^Failed/, { timeout: 110_000 });
  return text(page).locator('.cm-build').allTextContents();
}

async function noSeriousViolation(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).exclude('.xterm').analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

test('an edited source file is built again from its COPY on: the editor and the trace say the same', async ({ page }) => {
  test.setTimeout(240_000);
  await openEditor(page);
  await editor(page).getByRole('button', { name: 'Create the example' }).click();
  await expect(text(page)).toContainText('FROM busybox');
  const first = await build(page);
  expect(first).toHaveLength(8);
  expect(first.filter((said) => said.startsWith('reused'))).toEqual([]);
  await noSeriousViolation(page);

  await file(page, 'site').click();
  await file(page, 'index.html').click();
  await expect(text(page)).toContainText('Hello from a container');
  await text(page).getByText('Hello from a container').click();
  await page.keyboard.press('End');
  await page.keyboard.type('<p>edited</p>');
  await expect(file(page, 'index.html not saved')).toBeVisible();
  await page.keyboard.press('Control+s');
  await expect(file(page, 'index.html')).toBeVisible();
  await editor(page).getByRole('tab', { name: 'Dockerfile' }).click();
  const second = await build(page);
  // FROM is looked up; WORKDIR, RUN and COPY of the configuration are reused; COPY of the site and what follows is done again.
  expect(second.map((said) => said.split(' ')[0])).toEqual(['done', 'reused', 'reused', 'reused', 'done', 'done', 'done', 'done']);
  await expect(outcome(page)).toContainText('3 of 8 steps reused');

  await page.getByRole('button', { name: 'Stage', exact: true }).click();
  const story = page.getByRole('region', { name: 'What happens, as text' });
  await expect(story).toContainText('is reused from the cache: COPY httpd.conf /etc/httpd.conf');
  const told = (await story.textContent()) ?? '';
  const secondBuild = told.slice(told.lastIndexOf('Step 1/8 begins'));
  expect([...secondBuild.matchAll(/Step (\d)\/8 is (done|reused)/g)].map(([, number, how]) => `${number} ${how}`)).toEqual([
    '1 done',
    '2 reused',
    '3 reused',
    '4 reused',
    '5 done',
    '6 done',
    '7 done',
    '8 done',
  ]);
});

test('what is wrong with a Dockerfile is shown where it is, and a line that fails is marked', async ({ page }) => {
  await openEditor(page);
  await inTerminal(page, `mkdir b; printf 'FROM busybox\\nRUNN true\\n' > b/Dockerfile`);
  await file(page, 'b').click();
  await file(page, 'Dockerfile').click();
  await expect(text(page).locator('.cm-lintRange-error')).toHaveText('RUNN');
  await text(page).locator('.cm-lintRange-error').hover();
  const tooltip = page.locator('.cm-tooltip');
  await expect(tooltip).toContainText('Line 2, column 1: unknown instruction: RUNN (did you mean RUN?)');
  await tooltip.getByRole('button', { name: 'Write RUN' }).click();
  await expect(text(page)).toContainText('RUN true');
  await expect(text(page).locator('.cm-lintRange-error')).toHaveCount(0);
  await text(page).getByText('true').click();
  await page.keyboard.press('End');
  await page.keyboard.type(' && exit 3');
  await build(page);
  await expect(outcome(page)).toContainText('Failed on line 2');
  await expect(text(page).locator('.cm-build-failed-line')).toContainText('returned a non-zero code: 3');
  await expect(terminal(page)).toContainText('returned a non-zero code: 3');
});

test('the files are the machine’s: the terminal’s changes show, a conflict is told, and a reload loses nothing', async ({ page }) => {
  await openEditor(page);
  await editor(page).getByRole('button', { name: 'New file…' }).click();
  await page.getByLabel('Name, in /root').fill('notes/a.txt');
  await page.keyboard.press('Enter');
  await expect(editor(page).getByRole('tab', { name: 'a.txt' })).toBeVisible();
  await inTerminal(page, 'echo from the terminal > notes/a.txt');
  await expect(text(page)).toContainText('from the terminal');
  await text(page).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('typed');
  await inTerminal(page, 'echo again > notes/a.txt');
  await expect(editor(page).getByRole('alert')).toContainText('was changed in the machine');
  await editor(page).getByRole('button', { name: 'Keep mine' }).click();
  await page.reload();
  await expect(text(page)).toContainText('typed');
  await expect(editor(page).getByRole('tab', { name: /^a\.txt.*not saved$/ })).toBeVisible();
});

/** What a `.tar.gz` has: of each entry its type, its permissions, its path and where it leads to. */
async function entriesOf(archive: string): Promise<string[]> {
  const found: string[] = [];
  const entries = createReadStream(archive).pipe(createGunzip()).pipe(extract());
  for await (const entry of entries) {
    const { type, mode, name, linkname } = entry.header;
    found.push(`${type} ${mode?.toString(8)} ${name}${linkname ? ` -> ${linkname}` : ''}`);
    entry.resume();
  }
  return found;
}

test('a folder comes in by dropping it, and goes out as an archive with all that it has; the keyboard is enough for the rest', async ({ page }) => {
  await openEditor(page);
  // What Chromium gives a page for a folder that is dropped: entries, which cannot be made by a script otherwise.
  await editor(page).evaluate((target) => {
    const leaf = {
      isFile: true,
      isDirectory: false,
      fullPath: '/mine/src/app.js',
      file: (give: (file: File) => void) => give(new File(['let a = 1;\n'], 'app.js')),
    };
    const folderOf = (fullPath: string, children: object[]): object => ({
      isFile: false,
      isDirectory: true,
      fullPath,
      createReader: () => ({ readEntries: (give: (entries: object[]) => void) => give(children.splice(0)) }),
    });
    const root = folderOf('/mine', [folderOf('/mine/src', [leaf]), folderOf('/mine/empty', [])]);
    const drop = new Event('drop', { bubbles: true, cancelable: true });
    Object.defineProperty(drop, 'dataTransfer', { value: { items: [{ webkitGetAsEntry: () => root }] } });
    target.dispatchEvent(drop);
  });
  await expect(file(page, 'mine')).toBeVisible();
  await inTerminal(page, 'clear; cat mine/src/app.js; chmod 750 mine/src/app.js; ln -s src/app.js mine/link');
  await expect(terminal(page)).toContainText('let a = 1;');

  const downloading = page.waitForEvent('download');
  await editor(page).getByRole('button', { name: 'Download the folder' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('root.tar.gz');
  expect(await entriesOf(await download.path())).toEqual(
    expect.arrayContaining(['directory 755 root/mine/empty/', 'file 750 root/mine/src/app.js', 'symlink 777 root/mine/link -> src/app.js']),
  );

  // An archive that was dropped is a file like another; what it has is unpacked by tar, in the terminal.
  await inTerminal(page, 'clear; mkdir out; tar -czf all.tmp -C mine . && mv all.tmp out/all.tgz');
  await file(page, 'out').click();
  await file(page, 'all.tgz').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Unpack it here' }).click();
  await expect(file(page, 'link')).toBeVisible();
  await inTerminal(page, 'clear; stat -c "%a %F" out/src/app.js out/link out/empty');
  await expect(terminal(page)).toContainText(/750 regular file\s*777 symbolic link\s*755 directory/);
  await file(page, 'out').click();

  await file(page, 'mine').focus();
  await page.keyboard.press('ArrowRight');
  await expect(file(page, 'src')).toBeVisible();
  // To the first in it, which is the empty folder, and on.
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('F2');
  await page.getByLabel('Name, in /root/mine').fill('source');
  await page.keyboard.press('Enter');
  await expect(file(page, 'source')).toBeVisible();
  await file(page, 'source').focus();
  await page.keyboard.press('Control+p');
  await page.getByLabel('Search files').fill('app');
  await expect(page.getByRole('option', { name: 'mine/source/app.js' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(text(page)).toContainText('let a = 1;');
  await file(page, 'mine').focus();
  await page.keyboard.press('Delete');
  await page.getByRole('button', { name: 'Delete it' }).click();
  await expect(file(page, 'mine')).toHaveCount(0);
  await noSeriousViolation(page);
});
