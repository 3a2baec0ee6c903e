/*
 * A layer from standard input into a directory: gzip (RFC 1952) by zlib, tar (POSIX ustar and pax, GNU long names), whiteouts as overlayfs
 * has them, digests on the way. It runs in a chroot of the directory, so that no entry can leave it. See sys/programs.ts.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/xattr.h>
#include <unistd.h>
#include <zlib.h>
#include "host.h"

enum { BLOCK = 512, IN_BYTES = 65536, OUT_BYTES = 262144, PATH_BYTES = 4096, PAX_BYTES = 1 << 20, MAX_XATTRS = 16 };

static z_stream zip;
static int zipped, input_ended, zip_ended = 1;
static uint8_t in[IN_BYTES], out[OUT_BYTES];
static size_t out_start, out_end;
static sha256 blob_hash, tar_hash;
static unsigned long long blob_bytes, file_bytes;

/* The rest of the layer, for its digest: a broken archive is most often one whose bytes are not those that were asked for. */
static void report_digest(void) {
    char digest[65];
    for (ssize_t got; (got = read(0, in, IN_BYTES)) > 0;) sha256_add(&blob_hash, in, got);
    sha256_finish(&blob_hash, digest);
    printf("\"digest\":\"sha256:%s\",", digest);
}

static __attribute__((noreturn, format(printf, 2, 3))) void fail(int error, const char *format, ...) {
    const char *strerrorname_np(int);
    va_list arguments;
    va_start(arguments, format);
    printf("{");
    if (!error) report_digest();
    printf("\"error\":\"");
    vprintf(format, arguments);
    printf("%s%s\",\"errno\":\"%s\"}\n", error ? ": " : "", error ? strerror(error) : "", error ? strerrorname_np(error) : "");
    fflush(stdout);
    _exit(1);
}

static size_t read_blob(void *into, size_t length) {
    ssize_t got = read(0, into, length);
    if (got < 0) fail(errno, "reading the layer");
    if (got == 0) input_ended = 1;
    sha256_add(&blob_hash, into, got);
    blob_bytes += got;
    return got;
}

static void inflate_more(void) {
    zip.next_out = out, zip.avail_out = OUT_BYTES;
    while (zip.avail_out == OUT_BYTES) {
        if (zip.avail_in == 0 && !input_ended) zip.next_in = in, zip.avail_in = read_blob(in, IN_BYTES);
        if (zip.avail_in == 0 && input_ended) {
            if (!zip_ended) fail(0, "unexpected EOF");
            break;
        }
        if (zip_ended) inflateReset(&zip);
        int result = inflate(&zip, Z_NO_FLUSH);
        zip_ended = result == Z_STREAM_END;
        if (result != Z_OK && result != Z_STREAM_END) fail(0, "archive/tar: invalid gzip data");
    }
    out_start = 0, out_end = OUT_BYTES - zip.avail_out;
}

/* The next bytes of the tar, at most `limit`; 0 at its end. */
static size_t next_bytes(uint8_t **bytes, size_t limit) {
    if (out_start == out_end) {
        if (zipped) inflate_more();
        else out_start = 0, out_end = input_ended ? 0 : read_blob(out, OUT_BYTES);
        sha256_add(&tar_hash, out, out_end);
    }
    size_t length = out_end - out_start < limit ? out_end - out_start : limit;
    *bytes = out + out_start;
    out_start += length;
    return length;
}

static size_t read_exactly(void *into, size_t length) {
    size_t have = 0;
    for (uint8_t *piece; have < length;) {
        size_t got = next_bytes(&piece, length - have);
        if (got == 0) break;
        memcpy((char *)into + have, piece, got);
        have += got;
    }
    return have;
}

static void skip(unsigned long long length) {
    for (uint8_t *piece; length > 0;) {
        size_t got = next_bytes(&piece, length < OUT_BYTES ? length : OUT_BYTES);
        if (got == 0) fail(0, "unexpected EOF");
        length -= got;
    }
}

typedef struct {
    char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], checksum[8], type, link[100], magic[6], version[2], user[32], group[32], major[8], minor[8], prefix[155], pad[12];
} tar_header;

typedef struct {
    char path[PATH_BYTES], link[PATH_BYTES];
    unsigned long long size;
    long long mtime, uid, gid;
    int mode, major, minor;
    char type;
    struct {
        char *name, *value;
        size_t length;
    } xattrs[MAX_XATTRS];
    int xattr_count;
} entry;

/* Octal text, or base 256 when the first bit is set (GNU). */
static long long number(const char *field, size_t length) {
    if ((unsigned char)field[0] & 0x80) {
        long long value = field[0] & 0x3f;
        for (size_t i = 1; i < length; i++) value = value << 8 | (unsigned char)field[i];
        return value;
    }
    char text[16] = {0};
    memcpy(text, field, length < 15 ? length : 15);
    return strtoll(text, NULL, 8);
}

