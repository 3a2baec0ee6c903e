/* Terminals and pseudo terminals. */
#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include "host.h"

FUNCTION(js_is_terminal) {
    return JS_NewBool(ctx, isatty(int_of(ctx, argv[0])));
}

FUNCTION(js_open_pty) {
    struct winsize size = {.ws_row = int_of(ctx, argv[0]), .ws_col = int_of(ctx, argv[1])};
    int master, slave;
    if (openpty(&master, &slave, NULL, NULL, &size) < 0) return throw_errno(ctx, "openpty", errno, NULL);
    fcntl(master, F_SETFD, FD_CLOEXEC), fcntl(slave, F_SETFD, FD_CLOEXEC);
    fcntl(master, F_SETFL, O_NONBLOCK);
    JSValue pair = JS_NewObject(ctx);
    JS_SetPropertyStr(ctx, pair, "master", JS_NewInt32(ctx, master));
    JS_SetPropertyStr(ctx, pair, "slave", JS_NewInt32(ctx, slave));
    return pair;
}

FUNCTION(js_size) {
    struct winsize size = {0};
    ioctl(int_of(ctx, argv[0]), TIOCGWINSZ, &size);
    JSValue object = JS_NewObject(ctx);
    JS_SetPropertyStr(ctx, object, "rows", JS_NewInt32(ctx, size.ws_row));
    JS_SetPropertyStr(ctx, object, "columns", JS_NewInt32(ctx, size.ws_col));
    return object;
}

FUNCTION(js_resize) {
    struct winsize size = {.ws_row = int_of(ctx, argv[1]), .ws_col = int_of(ctx, argv[2])};
    ioctl(int_of(ctx, argv[0]), TIOCSWINSZ, &size);
    return JS_UNDEFINED;
}

/* Returns the settings before, for `restore`. */
FUNCTION(js_make_raw) {
    int fd = int_of(ctx, argv[0]);
    struct termios before, raw;
    if (tcgetattr(fd, &before) < 0) return throw_errno(ctx, "tcgetattr", errno, NULL);
    raw = before;
    cfmakeraw(&raw);
    tcsetattr(fd, TCSADRAIN, &raw);
    return new_bytes(ctx, &before, sizeof before);
}

FUNCTION(js_restore) {
    size_t length;
    uint8_t *before = bytes_of(ctx, argv[1], &length);
    if (before && length == sizeof(struct termios)) tcsetattr(int_of(ctx, argv[0]), TCSADRAIN, (struct termios *)before);
    return JS_UNDEFINED;
}

static const JSCFunctionListEntry exports[] = {
    JS_CFUNC_DEF("isTerminal", 1, js_is_terminal), JS_CFUNC_DEF("openPty", 2, js_open_pty),   JS_CFUNC_DEF("size", 1, js_size),
    JS_CFUNC_DEF("resize", 3, js_resize),          JS_CFUNC_DEF("makeRaw", 1, js_make_raw), JS_CFUNC_DEF("restore", 2, js_restore),
};
const native_module mod_terminal = {"native:terminal", exports, sizeof exports / sizeof *exports};
