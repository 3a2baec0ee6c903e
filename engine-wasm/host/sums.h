/*
 * What Docker's classic builder says of files in history (`COPY file:…`, `dir:…`): tarsum, version 1, of moby's builder. A file's sum is SHA-256
 * of an archive's header without its time and its names of owners, as text, and of the content.
 */
#ifndef SUMS_H
#define SUMS_H

#include "host.h"

typedef struct {
    const char *name, *link;
    long long mode, uid, gid, size, major, minor;
    char type;
} sum_header;

/* Extended attributes follow, sorted, each its name and its value; then the content. */
void sum_start(sha256 *hash, const sum_header *header);

/* Sums that were made when an archive was unpacked (`unpack sums=FILE`): those of its headers, which files do not show. `unpack` writes, `pack` reads. */
int sums_open(const char *file);
void sums_write(const char *path, const char hex[65]);
int sums_close(void);
int sums_read(const char *file);

/* A file below the root, "a/b": its sum is one of the tree's; a link stands for what it names. -1 when the file cannot be read. */
int sums_add(const char *path);
/* The sum of the one file, or of a directory with what is in it, in hex; a file that has none is called by its path. */
const char *sums_finish(int is_directory);

#endif