static int checksum_fits(const tar_header *header) {
    const uint8_t *bytes = (const uint8_t *)header;
    unsigned sum = 0;
    for (int i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? ' ' : bytes[i];
    return sum == (unsigned)number(header->checksum, 8);
}

static char *read_text(unsigned long long size) {
    if (size > PAX_BYTES) fail(0, "archive/tar: header too long");
    char *text = malloc(size + 1);
    if (read_exactly(text, size) != size) fail(0, "unexpected EOF");
    text[size] = 0;
    skip((BLOCK - size % BLOCK) % BLOCK);
    return text;
}

/* pax records, "LENGTH KEY=VALUE\n" (POSIX.1-2001, pax Extended Header). The text must stay allocated. */
static void read_pax(char *text, size_t size, entry *e, unsigned *given) {
    for (char *at = text, *end = text + size; at < end;) {
        char *key;
        size_t length = strtoul(at, &key, 10);
        if (length == 0 || length > (size_t)(end - at) || *key != ' ') fail(0, "archive/tar: invalid tar header");
        char *next = at + length, *value = memchr(key, '=', next - key);
        key++;
        if (!value) fail(0, "archive/tar: invalid tar header");
        *value++ = 0, next[-1] = 0;
        if (!strcmp(key, "path")) snprintf(e->path, PATH_BYTES, "%s", value), *given |= 1;
        else if (!strcmp(key, "linkpath")) snprintf(e->link, PATH_BYTES, "%s", value), *given |= 2;
        else if (!strcmp(key, "size")) e->size = strtoull(value, NULL, 10), *given |= 4;
        else if (!strcmp(key, "uid")) e->uid = atoll(value), *given |= 8;
        else if (!strcmp(key, "gid")) e->gid = atoll(value), *given |= 16;
        else if (!strcmp(key, "mtime")) e->mtime = atoll(value), *given |= 32;
        else if (!strncmp(key, "SCHILY.xattr.", 13) && e->xattr_count < MAX_XATTRS) {
            e->xattrs[e->xattr_count].name = key + 13, e->xattrs[e->xattr_count].value = value;
            e->xattrs[e->xattr_count++].length = next - 1 - value;
        }
        at = next;
    }
}

static void take_header(const tar_header *header, entry *e, unsigned given) {
    int ustar = !memcmp(header->magic, "ustar", 5);
    if (!(given & 1)) {
        if (ustar && header->prefix[0] && header->magic[5] == 0) snprintf(e->path, PATH_BYTES, "%.155s/%.100s", header->prefix, header->name);
        else snprintf(e->path, PATH_BYTES, "%.100s", header->name);
    }
    if (!(given & 2)) snprintf(e->link, PATH_BYTES, "%.100s", header->link);
    if (!(given & 4)) e->size = number(header->size, 12);
    if (!(given & 8)) e->uid = number(header->uid, 8);
    if (!(given & 16)) e->gid = number(header->gid, 8);
    if (!(given & 32)) e->mtime = number(header->mtime, 12);
    e->mode = number(header->mode, 8) & 07777;
    e->type = header->type ? header->type : '0';
    e->major = number(header->major, 8), e->minor = number(header->minor, 8);
}

/* The next entry with its extensions applied; 0 at the end of the archive. */
static int next_entry(entry *e) {
    static char *pax;
    tar_header header;
    unsigned given = 0;
    e->xattr_count = 0;
    free(pax);
    pax = NULL;
    for (;;) {
        size_t got = read_exactly(&header, BLOCK);
        if (got == 0 || (got == BLOCK && header.name[0] == 0 && header.checksum[0] == 0)) return 0;
        if (got < BLOCK) fail(0, "unexpected EOF");
        if (!checksum_fits(&header)) fail(0, "archive/tar: invalid tar header");
        unsigned long long size = number(header.size, 12);
        if (header.type == 'L' || header.type == 'K') {
            char *text = read_text(size);
            snprintf(header.type == 'L' ? e->path : e->link, PATH_BYTES, "%s", text);
            given |= header.type == 'L' ? 1 : 2;
            free(text);
        } else if (header.type == 'x') {
            pax = read_text(size);
            read_pax(pax, size, e, &given);
        } else if (header.type == 'g') {
            free(read_text(size));
        } else {
            take_header(&header, e, given);
            return 1;
        }
    }
}

static void make_parents(char *path) {
    for (char *slash = strchr(path + 1, '/'); slash && slash[1]; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        if (mkdir(path, 0755) < 0 && errno != EEXIST) fail(errno, "mkdir %s", path);
        *slash = '/';
    }
}

/* overlayfs: a character device 0/0 hides a name, an xattr makes a directory opaque (Documentation/filesystems/overlayfs.rst). */
static int make_whiteout(char *path) {
    char *name = strrchr(path, '/') + 1;
    if (strncmp(name, ".wh.", 4)) return 0;
    if (!strcmp(name, ".wh..wh..opq")) {
        name[-1] = 0;
        if (setxattr(*path ? path : "/", "trusted.overlay.opaque", "y", 1, 0) < 0) fail(errno, "whiteout in %s", path);
        return 1;
    }
    if (!strncmp(name, ".wh..wh.", 8)) return 1;
    char hidden[PATH_BYTES + 2];
    snprintf(hidden, sizeof hidden, "%.*s%s", (int)(name - path), path, name + 4);
    if (mknod(hidden, S_IFCHR, makedev(0, 0)) < 0 && errno != EEXIST) fail(errno, "whiteout %s", hidden);
    return 1;
}

static void write_file(const entry *e, const char *path) {
    AUTO_CLOSE int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) fail(errno, "open %s", path);
    for (unsigned long long left = e->size; left > 0;) {
        uint8_t *piece;
        size_t got = next_bytes(&piece, left < OUT_BYTES ? left : OUT_BYTES);
        if (got == 0) fail(0, "unexpected EOF");
        left -= got;
        for (size_t at = 0; at < got;) {
            ssize_t put = write(fd, piece + at, got - at);
            if (put < 0) fail(errno, "write %s", path);
            at += put;
        }
    }
    file_bytes += e->size;
    skip((BLOCK - e->size % BLOCK) % BLOCK);
}

