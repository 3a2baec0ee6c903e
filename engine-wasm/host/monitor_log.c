#include "monitor_log.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* A line longer than this is written in pieces, as Docker does. */
enum { LINE_BYTES = 16384, OUT_BYTES = 131072 };

static int log_fd = -1, log_files;
static char log_path[512];
static long long log_bytes, log_limit;
static char line[2][LINE_BYTES];
static size_t line_length[2];
static char out[OUT_BYTES];
static size_t out_length;

static void open_file(void) {
    struct stat s;
    log_fd = open(log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    log_bytes = log_fd >= 0 && fstat(log_fd, &s) == 0 ? s.st_size : 0;
}

void log_open(const char *path, long long max_bytes, int max_files) {
    snprintf(log_path, sizeof log_path, "%s", path);
    log_limit = max_bytes, log_files = max_files;
    if (*path) open_file();
}

static void numbered(char name[600], int number) {
    snprintf(name, 600, number ? "%s.%d" : "%s", log_path, number);
}

/* A reader that follows sees a new file under the name; the old one stays readable to who has it open. */
static void rotate(void) {
    char from[600], to[600];
    close(log_fd);
    if (log_files == 1) unlink(log_path);
    for (int number = log_files - 1; number > 0; number--) {
        numbered(from, number - 1), numbered(to, number);
        rename(from, to);
    }
    open_file();
}

static void flush(void) {
    if (log_bytes > 0 && log_bytes + (long long)out_length > log_limit) rotate();
    log_bytes += out_length;
    for (size_t at = 0; at < out_length;) {
        ssize_t put = write(log_fd, out + at, out_length - at);
        if (put <= 0) break;
        at += put;
    }
    out_length = 0;
}

static void put(const char *text, size_t length) {
    memcpy(out + out_length, text, length);
    out_length += length;
}

/* Length of the valid UTF-8 sequence at `s`, 0 when there is none. */
static int sequence(const unsigned char *s, size_t left) {
    int length = *s < 0x80 ? 1 : *s >= 0xc2 && *s < 0xe0 ? 2 : *s >= 0xe0 && *s < 0xf0 ? 3 : *s >= 0xf0 && *s < 0xf5 ? 4 : 0;
    if (!length || (size_t)length > left) return 0;
    for (int i = 1; i < length; i++)
        if ((s[i] & 0xc0) != 0x80) return 0;
    return length;
}

static void put_json(const char *text, size_t length) {
    const unsigned char *s = (const unsigned char *)text;
    for (size_t i = 0; i < length;) {
        char escaped[8];
        int size = sequence(s + i, length - i);
        if (size == 1 && (s[i] < 0x20 || s[i] == '"' || s[i] == '\\' || s[i] == 0x7f)) {
            const char *names = "\nn\rr\tt\"\"\\\\", *found = NULL;
            for (const char *n = names; *n; n += 2)
                if (*n == (char)s[i]) found = n;
            put(escaped, found ? sprintf(escaped, "\\%c", found[1]) : sprintf(escaped, "\\u%04x", s[i]));
        } else if (size) {
            put((const char *)s + i, size);
        } else {
            put("\\ufffd", 6);
        }
        i += size ? size : 1;
    }
}

static void write_line(int is_stderr, const char *stamp) {
    if (out_length + 6 * line_length[is_stderr] + 128 > OUT_BYTES) flush();
    put("{\"log\":\"", 8);
    put_json(line[is_stderr], line_length[is_stderr]);
    const char *tail = is_stderr ? "\",\"stream\":\"stderr\",\"time\":\"" : "\",\"stream\":\"stdout\",\"time\":\"";
    put(tail, strlen(tail));
    put(stamp, strlen(stamp));
    put("\"}\n", 3);
    line_length[is_stderr] = 0;
}

static void now(char stamp[48]) {
    struct timespec time;
    struct tm parts;
    clock_gettime(CLOCK_REALTIME, &time);
    gmtime_r(&time.tv_sec, &parts);
    size_t length = strftime(stamp, 32, "%Y-%m-%dT%H:%M:%S", &parts);
    sprintf(stamp + length, ".%09ldZ", time.tv_nsec);
}

void log_add(int is_stderr, const char *data, size_t length) {
    if (log_fd < 0) return;
    char stamp[48];
    now(stamp);
    while (length > 0) {
        const char *newline = memchr(data, '\n', length);
        size_t piece = newline ? (size_t)(newline - data) + 1 : length, room = LINE_BYTES - line_length[is_stderr];
        if (piece > room) piece = room, newline = NULL;
        memcpy(line[is_stderr] + line_length[is_stderr], data, piece);
        line_length[is_stderr] += piece;
        if (newline || line_length[is_stderr] == LINE_BYTES) write_line(is_stderr, stamp);
        data += piece, length -= piece;
    }
    flush();
}

void log_finish(void) {
    if (log_fd < 0) return;
    char stamp[48];
    now(stamp);
    for (int i = 0; i < 2; i++)
        if (line_length[i]) write_line(i, stamp);
    flush();
}
