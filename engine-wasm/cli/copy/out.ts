import { FdStream } from '../../sys/fd-stream.ts';
import { query } from '../client.ts';
import { isSet, Refusal, type Context } from '../command.ts';
import { extract } from '../tar/read.ts';
import { absolute, baseOf, clean, destination, findHere, followThere, foundIn, meansContent, meansDirectory, parentOf } from './paths.ts';

async function archiveFrom({ client, sys, flags }: Context, container: string, path: string, to: string | null): Promise<string> {
  const source = isSet(flags, 'follow-link') ? ((await followThere(client, container, path))?.path ?? path) : path;
  const { body, headers } = await client.stream('GET', `/containers/${container}/archive${query({ path: source })}`);
  if (to === null) {
    const output = new FdStream(sys, 1);
    for (let bytes = await body.read(); bytes !== null; bytes = await body.read()) await output.write(bytes);
    return '-';
  }
  const { isDirectory } = foundIn(headers, source);
  const found = findHere(sys, absolute(sys, to), true);
  const root = destination(meansDirectory(to) ? `${absolute(sys, to)}/` : absolute(sys, to), found, {
    isDirectory,
    base: baseOf(clean(path)),
    content: meansContent(path),
  });
  await extract(sys, body, (name) => `${root}${name.replace(/^(\.\/)?[^/]*/, '')}`);
  return to;
}

/** Copies a file or a tree out of a container; with `-` the archive goes to standard output. */
export async function copyOut(context: Context, container: string, path: string, to: string): Promise<string> {
  const { sys } = context;
  if (to === '-') return archiveFrom(context, container, path, null);
  const parent = parentOf(absolute(sys, to));
  if (!findHere(sys, parent, true)) throw new Refusal(`invalid output path: directory ${JSON.stringify(parent)} does not exist`);
  return archiveFrom(context, container, path, to);
}
