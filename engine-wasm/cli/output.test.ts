import { expect, test } from 'vitest';
import { binarySize, humanSize, renderTemplate, table } from './output.ts';

test('columns are ten wide, or as wide as their widest cell and three spaces', () => {
  expect(
    table([
      ['A', 'LONG', 'LAST'],
      ['12345', '123456789', 'x'],
    ]),
  ).toBe('A         LONG        LAST\n12345     123456789   x\n');
});

test.each([
  [0, '0B'],
  [999, '999B'],
  [2_120_000, '2.12MB'],
  [1000, '1kB'],
  [31_415_926, '31.4MB'],
])('%i bytes are %s', (bytes, text) => {
  expect(humanSize(bytes)).toBe(text);
});

test('binary sizes', () => {
  expect(binarySize(16 * 1024 * 1024)).toBe('16MiB');
});

test.each([
  ['{{.Name}} {{.State.Status}}', '/a running'],
  ['{{json .State}}', '{"Status":"running"}'],
  ['{{range .Mounts}}{{.Type}} {{end}}', 'bind volume '],
  ['{{len .Mounts}}', '2'],
  ['{{.Nothing}}', '<no value>'],
])('%s', (template, output) => {
  expect(renderTemplate(template, { Name: '/a', State: { Status: 'running' }, Mounts: [{ Type: 'bind' }, { Type: 'volume' }] })).toBe(output);
});
