/*
 * A directory as a tar archive on standard output: sorted, with hard links and extended attributes, so that the same files give the same
 * bytes. Headers are ustar, with pax records for what does not fit. It runs in a chroot of the directory. See sys/programs.ts.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <search.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>
#include "host.h"
#include "sums.h"
#include "tar.h"

enum { OUT_BYTES = 65536, PATH_BYTES = 4096, RESULT = 3, MAX_XATTR_BYTES = 65536 };

static struct {
    int overlay, list, stat, sum, contents, follow, only;
    const char *path, *name, *sums;
} options;

static uint8_t out[OUT_BYTES];
static size_t out_used;
static sha256 hash;
static unsigned long long bytes_written;

static __attribute__((noreturn, format(printf, 2, 3))) void fail(int error, const char *format, ...) {
    const char *strerrorname_np(int);
    char text[PATH_BYTES + 256];
    va_list arguments;
    va_start(arguments, format);
    size_t used = vsnprintf(text, sizeof text, format, arguments);
    if (used < sizeof text) snprintf(text + used, sizeof text - used, ": %s", strerror(error));
    dprintf(RESULT, "{\"error\":");
    print_json_string(RESULT, text);
    dprintf(RESULT, ",\"errno\":\"%s\"}\n", strerrorname_np(error));
    _exit(1);
}

static void flush(void) {
    sha256_add(&hash, out, out_used);
    for (size_t at = 0; at < out_used;) {
        ssize_t put = write(1, out + at, out_used - at);
        if (put < 0) fail(errno, "writing the archive");
        at += put;
    }
    bytes_written += out_used;
    out_used = 0;
}

static void put(const void *data, size_t length) {
    for (const uint8_t *from = data; length > 0;) {
        size_t room = OUT_BYTES - out_used, now = length < room ? length : room;
        memcpy(out + out_used, from, now);
        out_used += now, from += now, length -= now;
        if (out_used == OUT_BYTES) flush();
    }
}

static void pad(unsigned long long length) {
    static const uint8_t zeros[TAR_BLOCK];
    put(zeros, (TAR_BLOCK - length % TAR_BLOCK) % TAR_BLOCK);
}

/* pax records of one entry. */
static char records[2 * PATH_BYTES + 2 * MAX_XATTR_BYTES];
static size_t records_length;

static void add_record(const char *key, const void *value, size_t length) {
    size_t body = strlen(key) + length + 3, digits = 1;
    for (size_t limit = 10; body + digits >= limit; limit *= 10) digits++;
    if (records_length + body + digits > sizeof records) fail(E2BIG, "%s", key);
    records_length += sprintf(records + records_length, "%zu %s=", body + digits, key);
    memcpy(records + records_length, value, length);
    records_length += length;
    records[records_length++] = '\n';
}

static int is_plain(const char *text) {
    if (strlen(text) > 100) return 0;
    for (; *text; text++) if (*text & 0x80) return 0;
    return 1;
}

static void set_number(char *field, size_t size, unsigned long long value) {
    char text[24];
    if (snprintf(text, sizeof text, "%0*llo", (int)size - 1, value) < (int)size) {
        memcpy(field, text, size);
        return;
    }
    for (size_t i = size; i-- > 1; value >>= 8) field[i] = value & 255;
    field[0] = (char)0x80;
}

static void put_header(tar_header *header) {
    memcpy(header->magic, "ustar", 6), memcpy(header->version, "00", 2);
    snprintf(header->checksum, sizeof header->checksum, "%06o", tar_checksum(header));
    header->checksum[7] = ' ';
    put(header, TAR_BLOCK);
}

static void put_records(void) {
    tar_header header = {.type = 'x', .name = "PaxHeaders.0/entry"};
    set_number(header.mode, 8, 0), set_number(header.uid, 8, 0), set_number(header.gid, 8, 0), set_number(header.mtime, 12, 0);
    set_number(header.size, 12, records_length);
    put_header(&header);
    put(records, records_length);
    pad(records_length);
    records_length = 0;
}

