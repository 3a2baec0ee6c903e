import type { LayerEntry } from '../../api/xray.ts';
import type { Files, Stat } from '../../sys/sys.ts';
import { S_IFCHR, S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from '../../sys/constants.ts';
import type { Reply, StreamWriter } from '../http/router.ts';

const types: Readonly<Record<number, LayerEntry['type']>> = { [S_IFREG]: 'f', [S_IFDIR]: 'd', [S_IFLNK]: 'l' };

/**
 * Documentation/filesystems/overlayfs.rst, "whiteouts and opaque directories". A layer has no device files but whiteouts: Docker makes /dev anew in
 * each container.
 */
function typeOf(files: Files, path: string, { mode }: Stat): LayerEntry['type'] {
  if ((mode & S_IFMT) === S_IFCHR) return 'w';
  const type = types[mode & S_IFMT] ?? 'o';
  return type === 'd' && files.attribute(path, 'trusted.overlay.opaque') === 'y' ? 'q' : type;
}

/** Lists a tree as `api/xray.ts` says, a write for each directory; between them the daemon serves others. */
async function writeTree(files: Files, root: string, writer: StreamWriter): Promise<void> {
  const walk = async (directory: string): Promise<void> => {
    const inner: string[] = [];
    let text = '';
    for (const name of files.readDir(`${root}${directory}`).sort()) {
      const path = `${directory}/${name}`;
      const stat = files.lstat(`${root}${path}`);
      const type = typeOf(files, `${root}${path}`, stat);
      text += `${type} ${(stat.mode & 0o7777).toString(8)} ${stat.size} ${stat.inode} ${path.replaceAll('\n', '?')}\n`;
      if (type === 'd' || type === 'q') inner.push(path);
    }
    if (text !== '') await writer.write(text);
    for (const path of inner) await walk(path);
  };
  await walk('');
}

export function treeReply(files: Files, root: string): Reply {
  return { kind: 'stream', status: 200, contentType: 'text/plain', write: (writer) => writeTree(files, root, writer) };
}
