import { expect, test } from 'vitest';
import { changesOf, parseListing } from './layer-files.ts';
import { layerRows, ownRow } from './stack-rows.ts';

const layer = (chainId: string, sharedWith: string[] = []) => ({
  chainId,
  diffId: `sha256:${'ab'.repeat(32)}`,
  directory: '',
  size: 10,
  createdBy: '/bin/sh -c #(nop)  COPY a / ',
  sharedWith,
});
const listings = ['f 644 10 1 /a\n', 'w 0 0 2 /a\nf 644 5 3 /b\n'].map(parseListing);

test('the topmost is first, says what it does, what it hides and who has it too', () => {
  const rows = layerRows([layer('one', ['web']), layer('two')], changesOf(listings), 1);
  expect(rows.map(({ key, look }) => [key, look])).toEqual([
    ['two', 'plain'],
    ['one', 'common'],
  ]);
  expect(rows[0]?.about).toBe('abababababab · 10 B · 1 added, 1 deleted · hides 10 B');
  expect(rows[1]).toMatchObject({ title: 'COPY a / ', about: expect.stringContaining('also in web') });
});

test('before its files are known a layer says what is known', () => expect(layerRows([layer('one')], [], 0)[0]?.about).toBe('abababababab · 10 B'));

test('a container’s own layer is one of the stack', () => {
  const [changes] = changesOf([parseListing('f 644 3 1 /x\n')]);
  expect(ownRow({ id: 'c', name: 'web' }, changes)).toMatchObject({ title: 'web’s own layer', about: '1 added', look: 'own' });
  expect(ownRow({ id: 'c', name: 'web' }, undefined).about).toBe('being read');
  expect(ownRow({ id: 'c', name: 'web' }, changesOf([[]])[0]).about).toBe('nothing written yet');
});
