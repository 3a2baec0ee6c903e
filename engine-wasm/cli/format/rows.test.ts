import { expect, test } from 'vitest';
import { formatRows, type Listing } from './rows.ts';
import { table } from './table.ts';

interface Row {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

const listing: Listing<Row> = {
  shown: ['Name', 'Size'],
  type: '*formatter.rowContext',
  columns: { Name: ['NAME', ({ name }) => name], Size: ['SIZE', () => '<1kB'], Label: ['', ({ labels }, key = '') => labels[key] ?? ''] },
};
const rows: readonly Row[] = [{ name: 'one-with-a-long-name', labels: { 'a.b-c': 'x' } }];

test.each([
  ['', 'NAME                   SIZE\none-with-a-long-name   <1kB\n'],
  ['{{.Size}}\\t{{.Name}}', '<1kB\tone-with-a-long-name\n'],
  ['table {{.Size}}\\t{{upper .Name}}', 'SIZE      NAME\n<1kB      ONE-WITH-A-LONG-NAME\n'],
  ['table {{.Label "a.b-c"}}', 'b c\nx\n'],
  ['json', '{"Name":"one-with-a-long-name","Size":"\\u003c1kB"}\n'],
])('%s', async (format, output) => {
  expect(await formatRows(listing, rows, format)).toBe(output);
});

test('an unknown field is told with the type of the row', async () => {
  await expect(formatRows(listing, rows, '{{.Foo}}')).rejects.toThrow(
    'template parsing error: template: :1:2: executing "" at <.Foo>: can\'t evaluate field Foo in type *formatter.rowContext',
  );
});

test('columns are ten wide, or as wide as their widest cell and three spaces', () => {
  expect(
    table([
      ['A', 'LONG', 'LAST'],
      ['12345', '123456789', 'x'],
    ]),
  ).toBe('A         LONG        LAST\n12345     123456789   x\n');
});
