/*
 * A tar archive (POSIX ustar and pax, GNU long names; gzip, RFC 1952, by zlib; Zstandard, RFC 8878, by its own library) from standard input
 * into a directory: as a layer, with whiteouts as overlayfs has them, or over what is there already. Digests are made on the way. It runs in a chroot, so that no entry can leave the
 * directory. See sys/programs.ts.
 */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/xattr.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>
#include "host.h"
#include "sums.h"
#include "tar.h"

enum { BLOCK = TAR_BLOCK, IN_BYTES = 65536, OUT_BYTES = 262144, PATH_BYTES = 4096, PAX_BYTES = 1 << 20, MAX_XATTRS = 16 };

/* Stays free on the file system, for whoever has something small to write down while an archive fills it. */
enum { RESERVE_BYTES = 8 << 20, UNCHECKED_BYTES = 1 << 20 };

static struct {
    const char *into, *split, *mode, *sums;
    long uid, gid;
    int keep_directories, no_devices, probe;
} options = {.uid = -1, .gid = -1};

static enum { PLAIN, GZIP, ZSTD } form;
static z_stream zip;
static ZSTD_DStream *zstd;
static ZSTD_inBuffer zstd_in;
static int input_ended, zip_ended;
static uint8_t in[IN_BYTES], out[OUT_BYTES];
static size_t out_start, out_end;
static sha256 blob_hash, tar_hash;
static unsigned long long blob_bytes, tar_bytes, file_bytes;

/* Sums of the files stand for the digests of the whole. */
static void digest(sha256 *hash, const void *data, size_t length) {
    if (!options.sums) sha256_add(hash, data, length);
}

/* The rest of the layer, for its digest: a broken archive is most often one whose bytes are not those that were asked for. */
static void report_digest(void) {
    char hex[65];
    for (ssize_t got; (got = read(0, in, IN_BYTES)) > 0;) sha256_add(&blob_hash, in, got);
    sha256_finish(&blob_hash, hex);
    printf("\"digest\":\"sha256:%s\",", hex);
}

static __attribute__((noreturn, format(printf, 2, 3))) void fail(int error, const char *format, ...) {
    const char *strerrorname_np(int);
    va_list arguments;
    va_start(arguments, format);
    printf("{");
    if (!error && !options.probe && !options.sums) report_digest();
    char text[2 * PATH_BYTES];
    size_t used = vsnprintf(text, sizeof text, format, arguments);
    if (error && used < sizeof text) snprintf(text + used, sizeof text - used, ": %s", strerror(error));
    printf("\"error\":");
    fflush(stdout);
    print_json_string(1, text);
    printf(",\"errno\":\"%s\"}\n", error ? strerrorname_np(error) : "");
    fflush(stdout);
    _exit(1);
}

static size_t read_blob(void *into, size_t length) {
    ssize_t got = read(0, into, length);
    if (got < 0) fail(errno, "reading the layer");
    if (got == 0) input_ended = 1;
    digest(&blob_hash, into, got);
    blob_bytes += got;
    return got;
}

/* Zstandard may begin with a frame that is to be skipped (section 3.1.2). */
static int is_zstd(const uint8_t *b) {
    return !memcmp(b, "\x28\xb5\x2f\xfd", 4) || (b[0] >> 4 == 5 && !memcmp(b + 1, "\x2a\x4d\x18", 3));
}

/* What made it is told by its first bytes, whatever the archive is called. */
static void detect_form(void) {
    size_t have = 0;
    while (have < 4 && !input_ended) have += read_blob(in + have, IN_BYTES - have);
    if (have >= 2 && in[0] == 0x1f && in[1] == 0x8b) form = GZIP;
    else if (have >= 4 && is_zstd(in)) form = ZSTD;
    if (form == GZIP && inflateInit2(&zip, 16 + MAX_WBITS) != Z_OK) fail(ENOMEM, "zlib");
    if (form == ZSTD && !(zstd = ZSTD_createDStream())) fail(ENOMEM, "zstd");
    if (form == GZIP) zip.next_in = in, zip.avail_in = have;
    else if (form == ZSTD) zstd_in = (ZSTD_inBuffer){in, have, 0};
    else memcpy(out, in, out_end = have), digest(&tar_hash, out, have), tar_bytes += have;
}

