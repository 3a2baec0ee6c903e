/* A json-file log, decoded, to standard output; see sys/programs.ts. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "host.h"

enum { LINE_BYTES = 1 << 18 };

static int follow, timestamps, want[2], framed;
static long long tail = -1;
static double since, until;
static const char *log_path, *end_path;
static char out[65536];
static size_t out_length;

static void flush(void) {
    for (size_t at = 0; at < out_length;) {
        ssize_t put = write(1, out + at, out_length - at);
        if (put < 0 && errno == EAGAIN) {
            struct pollfd ready = {1, POLLOUT, 0};
            poll(&ready, 1, -1);
        } else if (put < 0) {
            _exit(0);
        } else {
            at += put;
        }
    }
    out_length = 0;
}

static void put(const char *data, size_t length) {
    while (length > 0) {
        if (out_length == sizeof out) flush();
        size_t piece = sizeof out - out_length < length ? sizeof out - out_length : length;
        memcpy(out + out_length, data, piece);
        out_length += piece, data += piece, length -= piece;
    }
}

/* Decodes a JSON string in place, from behind its opening quote; returns the length, and where it ended. */
static size_t decode(char *text, char **end) {
    char *to = text, *at = text;
    for (; *at && *at != '"'; at++) {
        if (*at != '\\') {
            *to++ = *at;
            continue;
        }
        at++;
        if (*at == 'u') {
            char hex[5] = {0};
            strncpy(hex, at + 1, 4);
            unsigned code = strtoul(hex, NULL, 16);
            if (code < 0x80) *to++ = code;
            else if (code < 0x800) *to++ = 0xc0 | code >> 6, *to++ = 0x80 | (code & 63);
            else *to++ = 0xe0 | code >> 12, *to++ = 0x80 | (code >> 6 & 63), *to++ = 0x80 | (code & 63);
            at += 4;
        } else {
            *to++ = *at == 'n' ? '\n' : *at == 'r' ? '\r' : *at == 't' ? '\t' : *at;
        }
    }
    *end = at;
    return to - text;
}

static double seconds_of(const char *stamp) {
    struct tm parts = {0};
    double fraction = 0;
    const char *rest = strptime(stamp, "%Y-%m-%dT%H:%M:%S", &parts);
    if (rest && *rest == '.') fraction = strtod(rest, NULL);
    return timegm(&parts) + fraction;
}

static void show(char *line) {
    char *log = strstr(line, "{\"log\":\""), *rest;
    if (!log) return;
    log += 8;
    size_t length = decode(log, &rest);
    int is_stderr = strstr(rest + 1, "\"stream\":\"stderr\"") != NULL;
    char *stamp = strstr(rest + 1, "\"time\":\"");
    if (!stamp || !want[is_stderr]) return;
    stamp += 8;
    size_t stamp_length = strcspn(stamp, "\"");
    double when = since || until ? seconds_of(stamp) : 0;
    if ((since && when < since) || (until && when > until)) return;
    size_t whole = length + (timestamps ? stamp_length + 1 : 0);
    unsigned char header[8] = {is_stderr ? 2 : 1, 0, 0, 0, whole >> 24, whole >> 16, whole >> 8, whole};
    if (framed) put((char *)header, sizeof header);
    if (timestamps) put(stamp, stamp_length), put(" ", 1);
    put(log, length);
}

/* Where the last `*lines` lines begin; what a file has fewer of is left in `*lines`. */
static off_t tail_offset(int fd, long long *lines) {
    off_t at = lseek(fd, 0, SEEK_END);
    long long newlines = 0;
    char block[65536];
    while (at > 0) {
        size_t length = at < (off_t)sizeof block ? at : sizeof block;
        at -= length;
        if (pread(fd, block, length, at) != (ssize_t)length) return 0;
        for (size_t i = length; i-- > 0;) {
            if (block[i] != '\n' || newlines++ < *lines) continue;
            *lines = 0;
            return at + i + 1;
        }
    }
    *lines -= newlines;
    return 0;
}

