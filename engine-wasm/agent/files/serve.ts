/** The machine's files, for the page; api/files.ts has the protocol. */
import type { FileAnswer, FileChanges, FileRequest } from '../../api/files.ts';
import type { Sys } from '../../sys/sys.ts';
import { BufferedReader } from '../../wire/buffered-reader.ts';
import type { ByteStream } from '../../wire/byte-stream.ts';
import { FileError } from './error.ts';
import { listDirectory } from './list.ts';
import { checkPath } from './path.ts';
import { openFile } from './read.ts';
import { watchDirectories } from './watch.ts';
import { writeFile } from './write.ts';

/** Bytes of a request's line. */
const longestRequest = 256 * 1024;

function makeDirectory({ files }: Sys, path: string): void {
  if (files.exists(checkPath(path))) throw new FileError('EEXIST', `${path} is there already`);
  files.mkdirAll(path);
}

async function sendFile(
  sys: Sys,
  { path, limit }: FileRequest & { readonly do: 'read' },
  stream: ByteStream,
  say: (line: FileAnswer) => Promise<void>,
): Promise<void> {
  const { size, version, pieces } = openFile(sys.files, path, limit);
  await say({ size, version });
  try {
    for (const piece of pieces) await stream.write(piece);
  } catch {
    // Fewer bytes than were promised say it: words would be taken for content.
    stream.close();
  }
}

async function serve(sys: Sys, request: FileRequest, input: BufferedReader, stream: ByteStream): Promise<void> {
  const say = (line: FileAnswer | FileChanges): Promise<void> => stream.write(new TextEncoder().encode(`${JSON.stringify(line)}\n`));
  switch (request.do) {
    case 'list':
      return say(listDirectory(sys.files, request.path));
    case 'read':
      return sendFile(sys, request, stream, say);
    case 'write':
      return say({ version: await writeFile(sys, request, input) });
    case 'make-directory':
      makeDirectory(sys, request.path);
      return say({});
    case 'rename':
      sys.files.renameNew(checkPath(request.path), checkPath(request.to));
      return say({});
    case 'remove':
      sys.files.lstat(checkPath(request.path));
      sys.files.removeAll(request.path);
      return say({});
    case 'watch':
      return watchDirectories(sys, request.paths, input, (changes) => void say(changes).catch(() => undefined));
  }
}

/** One request. */
export async function serveFiles(sys: Sys, stream: ByteStream): Promise<void> {
  const input = new BufferedReader(stream);
  try {
    const line = await input.readUntil('\n', longestRequest);
    if (line !== null) await serve(sys, JSON.parse(new TextDecoder().decode(line)) as FileRequest, input, stream);
  } catch (error) {
    const { code = 'EIO', message } = error as { readonly code?: string; readonly message: string };
    // A client that is still sending hears of a refusal when it is done.
    while ((await input.readSome()) !== null);
    await stream.write(new TextEncoder().encode(`${JSON.stringify({ error: { code, message } })}\n`)).catch(() => undefined);
  }
  stream.closeWrite();
  stream.close();
}
