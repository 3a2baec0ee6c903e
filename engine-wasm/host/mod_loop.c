/* The event loop: readiness, timers, signals, children, and pumps that move bytes without JavaScript. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "host.h"

enum { MAX_FDS = 4096, MAX_SIGNALS = 65, PUMP_BYTES = 65536 };

typedef struct pump {
    int from, to;
    double limit, moved;
    size_t start, end;
    JSValue done;
    uint8_t buffer[PUMP_BYTES];
} pump;

/* What a descriptor is watched for: callbacks, or a pump that owns it. */
typedef struct {
    JSValue readable, writable;
    pump *pump;
    int has_readable, has_writable;
    uint32_t registered;
} watch;

typedef struct timer {
    int id;
    double due;
    JSValue callback;
    struct timer *next;
} timer;

static watch watches[MAX_FDS];
static int watch_count, epoll_fd = -1, signal_pipe[2] = {-1, -1};
static timer *timers;
static JSValue signal_handlers[MAX_SIGNALS], child_handler;
static int signal_handled[MAX_SIGNALS], child_handled;

static double monotonic_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static void update(int fd) {
    if (epoll_fd < 0) epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    watch *w = &watches[fd];
    uint32_t wanted = 0;
    if (w->has_readable) wanted |= EPOLLIN;
    if (w->has_writable) wanted |= EPOLLOUT;
    if (w->pump) wanted |= w->pump->from == fd ? (w->pump->start == w->pump->end ? EPOLLIN : 0) : (w->pump->start < w->pump->end ? EPOLLOUT : 0);
    if (wanted == w->registered) return;
    struct epoll_event event = {.events = wanted, .data.fd = fd};
    epoll_ctl(epoll_fd, !w->registered ? EPOLL_CTL_ADD : wanted ? EPOLL_CTL_MOD : EPOLL_CTL_DEL, fd, &event);
    watch_count += (wanted != 0) - (w->registered != 0);
    w->registered = wanted;
}

static void set_callback(JSContext *ctx, JSValue *slot, int *has, JSValueConst callback) {
    if (*has) JS_FreeValue(ctx, *slot);
    *has = JS_IsFunction(ctx, callback);
    if (*has) *slot = JS_DupValue(ctx, callback);
}

FUNCTION(js_on_readable) {
    int fd = int_of(ctx, argv[0]);
    set_callback(ctx, &watches[fd].readable, &watches[fd].has_readable, argv[1]);
    update(fd);
    return JS_UNDEFINED;
}

FUNCTION(js_on_writable) {
    int fd = int_of(ctx, argv[0]);
    set_callback(ctx, &watches[fd].writable, &watches[fd].has_writable, argv[1]);
    update(fd);
    return JS_UNDEFINED;
}

static void call(JSContext *ctx, JSValueConst function, int argc, JSValueConst *argv) {
    JSValue held = JS_DupValue(ctx, function);
    JSValue result = JS_Call(ctx, held, JS_UNDEFINED, argc, argv);
    if (JS_IsException(result)) {
        report_exception(ctx);
        _exit(70);
    }
    JS_FreeValue(ctx, result);
    JS_FreeValue(ctx, held);
}

static void finish_pump(JSContext *ctx, pump *p, int error) {
    watches[p->from].pump = watches[p->to].pump = NULL;
    update(p->from), update(p->to);
    JSValue args[2] = {JS_NewFloat64(ctx, p->moved), JS_NewInt32(ctx, error)};
    call(ctx, p->done, 2, args);
    JS_FreeValue(ctx, p->done);
    free(p);
}

/* Moves what can be moved now. */
static void run_pump(JSContext *ctx, pump *p) {
    if (p->start == p->end) {
        size_t room = p->limit - p->moved < PUMP_BYTES ? p->limit - p->moved : PUMP_BYTES;
        ssize_t got = room ? read(p->from, p->buffer, room) : 0;
        if (got < 0 && errno == EAGAIN) return;
        if (got <= 0) return finish_pump(ctx, p, got < 0 ? errno : 0);
        p->start = 0, p->end = got;
    }
    ssize_t put = write(p->to, p->buffer + p->start, p->end - p->start);
    if (put < 0 && errno != EAGAIN) return finish_pump(ctx, p, errno);
    if (put > 0) p->start += put, p->moved += put;
    if (p->start == p->end && p->moved >= p->limit) return finish_pump(ctx, p, 0);
    update(p->from), update(p->to);
}

FUNCTION(js_pump) {
    pump *p = calloc(1, sizeof *p);
    p->from = int_of(ctx, argv[0]), p->to = int_of(ctx, argv[1]);
    JS_ToFloat64(ctx, &p->limit, argv[2]);
    p->done = JS_DupValue(ctx, argv[3]);
    watches[p->from].pump = watches[p->to].pump = p;
    update(p->from), update(p->to);
    return JS_UNDEFINED;
}

static void note_signal(int number) {
    int saved = errno;
    uint8_t byte = number;
    if (write(signal_pipe[1], &byte, 1) < 0) {}
    errno = saved;
}