/* Shows what has come since the last call, up to the last whole line. */
static void show_new(FILE *file) {
    static char line[LINE_BYTES];
    for (;;) {
        off_t before = ftello(file);
        if (!fgets(line, sizeof line, file)) break;
        if (!strchr(line, '\n')) {
            fseeko(file, before, SEEK_SET);
            break;
        }
        show(line);
    }
    clearerr(file);
    flush();
}

static FILE *open_numbered(int number) {
    char name[4096];
    snprintf(name, sizeof name, number ? "%s.%d" : "%s", log_path, number);
    return fopen(name, "re");
}

/* Rotated files from the oldest on, then the one that is being written, which is returned open at its end. */
static FILE *show_all(void) {
    enum { MOST_FILES = 1000 };
    static FILE *files[MOST_FILES];
    int count = 0;
    long long lines = tail;
    while (count < MOST_FILES && (files[count] = open_numbered(count))) {
        if (tail >= 0) fseeko(files[count], tail_offset(fileno(files[count]), &lines), SEEK_SET);
        count++;
        if (tail >= 0 && lines == 0) break;
    }
    for (int i = count - 1; i > 0; i--) {
        show_new(files[i]);
        fclose(files[i]);
    }
    if (count) show_new(files[0]);
    return count ? files[0] : NULL;
}

/* Whether the name belongs to another file by now. */
static int was_rotated(FILE *file) {
    struct stat open, named;
    return fstat(fileno(file), &open) == 0 && stat(log_path, &named) == 0 && open.st_ino != named.st_ino;
}

/* Until the process has ended or the client has gone. */
static void follow_file(FILE *file) {
    AUTO_CLOSE int events = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    char directory[4096];
    inotify_add_watch(events, log_path, IN_MODIFY | IN_MOVE_SELF | IN_DELETE_SELF);
    snprintf(directory, sizeof directory, "%.*s", (int)(strrchr(end_path, '/') - end_path), end_path);
    inotify_add_watch(events, directory, IN_CREATE | IN_MOVED_TO | IN_DELETE_SELF);
    for (;;) {
        int ended = access(end_path, F_OK) == 0 || access(directory, F_OK) != 0;
        int rotated = was_rotated(file);
        show_new(file);
        if (rotated) {
            FILE *next = freopen(log_path, "re", file);
            if (!next) return;
            file = next;
            inotify_add_watch(events, log_path, IN_MODIFY | IN_MOVE_SELF | IN_DELETE_SELF);
            continue;
        }
        if (ended) return;
        struct pollfd wait[2] = {{events, POLLIN, 0}, {1, POLLHUP | POLLERR | POLLRDHUP, 0}};
        poll(wait, 2, -1);
        if (wait[1].revents) return;
        char drained[4096];
        while (read(events, drained, sizeof drained) > 0) {}
    }
}

static void read_option(const char *text) {
    const char *value = strchr(text, '=');
    if (!value) return;
    value++;
    if (!strncmp(text, "follow=", 7)) follow = atoi(value);
    else if (!strncmp(text, "tail=", 5)) tail = strcmp(value, "all") ? atoll(value) : -1;
    else if (!strncmp(text, "since=", 6)) since = atof(value);
    else if (!strncmp(text, "until=", 6)) until = atof(value);
    else if (!strncmp(text, "timestamps=", 11)) timestamps = atoi(value);
    else if (!strncmp(text, "stdout=", 7)) want[0] = atoi(value);
    else if (!strncmp(text, "stderr=", 7)) want[1] = atoi(value);
    else if (!strncmp(text, "framed=", 7)) framed = atoi(value);
    else if (!strncmp(text, "end=", 4)) end_path = value;
}

int logs_main(int argc, char **argv) {
    if (argc < 2) return 2;
    for (int i = 2; i < argc; i++) read_option(argv[i]);
    log_path = argv[1];
    FILE *file = show_all();
    if (!file) return 1;
    if (follow && end_path) follow_file(file);
    return 0;
}
