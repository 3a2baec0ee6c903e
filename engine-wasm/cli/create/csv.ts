/** `key=value,flag,"quoted,value"` as `--mount`, `--network` and `--gpus` take them: one line of CSV (RFC 4180). */
export function csvFields(line: string): [key: string, value: string | undefined][] {
  const fields = line.match(/"(?:[^"]|"")*"|[^,]+|(?<=,|^)(?=,|$)/g) ?? [];
  return fields.map((field) => {
    const plain = field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field;
    const equals = plain.indexOf('=');
    return equals < 0 ? [plain.toLowerCase(), undefined] : [plain.slice(0, equals).toLowerCase(), plain.slice(equals + 1)];
  });
}