static void catch_signal(int number) {
    if (signal_pipe[0] < 0 && pipe2(signal_pipe, O_CLOEXEC | O_NONBLOCK) == 0) {
        if (epoll_fd < 0) epoll_fd = epoll_create1(EPOLL_CLOEXEC);
        struct epoll_event event = {.events = EPOLLIN, .data.fd = signal_pipe[0]};
        epoll_ctl(epoll_fd, EPOLL_CTL_ADD, signal_pipe[0], &event);
    }
    struct sigaction action = {.sa_handler = note_signal, .sa_flags = SA_RESTART | SA_NOCLDSTOP};
    sigaction(number, &action, NULL);
}

FUNCTION(js_on_signal) {
    int number = int_of(ctx, argv[0]);
    set_callback(ctx, &signal_handlers[number], &signal_handled[number], argv[1]);
    if (signal_handled[number]) catch_signal(number);
    else signal(number, SIG_DFL);
    return JS_UNDEFINED;
}

/* One handler for all children: (pid, exit code or 128 + signal). */
FUNCTION(js_on_child) {
    set_callback(ctx, &child_handler, &child_handled, argv[0]);
    catch_signal(SIGCHLD);
    return JS_UNDEFINED;
}

static void reap(JSContext *ctx) {
    int status;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
        if (!child_handled) continue;
        int code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
        JSValue args[2] = {JS_NewInt32(ctx, pid), JS_NewInt32(ctx, code)};
        call(ctx, child_handler, 2, args);
    }
}

static void take_signals(JSContext *ctx) {
    uint8_t numbers[64];
    ssize_t got = read(signal_pipe[0], numbers, sizeof numbers);
    for (ssize_t i = 0; i < got; i++) {
        if (numbers[i] == SIGCHLD) reap(ctx);
        if (signal_handled[numbers[i]]) call(ctx, signal_handlers[numbers[i]], 0, NULL);
    }
}

JSValue js_set_timeout(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv) {
    static int last_id;
    double ms = 0;
    JS_ToFloat64(ctx, &ms, argv[1]);
    timer *t = malloc(sizeof *t);
    *t = (timer){++last_id, monotonic_ms() + (ms > 0 ? ms : 0), JS_DupValue(ctx, argv[0]), NULL};
    timer **at = &timers;
    while (*at && (*at)->due <= t->due) at = &(*at)->next;
    t->next = *at, *at = t;
    return JS_NewInt32(ctx, t->id);
}

JSValue js_clear_timeout(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv) {
    if (!JS_IsNumber(argv[0])) return JS_UNDEFINED;
    int id = int_of(ctx, argv[0]);
    for (timer **at = &timers; *at; at = &(*at)->next) {
        if ((*at)->id != id) continue;
        timer *t = *at;
        *at = t->next;
        JS_FreeValue(ctx, t->callback);
        free(t);
        break;
    }
    return JS_UNDEFINED;
}

static void run_jobs(JSContext *ctx) {
    JSContext *job_ctx;
    for (int ran; (ran = JS_ExecutePendingJob(JS_GetRuntime(ctx), &job_ctx)) != 0;) {
        if (ran > 0) continue;
        report_exception(job_ctx);
        _exit(70);
    }
    if (throw_unhandled_rejection(ctx)) {
        report_exception(ctx);
        _exit(70);
    }
}

static void run_timers(JSContext *ctx) {
    double now = monotonic_ms();
    while (timers && timers->due <= now) {
        timer *t = timers;
        timers = t->next;
        call(ctx, t->callback, 0, NULL);
        JS_FreeValue(ctx, t->callback);
        free(t);
        run_jobs(ctx);
    }
}

static void dispatch(JSContext *ctx, const struct epoll_event *event) {
    int fd = event->data.fd;
    watch *w = &watches[fd];
    uint32_t ended = event->events & (EPOLLERR | EPOLLHUP);
    if (fd == signal_pipe[0]) return take_signals(ctx);
    if (w->pump) return run_pump(ctx, w->pump);
    if (w->has_readable && event->events & (EPOLLIN | ended)) call(ctx, w->readable, 0, NULL);
    run_jobs(ctx);
    if (w->has_writable && event->events & (EPOLLOUT | ended)) call(ctx, w->writable, 0, NULL);
}

int run_loop(JSContext *ctx) {
    for (;;) {
        run_jobs(ctx);
        run_timers(ctx);
        if (watch_count == 0 && !timers && !child_handled) return 0;
        double wait = timers ? timers->due - monotonic_ms() : -1;
        struct epoll_event events[32];
        int count = epoll_wait(epoll_fd, events, 32, !timers ? -1 : wait <= 0 ? 0 : (int)wait + 1);
        for (int i = 0; i < count; i++) {
            dispatch(ctx, &events[i]);
            run_jobs(ctx);
        }
    }
}

static const JSCFunctionListEntry exports[] = {
    JS_CFUNC_DEF("onReadable", 2, js_on_readable), JS_CFUNC_DEF("onWritable", 2, js_on_writable), JS_CFUNC_DEF("pump", 4, js_pump),
    JS_CFUNC_DEF("onSignal", 2, js_on_signal),     JS_CFUNC_DEF("onChild", 1, js_on_child),
};
const native_module mod_loop = {"native:loop", exports, sizeof exports / sizeof *exports};
