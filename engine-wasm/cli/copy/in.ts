import { query } from '../client.ts';
import { isSet, Refusal, type Context } from '../command.ts';
import { readFrom } from '../archive.ts';
import { archiveOf, walk } from '../tar/write.ts';
import { absolute, baseOf, destination, findHere, followThere, meansContent, parentOf } from './paths.ts';

/** Copies a file, a tree or an archive from standard input into a container. */
export async function copyIn(context: Context, source: string, container: string, path: string): Promise<string> {
  const { client, sys, flags } = context;
  const put = (directory: string): string =>
    `/containers/${container}/archive${query({ path: directory, noOverwriteDirNonDir: 'true', copyUIDGID: isSet(flags, 'archive') ? 'true' : undefined })}`;
  const target = await followThere(client, container, path);
  if (source === '-') {
    if (target && !target.isDirectory) throw new Refusal(`destination "${container}:${path}" must be a directory`);
    await client.done('PUT', put(target?.path ?? path), readFrom(sys, null));
    return path;
  }
  const from = absolute(sys, source);
  const found = findHere(sys, from, isSet(flags, 'follow-link'));
  if (!found) throw new Refusal(`lstat ${parentOf(from) === '/' ? '/' : ''}${from}: no such file or directory`);
  const to = destination(path, target, { isDirectory: found.isDirectory, base: baseOf(from), content: meansContent(source) });
  const isContent = target?.isDirectory === true && to === target.path;
  // The content of a directory goes into one that is there; everything else has its new name in the archive.
  const name = isContent ? '.' : baseOf(to);
  await client.done('PUT', put(isContent ? to : parentOf(to)), archiveOf(sys, walk(sys, { path: from, name })));
  return path;
}