static void put_entry(char type, const char *name, const char *link, const struct stat *s, unsigned long long size) {
    tar_header header = {.type = type};
    if (is_plain(name)) memcpy(header.name, name, strlen(name));
    else add_record("path", name, strlen(name)), snprintf(header.name, sizeof header.name, "entry");
    if (is_plain(link)) memcpy(header.link, link, strlen(link));
    else add_record("linkpath", link, strlen(link)), snprintf(header.link, sizeof header.link, "entry");
    set_number(header.mode, 8, s->st_mode & 07777);
    set_number(header.uid, 8, s->st_uid), set_number(header.gid, 8, s->st_gid);
    set_number(header.size, 12, size);
    set_number(header.mtime, 12, s->st_mtime < 0 ? 0 : s->st_mtime);
    if (type == '3' || type == '4') set_number(header.major, 8, major(s->st_rdev)), set_number(header.minor, 8, minor(s->st_rdev));
    if (records_length > 0) put_records();
    put_header(&header);
}

static void add_xattrs(const char *path) {
    static char names[MAX_XATTR_BYTES], value[MAX_XATTR_BYTES];
    ssize_t length = llistxattr(path, names, sizeof names);
    for (char *name = names; length > 0 && name < names + length; name += strlen(name) + 1) {
        char key[16 + XATTR_NAME_MAX];
        if (!strncmp(name, "trusted.overlay.", 16) || !strncmp(name, "system.", 7)) continue;
        ssize_t size = lgetxattr(path, name, value, sizeof value);
        snprintf(key, sizeof key, "SCHILY.xattr.%.*s", XATTR_NAME_MAX, name);
        if (size >= 0) add_record(key, value, size);
    }
}

static void put_content(const char *path, unsigned long long size) {
    static uint8_t piece[OUT_BYTES];
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) fail(errno, "open %s", path);
    unsigned long long left = size;
    while (left > 0) {
        ssize_t got = read(fd, piece, left < OUT_BYTES ? left : OUT_BYTES);
        if (got < 0) fail(errno, "read %s", path);
        /* It shrank while it was read: the header promised its old size. */
        if (got == 0) memset(piece, 0, got = left < OUT_BYTES ? left : OUT_BYTES);
        put(piece, got);
        left -= got;
    }
    pad(size);
}

typedef struct {
    dev_t device;
    ino_t inode;
    char name[];
} seen_file;

static int compare_seen(const void *a, const void *b) {
    const seen_file *x = a, *y = b;
    if (x->inode != y->inode) return x->inode < y->inode ? -1 : 1;
    return x->device < y->device ? -1 : x->device > y->device;
}

/* The name under which an inode with several links is in the archive already; NULL at the first of them. */
static const char *first_name(const struct stat *s, const char *name) {
    static void *seen;
    seen_file *file = malloc(sizeof *file + strlen(name) + 1);
    file->device = s->st_dev, file->inode = s->st_ino;
    strcpy(file->name, name);
    seen_file *found = *(seen_file **)tsearch(file, &seen, compare_seen);
    if (found == file) return NULL;
    free(file);
    return found->name;
}

/* What is taken with `only`: names below the root of the walk. */
static void *wanted;
static size_t root_length;

static int compare_names(const void *a, const void *b) { return strcmp(a, b); }

static void read_wanted(void) {
    char *text = NULL;
    size_t length = 0, room = 0;
    for (ssize_t got = 1; got > 0; length += got) {
        if (room - length < OUT_BYTES && !(text = realloc(text, room = 2 * room + OUT_BYTES + 1))) fail(ENOMEM, "reading names");
        if ((got = read(0, text + length, OUT_BYTES)) < 0) fail(errno, "reading names");
    }
    text[length] = 0;
    for (char *name = text, *end = text + length; name < end; name += strlen(name) + 1) tsearch(name, &wanted, compare_names);
}

static int is_wanted(const char *path) { return !options.only || strlen(path) <= root_length || tfind(path + root_length + 1, &wanted, compare_names); }

static int is_whiteout(const struct stat *s) { return S_ISCHR(s->st_mode) && s->st_rdev == makedev(0, 0); }

static int is_opaque(const char *path) {
    char value;
    return lgetxattr(path, "trusted.overlay.opaque", &value, 1) == 1 && value == 'y';
}

