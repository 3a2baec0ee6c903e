import { expect, test, type Page } from '@playwright/test';
import { command, enter, open, shellIsReady, terminal } from './lib/page.ts';

const startRegistry =
  'clear; docker run -d -p 5000:5000 -v shelf:/var/lib/registry registry && until wget -qO- localhost:5000/v2/ >/dev/null 2>&1; do sleep 0.2; done; echo it_is_up | tr _ " "';

async function reset(page: Page, keeps: boolean): Promise<void> {
  await command(page, 'Reset the machine');
  const dialog = page.getByRole('dialog', { name: 'Reset the machine?' });
  const box = dialog.getByRole('checkbox', { name: 'Keep the volumes that have a name: shelf' });
  await expect(box).toBeChecked();
  await box.setChecked(keeps);
  await dialog.getByRole('button', { name: 'Reset it' }).click();
}

test('what was pushed to a registry of one’s own outlives a reset with its volume, and goes with it when that is not kept', async ({ page }) => {
  test.setTimeout(300_000);
  await open(page);
  await enter(page, startRegistry);
  await expect(terminal(page)).toContainText('it is up', { timeout: 60_000 });
  await enter(page, 'clear; docker pull -q busybox && docker tag busybox localhost:5000/app && docker push localhost:5000/app');
  await expect(terminal(page)).toContainText('latest: digest: sha256:');

  await reset(page, true);
  await expect(page.getByText('The volumes are back')).toBeVisible({ timeout: 60_000 });
  await shellIsReady(page);
  await enter(page, startRegistry);
  await expect(terminal(page)).toContainText('it is up', { timeout: 60_000 });
  await enter(page, 'clear; docker run --rm localhost:5000/app echo pulled_from_my_shelf | tr _ " "');
  await expect(terminal(page)).toContainText('pulled from my shelf');

  await reset(page, false);
  await shellIsReady(page);
  await enter(page, 'clear; docker volume ls; echo that_is_all | tr _ " "');
  await expect(terminal(page)).toContainText('that is all');
  await expect(terminal(page)).not.toContainText('shelf');
});
