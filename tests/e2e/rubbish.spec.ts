/** A daemon that answers rubbish: the page says so, throws nothing, and is itself again when the daemon is. */
import { expect, test, type Page } from '@playwright/test';
import { enter, errorsOf, open, terminal } from './lib/page.ts';

/** In the place of the daemon's socket: nothing that it says is what it should be. */
const liar = `import os, socket, threading, time
lies = {
  '/containers/json': '[{"Id": 7}]', '/images/json': 'no JSON', '/volumes': 'null', '/networks': '{"a": []}', '/drydock/daemon': '[]', '/drydock/step': '17',
  '/events': 'no JSON\\n{"Type":', '/info': '"a word"',
  '/drydock/trace': '\\n'.join(['no JSON', '[]', '{"seq":1,"time":1,"kind":"request"}', '{"seq":2,"time":2,"kind":"steps","task":"a","since":1,"results":[[1]]}',
    '{"seq":3,"time":3,"kind":"plan","container":"c","task":"t","process":"create","request":9,"plan":"9\\\\u0000x"}', '{"seq":"4"', '']),
}
def answer(connection):
  path = connection.recv(65536).decode().split(' ')[1].split('?')[0]
  connection.sendall(('HTTP/1.1 200 OK\\r\\nConnection: close\\r\\n\\r\\n' + lies.get(path, '{"nothing":"of use"}')).encode())
  if path == '/drydock/trace': time.sleep(3600)
  connection.close()
listening = socket.socket(socket.AF_UNIX)
listening.bind('/run/it/docker.sock')
listening.listen(64)
while True: threading.Thread(target=answer, args=[listening.accept()[0]], daemon=True).start()
`;

const story = (page: Page) => page.getByRole('region', { name: 'What happens, as text' });

test('answers and a trace that cannot be read are told, and break nothing', async ({ page }) => {
  test.setTimeout(300_000);
  const errors = errorsOf(page);
  await open(page);
  await enter(page, `echo ${Buffer.from(liar).toString('base64')} | base64 -d > liar.py`);
  await enter(page, 'docker run -d --name kept busybox sleep 9999');
  await expect(page.getByRole('button', { name: /^Container kept, running/ })).toBeVisible();
  // It waits until the socket is free: the daemon is gone by then, and a program that ends at once is in its place.
  await enter(
    page,
    'docker run -d --name liar -v /var/run:/run/it -v /root:/w python sh -c "until rm /run/it/free; do sleep 1; done; exec python3 /w/liar.py"',
  );
  await expect(page.getByRole('button', { name: /^Container liar, running/ })).toBeVisible();
  await enter(page, 'clear; ln -sf /bin/busybox /usr/bin/dockerd; kill -9 $(pidof dockerd); rm /var/run/docker.sock; touch /var/run/free');

  await expect(story(page)).toContainText('A line of the trace could not be read');
  await expect(story(page)).toContainText('A plan could not be read');
  await expect(page.getByRole('alert').filter({ hasText: 'The daemon’s answer to GET /containers/json cannot be understood.' })).toBeVisible();
  // What was known stays, and is asked for in vain.
  await page.getByRole('button', { name: 'X-ray: kept' }).click();
  const details = page.getByRole('region', { name: 'Details' });
  await expect(details.getByRole('alert')).toContainText('cannot be understood');
  await page.getByRole('button', { name: /^dockerd, the daemon/ }).click();
  await page.getByRole('button', { name: 'Details', exact: true }).click();
  await expect(details).toContainText('a word');

  await page.locator('.xterm:visible').click();
  await enter(page, 'clear; kill -9 $(pidof python3); rm /var/run/docker.sock; ln -sf /usr/lib/drydock/engine /usr/bin/dockerd');
  // It is started again ever less often while it ends at once.
  await enter(page, 'until docker ps; do sleep 1; done 2> /dev/null; clear; docker run --rm busybox echo the truth again');
  await expect(terminal(page)).toContainText(/the truth again\s*root@drydock/);
  await expect(story(page)).toContainText('is removed');
  expect(errors).toEqual([]);
});