/* `.wh.NAME` hides NAME, `.wh..wh..opq` everything below (OCI Image Layer, "Whiteouts"). */
static void put_whiteout(const char *name, const struct stat *s) {
    const char *slash = strrchr(name, '/');
    int parent = slash ? (int)(slash - name) + 1 : 0;
    char hidden[PATH_BYTES + 8];
    snprintf(hidden, sizeof hidden, "%.*s.wh.%s", parent, name, name + parent);
    struct stat plain = {.st_mode = S_IFREG | 0, .st_mtime = s->st_mtime};
    if (options.list) put(hidden, strlen(hidden) + 1);
    else put_entry('0', hidden, "", &plain, 0);
}

static void put_file(const char *path, const char *name, const struct stat *s) {
    char target[PATH_BYTES] = "";
    const char *linked = s->st_nlink > 1 ? first_name(s, name) : NULL;
    if (linked) return put_entry('1', name, linked, s, 0);
    add_xattrs(path);
    if (S_ISREG(s->st_mode)) {
        put_entry('0', name, "", s, s->st_size);
        put_content(path, s->st_size);
    } else if (S_ISLNK(s->st_mode)) {
        ssize_t length = readlink(path, target, sizeof target - 1);
        if (length < 0) fail(errno, "readlink %s", path);
        target[length] = 0;
        put_entry('2', name, target, s, 0);
    } else {
        put_entry(S_ISCHR(s->st_mode) ? '3' : S_ISBLK(s->st_mode) ? '4' : '6', name, "", s, 0);
    }
}

static void add_sum(const char *path) {
    const char *below = path + (*path == '/' ? 1 : strncmp(path, "./", 2) ? 0 : 2);
    if (strcmp(below, ".") && sums_add(below) < 0) fail(errno, "open %s", path);
}

static void walk(const char *path, const char *name);

static const char *slash_after(const char *name) { return *name && name[strlen(name) - 1] != '/' ? "/" : ""; }

static int by_name(const void *a, const void *b) { return strcmp((*(struct dirent *const *)a)->d_name, (*(struct dirent *const *)b)->d_name); }

static void walk_children(const char *path, const char *name) {
    struct dirent **entries;
    int count = scandir(path, &entries, NULL, NULL);
    if (count < 0) fail(errno, "opendir %s", path);
    qsort(entries, count, sizeof *entries, by_name);
    for (int i = 0; i < count; i++) {
        const char *child = entries[i]->d_name;
        char child_path[PATH_BYTES], child_name[PATH_BYTES];
        if (strcmp(child, ".") && strcmp(child, "..")) {
            if (snprintf(child_path, PATH_BYTES, "%s/%s", path, child) >= PATH_BYTES) fail(ENAMETOOLONG, "%s", path);
            if (snprintf(child_name, PATH_BYTES, "%s%s%s", name, slash_after(name), child) >= PATH_BYTES) fail(ENAMETOOLONG, "%s", name);
            walk(child_path, child_name);
        }
        free(entries[i]);
    }
    free(entries);
}

static void put_directory(const char *path, const char *name, const struct stat *s) {
    char full[PATH_BYTES + 1];
    snprintf(full, sizeof full, "%s%s", name, slash_after(name));
    add_xattrs(path);
    put_entry('5', full, "", s, 0);
}

/* `name` is the one in the archive: empty for a root that is not itself an entry. */
static void walk(const char *path, const char *name) {
    struct stat s;
    if (!is_wanted(path)) return;
    if (lstat(path, &s) < 0) fail(errno, "lstat %s", path);
    if (S_ISSOCK(s.st_mode)) return;
    if (options.overlay && is_whiteout(&s)) return put_whiteout(name, &s);
    if (options.sum) add_sum(path);
    else if (options.list && *name) put(name, strlen(name) + 1);
    else if (!S_ISDIR(s.st_mode)) put_file(path, name, &s);
    else if (*name) put_directory(path, name, &s);
    if (!S_ISDIR(s.st_mode)) return;
    if (options.overlay && is_opaque(path)) {
        char hidden[PATH_BYTES + 8];
        snprintf(hidden, sizeof hidden, "%s/.wh..opq", name);
        put_whiteout(hidden, &s);
    }
    walk_children(path, name);
}

