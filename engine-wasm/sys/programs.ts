/**
 * The programs in C that the engine executable is, besides the JavaScript bundles; argv[0]'s last path component picks one. They exist so
 * that bytes never pass through JavaScript. Each prints its result as one JSON line on stdout (or on fd 3 where stdout carries bytes) and
 * ends with 0, or prints `{"error":"…","errno":"ENOSPC"}` and ends with 1; `unpack` adds the `digest` of all its input to an error of the archive itself.
 *
 *   monitor BUNDLE           see monitor.ts
 *   unpack DIR [into=PATH] [uid=N] [gid=N] [mode=MODE] [keep-directories] [no-devices] [split=FILE|sums=FILE] [probe]
 *                            stdin: a tar archive, plain or by gzip or zstd (bzip2 and xz are not supported) → DIR, inside a chroot of DIR, so no entry can
 *                            leave it. Modes, owners, times, hard and symbolic links, xattrs, devices as in the archive, unless `uid`, `gid`, `mode` say
 *                            otherwise (MODE is octal, or symbolic as chmod(1) has it, without a umask). As a layer whiteouts become overlay's (`.wh.x` → character device 0/0, `.wh..wh..opq` →
 *                            trusted.overlay.opaque); with `into` names begin at that path of DIR and none is a whiteout. `keep-directories`: no directory is
 *                            replaced with something else, nor the other way round. `no-devices`: the archive may have none. A file that leaves less than 8 MiB free is
 *                            refused with ENOSPC. `split`: what `repack` needs is kept there. `sums`: the sum of
 *                            each file is kept there for `pack`, instead of digests (host/sums.h). `probe`: nothing is unpacked,
 *                            the result is {"isArchive":whether there is a first entry}. Result on stdout:
 *                            {"digest":"sha256:…" of the bytes read,"diffId":"sha256:…" of the tar,"size":bytes read,"tarSize":bytes of the tar,
 *                            "unpackedSize":sum of file sizes}
 *   pack DIR [path=PATH] [name=NAME] [contents] [follow] [only] [overlay] [list|stat|sum [sums=FILE]]
 *                            the tree at PATH (whole DIR) as tar → stdout, in a chroot of DIR, sorted, called NAME in the archive (default: its content only).
 *                            `contents`: not PATH itself, only what is in it. `follow`: PATH may be a link. `only`: of what is below PATH only the names on
 *                            stdin, each ended by NUL: a directory's content needs the directory's name too. `overlay`: DIR is an overlay's upper directory, its whiteouts become a layer's.
 *                            `list`: names, each ended by NUL, instead of the archive. Result on fd 3: {"digest":"sha256:…" of stdout,"size":bytes}
 *                            `stat`: only {"path":resolved,"link":target,"size":…,"mode":st_mode,"mtime":seconds,"nanoseconds":…} on fd 3
 *                            `sum`: only {"sum":…} on fd 3, what Docker calls PATH by in history (host/sums.h), as the archive had it that was unpacked with `sums=FILE`
 *   repack FILE DIR [gzip]   the archive that `unpack DIR split=FILE` read, byte by byte → stdout. Result on fd 3: {"size":bytes on stdout}, with gzip
 *                            also "digest":"sha256:…" of stdout, "diffId":"sha256:…" of the tar and "tarSize":bytes of the tar
 *   view PLAN PROGRAM ARGV…  another of these programs in a mount namespace of its own, after the steps of a plan (api/plan.ts)
 *   logs FILE follow=0|1 tail=N|all since=SECONDS until=SECONDS timestamps=0|1 stdout=0|1 stderr=0|1 framed=0|1 end=PATH
 *                            json-file lines → stdout, decoded; with follow=1 it goes on (inotify) until the file PATH exists and all is
 *                            written, or stdout is closed
 *   docker-init -- ARGV…     PID 1 of a container with --init: forwards signals, reaps, ends with the child's code
 */
export const programs = ['monitor', 'unpack', 'pack', 'repack', 'view', 'logs', 'docker-init'] as const;
