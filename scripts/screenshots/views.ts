/** What is photographed, in this order, on one machine: each view finds what the ones before it left. */
import { expect, type Visit } from './visit.ts';

export interface View {
  /** Of the file. */
  readonly name: string;
  /** On a wide screen it is beside the others anyway. */
  readonly phoneOnly?: true;
  readonly prepare: (visit: Visit) => Promise<void>;
}

export const views: readonly View[] = [
  { name: 'start', prepare: (visit) => visit.go('Guide') },
  {
    name: 'editor',
    prepare: async (visit) => {
      await visit.go('Editor');
      if (!visit.phone) await visit.page.getByRole('button', { name: 'Editor', exact: true }).click();
      const editor = visit.page.getByRole('region', { name: 'Editor' });
      await editor.getByRole('button', { name: 'Create the example' }).click();
      await expect(editor).toContainText('FROM busybox');
    },
  },
  { name: 'stage-empty', phoneOnly: true, prepare: (visit) => visit.go('Stage') },
  {
    name: 'stage',
    prepare: async (visit) => {
      if (!visit.phone) await visit.page.getByRole('button', { name: 'Stage', exact: true }).click();
      await visit.run('docker run -d --name web -p 8080:80 -m 64m busybox sh -c "echo hello > /greeting; sleep 900"', 'has left');
      await visit.run('docker run --rm busybox echo hi', 'is removed');
    },
  },
  { name: 'terminal', phoneOnly: true, prepare: (visit) => visit.go('Terminal') },
  {
    name: 'four-ways',
    prepare: async (visit) => {
      await visit.go('Stage');
      await visit.page.getByRole('button', { name: 'The same said four ways: docker run --rm busybox echo hi' }).first().click();
      await expect(visit.page.getByRole('region', { name: 'The same said four ways' })).toBeVisible();
    },
  },
  {
    name: 'replay',
    prepare: async (visit) => {
      await visit.page.getByRole('button', { name: 'Back to the story' }).click();
      await visit.page.getByRole('slider', { name: 'Timeline' }).focus();
      await visit.page.keyboard.press('PageDown');
    },
  },
  {
    name: 'step-mode',
    prepare: async (visit) => {
      await visit.page.getByRole('button', { name: 'Live', exact: true }).click();
      await visit.page.getByRole('button', { name: 'Step mode', exact: true }).click();
      await visit.run('docker run --rm --name stepped busybox echo hi', 'The daemon waits before');
      const toPivot = visit.page.getByRole('button', { name: /Run up to step \d+, pivot_root/ });
      const stopped = visit.page.getByText(/^The daemon waits before .* goes on by itself/);
      while (!(await toPivot.isVisible())) {
        const before = await stopped.textContent();
        await visit.page.getByRole('button', { name: 'Next', exact: true }).click();
        await expect(stopped).not.toHaveText(before ?? '');
      }
      await toPivot.click();
      await expect(stopped).toContainText('pivot_root(');
    },
  },
  {
    name: 'x-ray',
    prepare: async (visit) => {
      await visit.page.getByRole('button', { name: 'Run on' }).click();
      await expect(visit.page.getByRole('button', { name: /^Container stepped/ })).toHaveCount(0);
      await visit.go('Docker');
      await visit.page.getByRole('button', { name: 'X-ray: web' }).click();
      await visit.giveRoomToDetails();
      await expect(visit.details.getByRole('heading', { name: /Namespaces/ })).toBeVisible();
      await expect(visit.details.getByText('measuring')).toBeHidden();
    },
  },
  {
    name: 'layers',
    prepare: async (visit) => {
      await visit.go('Docker');
      await visit.page.getByRole('button', { name: /^Layers: busybox/ }).click();
      await expect(visit.details.getByRole('list', { name: 'Files of the layer' })).toBeVisible();
    },
  },
  {
    name: 'inspect',
    prepare: async (visit) => {
      await visit.perform('inspect web');
      await expect(visit.details.getByText('NetworkSettings')).toBeVisible();
    },
  },
  { name: 'docker', phoneOnly: true, prepare: (visit) => visit.go('Docker') },
  {
    name: 'palette',
    prepare: async (visit) => {
      await visit.page.keyboard.press('F1');
      await expect(visit.dialog).toBeVisible();
    },
  },
  {
    name: 'run',
    prepare: async (visit) => {
      await visit.leaveDialog();
      await visit.perform('run a container');
      await visit.dialog.getByLabel('Image').fill('busybox');
      await visit.dialog.getByLabel('Command').fill('uname -a');
      await visit.dialog.getByRole('button', { name: 'Run' }).click();
      await expect(visit.dialog.getByRole('status')).toContainText('exit code 0');
    },
  },
  {
    name: 'hub',
    prepare: async (visit) => {
      await visit.leaveDialog();
      await visit.perform('hub: browse');
      await visit.dialog.getByRole('button', { name: /^busybox/ }).click();
      await expect(visit.dialog.getByRole('heading', { name: /busybox$/ })).toBeVisible();
    },
  },
  {
    name: 'compare',
    prepare: async (visit) => {
      await visit.leaveDialog();
      await visit.go('Compare');
      if (!visit.phone) await visit.page.getByRole('button', { name: 'VM vs container' }).click();
      await visit.page.getByRole('button', { name: 'Run: Whose kernel' }).click();
      await expect(visit.page.getByRole('region', { name: 'Experiments' }).getByRole('status')).toHaveText('1 of 12 run');
      await visit.page.getByRole('heading', { name: 'Virtual machine versus container' }).scrollIntoViewIfNeeded();
    },
  },
];
