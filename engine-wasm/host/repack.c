/* A layer's archive as it came, byte by byte: from what `unpack` kept of it and the layer's files. See sys/programs.ts. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include "host.h"
#include "tar.h"

enum { PIECE_BYTES = 65536, PATH_BYTES = 4096, RESULT = 3 };

static uint8_t piece[PIECE_BYTES], zipped[PIECE_BYTES];
static z_stream zip;
static int zips;
static sha256 blob_hash, tar_hash;
static unsigned long long blob_bytes, tar_bytes;

static __attribute__((noreturn)) void fail(int error, const char *what) {
    const char *strerrorname_np(int);
    char text[PATH_BYTES + 128];
    snprintf(text, sizeof text, "%s: %s", what, strerror(error));
    dprintf(RESULT, "{\"error\":");
    print_json_string(RESULT, text);
    dprintf(RESULT, ",\"errno\":\"%s\"}\n", strerrorname_np(error));
    _exit(1);
}

static void put_blob(const uint8_t *data, size_t length) {
    if (zips) sha256_add(&blob_hash, data, length);
    blob_bytes += length;
    while (length > 0) {
        ssize_t put = write(1, data, length);
        if (put < 0) fail(errno, "writing the archive");
        data += put, length -= put;
    }
}

static void put_zipped(const uint8_t *data, size_t length, int flush) {
    zip.next_in = (uint8_t *)data, zip.avail_in = length;
    do {
        zip.next_out = zipped, zip.avail_out = PIECE_BYTES;
        deflate(&zip, flush);
        put_blob(zipped, PIECE_BYTES - zip.avail_out);
    } while (zip.avail_out == 0);
}

static void put(const uint8_t *data, size_t length) {
    if (zips) sha256_add(&tar_hash, data, length);
    tar_bytes += length;
    if (zips) put_zipped(data, length, Z_NO_FLUSH);
    else put_blob(data, length);
}

static void put_file(const char *path) {
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) fail(errno, path);
    for (ssize_t got; (got = read(fd, piece, PIECE_BYTES)) != 0;) {
        if (got < 0) fail(errno, path);
        put(piece, got);
    }
}

static void read_exactly(gzFile split, void *into, size_t length) {
    if (gzread(split, into, length) != (int)length) fail(EIO, "the layer's record");
}

static void put_raw(gzFile split, size_t left) {
    for (size_t now; left > 0; left -= now) {
        now = left < PIECE_BYTES ? left : PIECE_BYTES;
        read_exactly(split, piece, now);
        put(piece, now);
    }
}

int repack_main(int argc, char **argv) {
    if (argc < 3) fail(EINVAL, "usage: repack SPLIT DIR [gzip]");
    gzFile split = gzopen(argv[1], "rb");
    if (!split) fail(errno, argv[1]);
    zips = argc > 3 && !strcmp(argv[3], "gzip");
    if (zips && deflateInit2(&zip, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) fail(ENOMEM, "zlib");
    if (chroot(argv[2]) < 0 || chdir("/") < 0) fail(errno, argv[2]);
    sha256_start(&blob_hash), sha256_start(&tar_hash);
    for (int type; (type = gzgetc(split)) >= 0;) {
        uint32_t length;
        char path[PATH_BYTES];
        read_exactly(split, &length, sizeof length);
        if (type == SPLIT_RAW) {
            put_raw(split, length);
            continue;
        }
        if (length >= PATH_BYTES) fail(ENAMETOOLONG, argv[1]);
        read_exactly(split, path, length);
        path[length] = 0;
        put_file(path);
    }
    if (!zips) {
        dprintf(RESULT, "{\"size\":%llu}\n", blob_bytes);
        return 0;
    }
    put_zipped(NULL, 0, Z_FINISH);
    char digest[65], diff_id[65];
    sha256_finish(&blob_hash, digest), sha256_finish(&tar_hash, diff_id);
    dprintf(RESULT, "{\"digest\":\"sha256:%s\",\"diffId\":\"sha256:%s\",\"size\":%llu,\"tarSize\":%llu}\n", digest, diff_id, blob_bytes, tar_bytes);
    return 0;
}
