/** Compressed archives that `unpack` does not read itself, by way of this machine's own programs. */
import type { Fd, Sys } from '../../sys/sys.ts';

const formats: readonly { readonly magic: readonly number[]; readonly program: string }[] = [
  { magic: [0x42, 0x5a, 0x68], program: 'bunzip2' },
  { magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], program: 'unxz' },
];

/** Opens a file; of one that bzip2 or xz made, what is in it. The descriptor blocks. */
export function openInflated({ files, processes, sockets }: Sys, path: string): Fd {
  const head = new Uint8Array(6);
  const probe = files.open(path, 0);
  const length = files.read(probe, head);
  files.close(probe);
  const file = files.open(path, 0);
  const format = formats.find(({ magic }) => magic.length <= length && magic.every((byte, i) => head[i] === byte));
  if (!format) return file;
  const [inflated, sink] = sockets.pipe();
  for (const fd of [inflated, sink]) sockets.setBlocking(fd, true);
  void processes.wait(processes.spawn({ path: '/bin/busybox', argv: [format.program, '-c'], cwd: '/', stdio: [file, sink, null] }));
  for (const fd of [file, sink]) files.close(fd);
  return inflated;
}
