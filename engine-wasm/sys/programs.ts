/**
 * The programs in C that the engine executable is, besides the JavaScript bundles; argv[0]'s last path component picks one. They exist so
 * that bytes never pass through JavaScript. Each prints its result as one JSON line on stdout (or on fd 3 where stdout carries bytes) and
 * ends with 0, or prints `{"error":"…","errno":"ENOSPC"}` and ends with 1; `unpack` adds the `digest` of all its input to an error of the archive itself.
 *
 *   monitor BUNDLE           see monitor.ts
 *   unpack DIR [gzip]        stdin: a layer (tar, optionally gzip; zstd is not supported) → DIR, inside a chroot of DIR, so no entry can leave it.
 *                            Whiteouts become overlay's (`.wh.x` → character device 0/0, `.wh..wh..opq` → trusted.overlay.opaque).
 *                            Modes, owners, times, hard and symbolic links, xattrs, devices as in the archive. Result on stdout:
 *                            {"digest":"sha256:…" of the bytes read,"diffId":"sha256:…" of the tar,"size":bytes read,"unpackedSize":sum of file sizes}
 *   logs FILE follow=0|1 tail=N|all since=SECONDS until=SECONDS timestamps=0|1 stdout=0|1 stderr=0|1 framed=0|1 end=PATH
 *                            json-file lines → stdout, decoded; with follow=1 it goes on (inotify) until the file PATH exists and all is
 *                            written, or stdout is closed
 *   docker-init -- ARGV…     PID 1 of a container with --init: forwards signals, reaps, ends with the child's code
 */
export const programs = ['monitor', 'unpack', 'logs', 'docker-init'] as const;
