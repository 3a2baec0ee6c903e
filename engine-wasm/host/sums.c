#include <errno.h>
#include <fcntl.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>
#include "sums.h"

enum { HEX = 64, PATH_BYTES = 4096, PIECE_BYTES = 65536, MAX_LINKS = 255, CAPABILITY_BYTES = 64 };

static void add_text(sha256 *hash, const char *key, const char *value) { sha256_add(hash, key, strlen(key)), sha256_add(hash, value, strlen(value)); }

static void add_number(sha256 *hash, const char *key, long long value) {
    char text[24];
    snprintf(text, sizeof text, "%lld", value);
    add_text(hash, key, text);
}

void sum_start(sha256 *hash, const sum_header *header) {
    const char type[2] = {header->type};
    sha256_start(hash);
    add_text(hash, "name", header->name);
    add_number(hash, "mode", header->mode);
    add_number(hash, "uid", header->uid), add_number(hash, "gid", header->gid);
    add_number(hash, "size", header->size);
    add_text(hash, "typeflag", type);
    add_text(hash, "linkname", header->link);
    add_text(hash, "uname", ""), add_text(hash, "gname", "");
    add_number(hash, "devmajor", header->major), add_number(hash, "devminor", header->minor);
}

/* The file of sums: of each a path, NUL, and 64 hex digits. */
static FILE *sums;

int sums_open(const char *file) { return (sums = fopen(file, "we")) ? 0 : -1; }
void sums_write(const char *path, const char hex[65]) { fwrite(path, strlen(path) + 1, 1, sums), fwrite(hex, HEX, 1, sums); }

int sums_close(void) {
    int failed = ferror(sums);
    return fclose(sums) || failed ? -1 : 0;
}

static void *known;
static int is_archive;

static int compare_paths(const void *a, const void *b) { return strcmp(a, b); }

int sums_read(const char *file) {
    struct stat s;
    AUTO_CLOSE int fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &s) < 0) return -1;
    char *text = malloc(s.st_size + 1);
    if (!text || read(fd, text, s.st_size) != s.st_size) return -1;
    /* The first of several of one name is found. */
    for (char *at = text; at < text + s.st_size; at += strlen(at) + 1 + HEX) tsearch(at, &known, compare_paths);
    return is_archive = 1, 0;
}

/* Where a path leads, links followed below the root only; what is missing stays as it is named. */
static int follow(const char *path, char to[PATH_BYTES]) {
    char rest[2 * PATH_BYTES], next[2 * PATH_BYTES], target[PATH_BYTES];
    size_t length = 0;
    int links = 0;
    snprintf(rest, sizeof rest, "%s", path);
    for (char *at = rest; *at;) {
        size_t part = strcspn(at, "/"), before = length;
        int is_dot = part == 0 || (part == 1 && *at == '.'), is_parent = part == 2 && at[0] == '.' && at[1] == '.';
        if (is_parent) while (length > 0 && to[--length] != '/') {}
        else if (!is_dot) {
            if (length + part + 2 > PATH_BYTES) return errno = ENAMETOOLONG, -1;
            if (length > 0) to[length++] = '/';
            memcpy(to + length, at, part), length += part;
        }
        to[length] = 0;
        at += part + (at[part] == '/');
        ssize_t got = is_dot || is_parent ? -1 : readlink(to, target, sizeof target - 1);
        if (got < 0) continue;
        if (++links > MAX_LINKS) return errno = ELOOP, -1;
        target[got] = 0;
        if (snprintf(next, sizeof next, "%s/%s", target, at) >= (int)sizeof next) return errno = ENAMETOOLONG, -1;
        strcpy(rest, next), at = rest;
        to[length = *target == '/' ? 0 : before] = 0;
    }
    return to[length] = 0, 0;
}

/* Of the extended attributes Docker counts this one, as it was before namespaces had users (linux/capability.h: revision 3 has the user's id at its end). */
static void add_capability(sha256 *hash, const char *path) {
    enum { VERSION_AT = 3, REVISION_2_BYTES = 20 };
    char value[CAPABILITY_BYTES];
    ssize_t length = lgetxattr(path, "security.capability", value, sizeof value);
    if (length <= VERSION_AT) return;
    if (value[VERSION_AT] == 3) value[VERSION_AT] = 2, length = REVISION_2_BYTES;
    add_text(hash, "security.capability", "");
    sha256_add(hash, value, length);
}

static int add_content(sha256 *hash, const char *path) {
    static char piece[PIECE_BYTES];
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return -1;
    ssize_t got;
    while ((got = read(fd, piece, sizeof piece)) > 0) sha256_add(hash, piece, got);
    return got;
}

static char type_of(mode_t mode) { return S_ISREG(mode) ? '0' : S_ISDIR(mode) ? '5' : S_ISCHR(mode) ? '3' : S_ISBLK(mode) ? '4' : S_ISFIFO(mode) ? '6' : '2'; }

static int sum_of(const char *path, const struct stat *s, char hex[HEX + 1]) {
    char name[PATH_BYTES + 1];
    sha256 hash;
    snprintf(name, sizeof name, "%s%s", path, S_ISDIR(s->st_mode) ? "/" : "");
    sum_start(&hash, &(sum_header){
        .name = name, .link = "", .mode = s->st_mode & 07777, .uid = s->st_uid, .gid = s->st_gid, .size = S_ISREG(s->st_mode) ? s->st_size : 0,
        .type = type_of(s->st_mode), .major = major(s->st_rdev), .minor = minor(s->st_rdev)});
    add_capability(&hash, path);
    if (S_ISREG(s->st_mode) && add_content(&hash, path) < 0) return -1;
    return sha256_finish(&hash, hex), 0;
}

static char **added;
static size_t added_count;

static void add(const char *text, size_t length) {
    if (added_count % 256 == 0) added = realloc(added, (added_count + 256) * sizeof *added);
    added[added_count++] = strndup(text, length);
}

int sums_add(const char *path) {
    char real[PATH_BYTES], hex[HEX + 1];
    struct stat s;
    /* A chain of links without an end: Docker leaves it out. */
    if (follow(path, real) < 0) return errno == ELOOP ? 0 : -1;
    if (!*real) strcpy(real, ".");
    char **found = tfind(real, &known, compare_paths);
    if (found) add(*found + strlen(real) + 1, HEX);
    /* What has no sum is there under its name: a directory that the archive only implies, a link to nothing. */
    else if (is_archive) add(path, PATH_BYTES);
    else if (lstat(real, &s) < 0) add(real, PATH_BYTES);
    else if (sum_of(real, &s, hex) < 0) return -1;
    else add(hex, HEX);
    return 0;
}

static int compare_added(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

const char *sums_finish(int is_directory) {
    static char hex[HEX + 1];
    sha256 hash;
    if (!is_directory) return added_count > 0 ? added[0] : "";
    sha256_start(&hash);
    qsort(added, added_count, sizeof *added, compare_added);
    for (size_t i = 0; i < added_count; i++) sha256_add(&hash, ",", i > 0), sha256_add(&hash, added[i], strlen(added[i]));
    sha256_finish(&hash, hex);
    return hex;
}
