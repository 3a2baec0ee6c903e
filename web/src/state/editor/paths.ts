import { shellWord } from '../trace/four-ways.ts';

/** Paths of the machine: absolute, without a slash at the end. */
export function joinPath(directory: string, name: string): string {
  return `${directory === '/' ? '' : directory}/${name}`;
}

export function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The directory itself is in it. */
export function isWithin(path: string, directory: string): boolean {
  return directory === '/' || path === directory || path.startsWith(`${directory}/`);
}

/** Where a path is after `from` was renamed to `to`. */
export function movedPath(path: string, from: string, to: string): string {
  return isWithin(path, from) ? to + path.slice(from.length) : path;
}

/** As seen from the directory. */
export function relativePath(path: string, directory: string): string {
  return isWithin(path, directory) && path !== directory ? path.slice(directory === '/' ? 1 : directory.length + 1) : path;
}

/** What is wrong with a name that somebody typed, which may have folders before it; empty when nothing is. */
export function nameProblem(name: string): string {
  if (name === '') return 'A name is needed.';
  if (name.startsWith('/')) return 'The name is within this folder: it does not begin with a slash.';
  const parts = name.replace(/\/$/, '').split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return 'A part of the name is empty, “.” or “..”.';
  if (name.includes('\0') || parts.some((part) => new TextEncoder().encode(part).length > 255))
    return 'Linux takes names of at most 255 bytes, and no zero byte.';
  return '';
}

/** By convention: Dockerfile, Dockerfile.dev, app.Dockerfile. */
export function isDockerfile(path: string): boolean {
  return /^(?:dockerfile|containerfile)(?:\..+)?$|\.dockerfile$/i.test(nameOf(path));
}

/** tar's letter for each way to compress; BusyBox finds it out by itself only for archives above half a kilobyte. */
const tarLetters = [
  [/\.tar$/i, ''],
  [/\.(?:tar\.gz|tgz)$/i, 'z'],
  [/\.(?:tar\.bz2|tbz2?)$/i, 'j'],
  [/\.(?:tar\.xz|txz)$/i, 'J'],
] as const;

/** What unpacks an archive where it is, to be typed; `null` for other files. */
export function unpackCommand(path: string): string | null {
  const [file, folder] = [shellWord(path), shellWord(directoryOf(path))];
  if (/\.zip$/i.test(path)) return `unzip -o ${file} -d ${folder}`;
  const letter = tarLetters.find(([suffix]) => suffix.test(path))?.[1];
  return letter === undefined ? null : `tar -x${letter}vf ${file} -C ${folder}`;
}