/* Links in the directory part are followed, and the last one too when the path says that it is a directory (a slash or "/." at its end). */
static void resolve(const char *path, char resolved[PATH_BYTES]) {
    size_t length = strlen(path);
    int whole = options.follow || length == 0 || path[length - 1] == '/' || (length > 1 && !strcmp(path + length - 2, "/."));
    char copy[PATH_BYTES];
    if (snprintf(copy, sizeof copy, "/%s", path) >= PATH_BYTES) fail(ENAMETOOLONG, "%s", path);
    char *slash = strrchr(copy, '/');
    const char *base = slash + 1;
    if (whole || !strcmp(base, "..") || !strcmp(base, ".")) {
        if (!realpath(copy, resolved)) fail(errno, "lstat %s", path);
        return;
    }
    *slash = 0;
    char parent[PATH_BYTES];
    if (!realpath(*copy ? copy : "/", parent)) fail(errno, "lstat %s", path);
    if (snprintf(resolved, PATH_BYTES, "%s/%s", strcmp(parent, "/") ? parent : "", base) >= PATH_BYTES) fail(ENAMETOOLONG, "%s", path);
}

static void print_stat(const char *path) {
    struct stat s;
    char target[PATH_BYTES] = "";
    if (lstat(path, &s) < 0) fail(errno, "lstat %s", path);
    if (S_ISLNK(s.st_mode) && readlink(path, target, sizeof target - 1) < 0) fail(errno, "readlink %s", path);
    dprintf(RESULT, "{\"path\":");
    print_json_string(RESULT, path);
    dprintf(RESULT, ",\"link\":");
    print_json_string(RESULT, target);
    dprintf(RESULT, ",\"size\":%lld,\"mode\":%u,\"mtime\":%lld,\"nanoseconds\":%ld}\n", (long long)s.st_size, s.st_mode, (long long)s.st_mtime, s.st_mtim.tv_nsec);
}

static void print_sum(const char *root) {
    struct stat s;
    if (lstat(root, &s) < 0) fail(errno, "lstat %s", root);
    dprintf(RESULT, "{\"sum\":");
    print_json_string(RESULT, sums_finish(S_ISDIR(s.st_mode)));
    dprintf(RESULT, "}\n");
}

static void read_options(int argc, char **argv) {
    for (int i = 2; i < argc; i++) {
        if (!strcmp(argv[i], "overlay")) options.overlay = 1;
        else if (!strcmp(argv[i], "list")) options.list = 1;
        else if (!strcmp(argv[i], "stat")) options.stat = 1;
        else if (!strcmp(argv[i], "sum")) options.sum = 1;
        else if (!strcmp(argv[i], "contents")) options.contents = 1;
        else if (!strcmp(argv[i], "follow")) options.follow = 1;
        else if (!strcmp(argv[i], "only")) options.only = 1;
        else if (!strncmp(argv[i], "path=", 5)) options.path = argv[i] + 5;
        else if (!strncmp(argv[i], "name=", 5)) options.name = argv[i] + 5;
        else if (!strncmp(argv[i], "sums=", 5)) options.sums = argv[i] + 5;
    }
}

int pack_main(int argc, char **argv) {
    static const uint8_t end[2 * TAR_BLOCK];
    char path[PATH_BYTES] = "", digest[65];
    if (argc < 2) fail(EINVAL, "usage: pack DIR [option…]");
    /* A reader that ends first has a reason of its own to tell: EPIPE says that it was not this end. */
    signal(SIGPIPE, SIG_IGN);
    read_options(argc, argv);
    if (options.sums && sums_read(options.sums) < 0) fail(errno, "%s", options.sums);
    if (chroot(argv[1]) < 0 || chdir("/") < 0) fail(errno, "chroot %s", argv[1]);
    if (options.path) resolve(options.path, path);
    if (options.stat) {
        print_stat(*path ? path : "/");
        return 0;
    }
    sha256_start(&hash);
    const char *root = strcmp(path, "/") && *path ? path : ".", *name = options.name ? options.name : "";
    root_length = strlen(root);
    if (options.only) read_wanted();
    if (options.contents) walk_children(root, name);
    else walk(root, name);
    if (options.sum) {
        print_sum(root);
        return 0;
    }
    if (!options.list) put(end, sizeof end);
    flush();
    sha256_finish(&hash, digest);
    dprintf(RESULT, "{\"digest\":\"sha256:%s\",\"size\":%llu}\n", digest, bytes_written);
    return 0;
}
