/* Clocks, and the random pool that a restored snapshot shares with its copies. */
#include <errno.h>
#include <fcntl.h>
#include <linux/random.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>
#include "host.h"

static JSValue read_clock(JSContext *ctx, clockid_t id) {
    struct timespec now;
    clock_gettime(id, &now);
    return JS_NewFloat64(ctx, now.tv_sec * 1e3 + now.tv_nsec / 1e6);
}

FUNCTION(js_now) {
    return read_clock(ctx, CLOCK_REALTIME);
}

FUNCTION(js_monotonic) {
    return read_clock(ctx, CLOCK_MONOTONIC);
}

FUNCTION(js_timestamp) {
    struct timespec now;
    struct tm parts;
    char text[32], whole[48];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &parts);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
    snprintf(whole, sizeof whole, "%s.%09ldZ", text, now.tv_nsec);
    return JS_NewString(ctx, whole);
}

FUNCTION(js_set) {
    double ms;
    JS_ToFloat64(ctx, &ms, argv[0]);
    struct timespec time = {(time_t)(ms / 1e3), (long)((ms - (double)(time_t)(ms / 1e3) * 1e3) * 1e6)};
    return clock_settime(CLOCK_REALTIME, &time) < 0 ? throw_errno(ctx, "clock_settime", errno, NULL) : JS_UNDEFINED;
}

FUNCTION(js_add_entropy) {
    size_t length;
    uint8_t *bytes = bytes_of(ctx, argv[0], &length);
    if (!bytes) return JS_EXCEPTION;
    struct {
        struct rand_pool_info info;
        uint8_t bytes[256];
    } pool = {.info = {.entropy_count = 8 * (int)(length < 256 ? length : 256), .buf_size = (int)(length < 256 ? length : 256)}};
    memcpy(pool.info.buf, bytes, pool.info.buf_size);
    AUTO_CLOSE int fd = open("/dev/urandom", O_WRONLY | O_CLOEXEC);
    if (fd < 0 || ioctl(fd, RNDADDENTROPY, &pool) < 0 || ioctl(fd, RNDRESEEDCRNG) < 0) return throw_errno(ctx, "random", errno, NULL);
    return JS_UNDEFINED;
}

static const JSCFunctionListEntry exports[] = {
    JS_CFUNC_DEF("now", 0, js_now), JS_CFUNC_DEF("monotonic", 0, js_monotonic),     JS_CFUNC_DEF("timestamp", 0, js_timestamp),
    JS_CFUNC_DEF("set", 1, js_set), JS_CFUNC_DEF("addEntropy", 1, js_add_entropy),
};
const native_module mod_clock = {"native:clock", exports, sizeof exports / sizeof *exports};