static void replace_old(const char *path, char type) {
    struct stat s;
    if (lstat(path, &s) < 0 || (S_ISDIR(s.st_mode) && type == '5')) return;
    if (remove(path) < 0) fail(errno, "replacing %s", path);
}

static void set_metadata(const entry *e, const char *path) {
    if (lchown(path, e->uid, e->gid) < 0) fail(errno, "chown %s", path);
    if (e->type != '2' && chmod(path, e->mode) < 0) fail(errno, "chmod %s", path);
    for (int i = 0; i < e->xattr_count; i++)
        if (lsetxattr(path, e->xattrs[i].name, e->xattrs[i].value, e->xattrs[i].length, 0) < 0 && errno != ENOTSUP) fail(errno, "xattr of %s", path);
    struct timespec times[2] = {{.tv_sec = e->mtime}, {.tv_sec = e->mtime}};
    utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW);
}

static void make_entry(entry *e) {
    char path[PATH_BYTES + 2], link[PATH_BYTES + 2];
    /* A name like ".bashrc" keeps its dot: only "./" and "/" prefixes go. */
    const char *name = e->path;
    while (!strncmp(name, "./", 2) || *name == '/') name += *name == '/' ? 1 : 2;
    snprintf(path, sizeof path, "/%s", strcmp(name, ".") ? name : "");
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/') path[--length] = 0;
    if (length > 1) make_parents(path);
    if (length > 1 && make_whiteout(path)) return skip((e->size + BLOCK - 1) / BLOCK * BLOCK);
    if (length > 1) replace_old(path, e->type);
    switch (e->type) {
    case '5':
        if (mkdir(path, 0755) < 0 && errno != EEXIST) fail(errno, "mkdir %s", path);
        break;
    case '0':
    case '7':
        write_file(e, path);
        break;
    case '1':
        snprintf(link, sizeof link, "/%s", e->link + (!strncmp(e->link, "./", 2) ? 2 : 0));
        if (linkat(AT_FDCWD, link, AT_FDCWD, path, 0) < 0) fail(errno, "link %s", path);
        return;
    case '2':
        if (symlink(e->link, path) < 0) fail(errno, "symlink %s", path);
        break;
    case '3':
    case '4':
    case '6':
        if (mknod(path, e->mode | (e->type == '3' ? S_IFCHR : e->type == '4' ? S_IFBLK : S_IFIFO), makedev(e->major, e->minor)) < 0) fail(errno, "mknod %s", path);
        break;
    default:
        fail(0, "unhandled tar header type %c", e->type);
    }
    set_metadata(e, path);
}

int unpack_main(int argc, char **argv) {
    static entry e;
    if (argc < 2) fail(0, "usage: unpack DIR [gzip]");
    zipped = argc > 2 && !strcmp(argv[2], "gzip");
    if (zipped && inflateInit2(&zip, 16 + MAX_WBITS) != Z_OK) fail(ENOMEM, "zlib");
    zip_ended = 0;
    if (chroot(argv[1]) < 0 || chdir("/") < 0) fail(errno, "chroot %s", argv[1]);
    umask(0);
    sha256_start(&blob_hash), sha256_start(&tar_hash);
    while (next_entry(&e)) make_entry(&e);
    for (uint8_t *rest; next_bytes(&rest, OUT_BYTES);) {}
    char digest[65], diff_id[65];
    sha256_finish(&blob_hash, digest), sha256_finish(&tar_hash, diff_id);
    printf("{\"digest\":\"sha256:%s\",\"diffId\":\"sha256:%s\",\"size\":%llu,\"unpackedSize\":%llu}\n", digest, diff_id, blob_bytes, file_bytes);
    return 0;
}