/* What the archive has besides files' content is kept for `repack`. */
static gzFile split;
static int in_content;

static void keep_record(char type, const void *data, uint32_t length) {
    if (!split || length == 0) return;
    if (gzputc(split, type) < 0 || gzwrite(split, &length, sizeof length) <= 0 || gzwrite(split, data, length) <= 0) fail(ENOSPC, "%s", options.split);
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

static void unzstd_more(void) {
    static size_t wanted; /* 0 at the end of a frame; the decoder may hold bytes that found no room when the input ends */
    ZSTD_outBuffer made = {out, OUT_BYTES, 0};
    while (made.pos < OUT_BYTES) {
        if (zstd_in.pos == zstd_in.size && !input_ended) zstd_in = (ZSTD_inBuffer){in, read_blob(in, IN_BYTES), 0};
        int at_end = zstd_in.pos == zstd_in.size;
        if (at_end && !input_ended) continue;
        if (at_end && wanted == 0) break;
        size_t before = made.pos;
        wanted = ZSTD_decompressStream(zstd, &made, &zstd_in);
        if (ZSTD_isError(wanted)) fail(0, "archive/tar: invalid zstd data");
        if (at_end && wanted > 0 && made.pos == before) fail(0, "unexpected EOF");
    }
    out_start = 0, out_end = made.pos;
}

/* The next bytes of the tar, at most `limit`; 0 at its end. */
static size_t next_bytes(uint8_t **bytes, size_t limit) {
    if (out_start == out_end) {
        if (form == GZIP) inflate_more();
        else if (form == ZSTD) unzstd_more();
        else out_start = 0, out_end = input_ended ? 0 : read_blob(out, OUT_BYTES);
        digest(&tar_hash, out, out_end), tar_bytes += out_end;
    }
    size_t length = out_end - out_start < limit ? out_end - out_start : limit;
    *bytes = out + out_start;
    out_start += length;
    if (!in_content) keep_record(SPLIT_RAW, *bytes, length);
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

/* Up to the next block. An archive may end where its last file does: Go's clients send such contexts, and Go reads them. */
static void skip_padding(unsigned long long size) {
    size_t length = (BLOCK - size % BLOCK) % BLOCK;
    uint8_t *piece;
    size_t got = length > 0 ? next_bytes(&piece, length) : 0;
    if (got > 0) skip(length - got);
}

typedef struct {
    char *name, *value;
    size_t length;
} xattr;

typedef struct {
    char path[PATH_BYTES], link[PATH_BYTES];
    unsigned long long size;
    long long mtime, uid, gid;
    int mode, major, minor;
    /* With what it says besides permissions. */
    long long whole_mode;
    char type;
    xattr xattrs[MAX_XATTRS];
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

static int checksum_fits(const tar_header *header) { return tar_checksum(header) == (unsigned)number(header->checksum, 8); }

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
    e->whole_mode = number(header->mode, 8);
    e->mode = e->whole_mode & 07777;
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
        int made = mkdir(path, 0755) == 0;
        if (!made && errno != EEXIST) fail(errno, "mkdir %s", path);
        if (made && options.uid >= 0 && lchown(path, options.uid, options.gid) < 0) fail(errno, "chown %s", path);
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

/* A file that will not fit is refused before its first byte: an archive may say of a few bytes that they are many. */
static void require_space(unsigned long long bytes, const char *path) {
    static unsigned long long unchecked = UNCHECKED_BYTES;
    struct statvfs s;
    if ((unchecked += bytes) < UNCHECKED_BYTES) return;
    unchecked = 0;
    if (statvfs("/", &s) == 0 && (unsigned long long)s.f_bavail * s.f_bsize < bytes + RESERVE_BYTES) fail(ENOSPC, "write %s", path);
}

static sha256 sum;

static int compare_xattrs(const void *a, const void *b) { return strcmp(((const xattr *)a)->name, ((const xattr *)b)->name); }

static void start_sum(entry *e) {
    sum_start(&sum, &(sum_header){
        .name = e->path, .link = e->link, .mode = e->whole_mode, .uid = e->uid, .gid = e->gid, .size = e->size, .type = e->type,
        .major = e->major, .minor = e->minor});
    qsort(e->xattrs, e->xattr_count, sizeof *e->xattrs, compare_xattrs);
    for (const xattr *x = e->xattrs; x < e->xattrs + e->xattr_count; x++) sha256_add(&sum, x->name, strlen(x->name)), sha256_add(&sum, x->value, x->length);
}

static void keep_sum(const char *path) {
    char hex[65];
    if (!options.sums) return;
    sha256_finish(&sum, hex);
    sums_write(path, hex);
}

static void write_file(const entry *e, const char *path) {
    require_space(e->size, path);
    AUTO_CLOSE int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) fail(errno, "open %s", path);
    if (e->size > 0) keep_record(SPLIT_FILE, path, strlen(path));
    in_content = 1;
    for (unsigned long long left = e->size; left > 0;) {
        uint8_t *piece;
        size_t got = next_bytes(&piece, left < OUT_BYTES ? left : OUT_BYTES);
        if (got == 0) fail(0, "unexpected EOF");
        left -= got;
        if (options.sums) sha256_add(&sum, piece, got);
        for (size_t at = 0; at < got;) {
            ssize_t put = write(fd, piece + at, got - at);
            if (put < 0) fail(errno, "write %s", path);
            at += put;
        }
    }
    in_content = 0;
    file_bytes += e->size;
    skip_padding(e->size);
}

/* The directory that the archive's names begin at, as the chroot has it; empty for its root. */
static char directory[PATH_BYTES];

static int remove_entry(const char *path, const struct stat *s, int type, struct FTW *walk) {
    (void)s, (void)type, (void)walk;
    return remove(path);
}

static void replace_old(const char *path, char type) {
    struct stat s;
    const char *name = path + strlen(directory) + 1, *into = *directory ? directory : "/";
    if (lstat(path, &s) < 0 || (S_ISDIR(s.st_mode) && type == '5')) return;
    if (options.keep_directories && S_ISDIR(s.st_mode)) fail(0, "cannot overwrite directory \"%s\" with non-directory \"%s\"", name, into);
    if (options.keep_directories && type == '5') fail(0, "cannot overwrite non-directory \"%s\" with directory \"%s\"", name, into);
    if (S_ISDIR(s.st_mode) ? nftw(path, remove_entry, 32, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) : remove(path)) fail(errno, "replacing %s", path);
}

/* A directory's time changes with what is put into it, so it is set at the end. */
typedef struct {
    char *path;
    long long mtime;
} directory_time;
static directory_time *directory_times;
static size_t directory_count;

static void note_directory(const char *path, long long mtime) {
    if (directory_count % 256 == 0) directory_times = realloc(directory_times, (directory_count + 256) * sizeof *directory_times);
    directory_times[directory_count++] = (directory_time){strdup(path), mtime};
}

static void set_time(const char *path, long long mtime) {
    struct timespec times[2] = {{.tv_sec = mtime}, {.tv_sec = mtime}};
    utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW);
}

enum { ALL_BITS = 07777, SET_ID = 06000, STICKY = 01000 };

/* Of one letter of a symbolic mode: what it names, for everybody. */
static int bits_of(char letter, int mode, int is_directory) {
    switch (letter) {
    case 'r': return 0444;
    case 'w': return 0222;
    case 'x': return 0111;
    case 'X': return is_directory || mode & 0111 ? 0111 : 0;
    case 's': return SET_ID;
    case 't': return STICKY;
    case 'u': return (mode >> 6 & 7) * 0111;
    case 'g': return (mode >> 3 & 7) * 0111;
    default: return (mode & 7) * 0111;
    }
}

static int bits_of_class(char letter) { return letter == 'u' ? 04700 : letter == 'g' ? 02070 : letter == 'o' ? 01007 : ALL_BITS; }

/* POSIX.1-2017, chmod, without a umask: "u=rwX,go-w" applied to a mode. Who gave the text has checked it. */
static int changed_mode(const char *text, int mode, int is_directory) {
    for (const char *at = text; *at; at += *at == ',') {
        int who = 0;
        for (; strchr("ugoa", *at); at++) who |= bits_of_class(*at);
        while (*at && *at != ',') {
            char operation = *at++;
            int bits = 0;
            for (; *at && !strchr("+-=,", *at); at++) bits |= bits_of(*at, mode, is_directory);
            bits &= who ? who : ALL_BITS;
            if (operation == '=') mode &= ~(who ? who : ALL_BITS);
            mode = operation == '-' ? mode & ~bits : mode | bits;
        }
    }
    return mode;
}

/* A file that is given to somebody loses its set-ID bits, as by chown(2), unless a mode is asked for. */
static int mode_of(const entry *e) {
    int set_id = S_ISUID | (e->mode & S_IXGRP ? S_ISGID : 0);
    if (!options.mode) return options.uid >= 0 && e->type != '5' ? e->mode & ~set_id : e->mode;
    char *end;
    long octal = strtol(options.mode, &end, 8);
    return *end ? changed_mode(options.mode, e->mode, e->type == '5') : octal;
}

static void set_metadata(const entry *e, const char *path) {
    if (lchown(path, options.uid < 0 ? e->uid : options.uid, options.gid < 0 ? e->gid : options.gid) < 0) fail(errno, "chown %s", path);
    if (e->type != '2' && chmod(path, mode_of(e)) < 0) fail(errno, "chmod %s", path);
    for (int i = 0; i < e->xattr_count; i++)
        if (lsetxattr(path, e->xattrs[i].name, e->xattrs[i].value, e->xattrs[i].length, 0) < 0 && errno != ENOTSUP) fail(errno, "xattr of %s", path);
    if (e->type == '5') note_directory(path, e->mtime);
    else set_time(path, e->mtime);
}

/* A name of the archive as a path: without empty and "." components, ".." taken back. One that leaves the directory ends everything. */
static void path_of(const char *name, char path[PATH_BYTES]) {
    size_t base = strlen(directory), length = base;
    memcpy(path, directory, base + 1);
    for (const char *at = name; *at;) {
        size_t part = strcspn(at, "/");
        if (part == 2 && at[0] == '.' && at[1] == '.') {
            if (length == base) fail(0, "invalid entry name \"%s\"", name);
            while (path[--length] != '/') {}
        } else if (part > 0 && !(part == 1 && at[0] == '.')) {
            if (length + part + 2 > PATH_BYTES) fail(ENAMETOOLONG, "%s", name);
            path[length++] = '/';
            memcpy(path + length, at, part);
            length += part;
        }
        path[length] = 0;
        at += part + (at[part] == '/');
    }
    if (length == 0) strcpy(path, "/");
}

static void make_entry(entry *e) {
    char path[PATH_BYTES], link[PATH_BYTES];
    path_of(e->path, path);
    int is_root = !strcmp(path, *directory ? directory : "/");
    if (is_root && e->type != '5') fail(0, "cannot overwrite directory \"%s\"", path);
    if (options.sums) start_sum(e);
    /* A directory that is there stays as it is when things are put into it. */
    if (is_root && options.into) return keep_sum(".");
    if (!is_root) {
        make_parents(path);
        if (!options.into && make_whiteout(path)) return skip((e->size + BLOCK - 1) / BLOCK * BLOCK);
        replace_old(path, e->type);
    }
    switch (e->type) {
    case '5':
        if (mkdir(path, 0755) < 0 && errno != EEXIST) fail(errno, "mkdir %s", path);
        break;
    case '0':
    case '7':
        write_file(e, path);
        break;
    case '1':
        path_of(e->link, link);
        if (linkat(AT_FDCWD, link, AT_FDCWD, path, 0) < 0) fail(errno, "link %s", path);
        break;
    case '2':
        if (symlink(e->link, path) < 0) fail(errno, "symlink %s", path);
        break;
    case '3':
    case '4':
        if (options.no_devices) fail(0, "the device \"%s\" in the layer is refused", e->path);
        __attribute__((fallthrough));
    case '6':
        if (mknod(path, e->mode | (e->type == '3' ? S_IFCHR : e->type == '4' ? S_IFBLK : S_IFIFO), makedev(e->major, e->minor)) < 0) fail(errno, "mknod %s", path);
        break;
    default:
        fail(0, "unhandled tar header type %c", e->type);
    }
    keep_sum(path + strlen(directory) + 1);
    if (e->type != '1') set_metadata(e, path);
}

static void read_options(int argc, char **argv) {
    for (int i = 2; i < argc; i++) {
        if (!strncmp(argv[i], "into=", 5)) options.into = argv[i] + 5;
        else if (!strncmp(argv[i], "split=", 6)) options.split = argv[i] + 6;
        else if (!strncmp(argv[i], "sums=", 5)) options.sums = argv[i] + 5;
        else if (!strncmp(argv[i], "uid=", 4)) options.uid = atol(argv[i] + 4);
        else if (!strncmp(argv[i], "gid=", 4)) options.gid = atol(argv[i] + 4);
        else if (!strncmp(argv[i], "mode=", 5)) options.mode = argv[i] + 5;
        else if (!strcmp(argv[i], "keep-directories")) options.keep_directories = 1;
        else if (!strcmp(argv[i], "no-devices")) options.no_devices = 1;
        else if (!strcmp(argv[i], "probe")) options.probe = 1;
    }
}

int unpack_main(int argc, char **argv) {
    static entry e;
    if (argc < 2) fail(0, "usage: unpack DIR [option…]");
    read_options(argc, argv);
    if (options.split && !(split = gzopen(options.split, "wb1"))) fail(errno, "%s", options.split);
    if (options.sums && sums_open(options.sums) < 0) fail(errno, "%s", options.sums);
    if (chroot(argv[1]) < 0 || chdir("/") < 0) fail(errno, "chroot %s", argv[1]);
    if (options.into && (chdir(options.into) < 0 || !getcwd(directory, sizeof directory))) fail(errno, "chdir %s", options.into);
    if (!strcmp(directory, "/")) *directory = 0;
    umask(0);
    sha256_start(&blob_hash), sha256_start(&tar_hash);
    detect_form();
    if (options.probe) {
        printf("{\"isArchive\":%s}\n", next_entry(&e) ? "true" : "false");
        return 0;
    }
    while (next_entry(&e)) make_entry(&e);
    for (size_t i = 0; i < directory_count; i++) set_time(directory_times[i].path, directory_times[i].mtime);
    for (uint8_t *rest; next_bytes(&rest, OUT_BYTES);) {}
    if (split && gzclose(split) != Z_OK) fail(ENOSPC, "%s", options.split);
    if (options.sums) {
        if (sums_close() < 0) fail(ENOSPC, "%s", options.sums);
        printf("{\"unpackedSize\":%llu}\n", file_bytes);
        return 0;
    }
    char hex[65], diff_id[65];
    sha256_finish(&blob_hash, hex), sha256_finish(&tar_hash, diff_id);
    printf("{\"digest\":\"sha256:%s\",\"diffId\":\"sha256:%s\",\"size\":%llu,\"tarSize\":%llu,\"unpackedSize\":%llu}\n", hex, diff_id, blob_bytes, tar_bytes, file_bytes);
    return 0;
}
