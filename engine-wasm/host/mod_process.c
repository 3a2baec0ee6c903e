/* Processes and signals. Children's ends and signals reach JavaScript through the loop (mod_loop.c). */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "devices.h"
#include "host.h"

int program_argc;
char **program_argv;
extern char **environ;

FUNCTION(js_argv) {
    JSValue list = JS_NewArray(ctx);
    for (int i = 0; i < program_argc; i++) JS_SetPropertyUint32(ctx, list, i, JS_NewString(ctx, program_argv[i]));
    return list;
}

FUNCTION(js_env) {
    JSValue list = JS_NewArray(ctx);
    for (int i = 0; environ[i]; i++) JS_SetPropertyUint32(ctx, list, i, JS_NewString(ctx, environ[i]));
    return list;
}

typedef struct {
    char *path, **argv, **env, *cwd;
    int stdio[16], stdio_count;
    int setsid, terminal;
} spawn_request;

/* In the vforked child: only async-signal-safe calls, and the parent's memory is ours. */
static __attribute__((noinline)) void become(const spawn_request *request) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    if (request->setsid || request->terminal) setsid();
    int high[16];
    for (int i = 0; i < request->stdio_count; i++) {
        int fd = request->stdio[i];
        if (fd < 0) fd = open("/dev/null", O_RDWR);
        high[i] = fcntl(fd, F_DUPFD_CLOEXEC, 64);
    }
    for (int i = 0; i < request->stdio_count; i++) dup2(high[i], i);
    if (request->terminal) ioctl(0, TIOCSCTTY, 0);
    if (request->cwd && chdir(request->cwd)) _exit(126);
    execve(request->path, request->argv, request->env ? request->env : environ);
}

/* In a frame of its own: the child shares it, and must not leave traces in its caller's. -1 with errno set when the exec failed. */
static __attribute__((noinline)) pid_t start(const spawn_request *request) {
    volatile int exec_error = 0;
    volatile pid_t pid = vfork();
    if (pid == 0) {
        become(request);
        exec_error = errno;
        _exit(127);
    }
    if (pid < 0 || !exec_error) return pid;
    waitpid(pid, NULL, 0);
    errno = exec_error;
    return -1;
}

static JSValue get(JSContext *ctx, JSValueConst object, const char *name) { return JS_GetPropertyStr(ctx, object, name); }

static char *optional_string(JSContext *ctx, JSValueConst object, const char *name) {
    JSValue value = get(ctx, object, name);
    char *text = NULL;
    if (!JS_IsUndefined(value)) {
        CSTRING string = string_of(ctx, value);
        text = strdup(string.text);
    }
    JS_FreeValue(ctx, value);
    return text;
}

static char **optional_strings(JSContext *ctx, JSValueConst object, const char *name) {
    JSValue value = get(ctx, object, name);
    char **strings = JS_IsUndefined(value) ? NULL : strings_of(ctx, value);
    JS_FreeValue(ctx, value);
    return strings;
}

static int flag(JSContext *ctx, JSValueConst object, const char *name) {
    JSValue value = get(ctx, object, name);
    int set = JS_ToBool(ctx, value);
    JS_FreeValue(ctx, value);
    return set;
}

static void read_stdio(JSContext *ctx, JSValueConst options, spawn_request *request) {
    JSValue list = get(ctx, options, "stdio");
    if (JS_IsUndefined(list)) {
        request->stdio_count = 3;
        request->stdio[0] = -1, request->stdio[1] = 1, request->stdio[2] = 2;
    } else {
        JSValue length = get(ctx, list, "length");
        request->stdio_count = int_of(ctx, length);
        for (int i = 0; i < request->stdio_count && i < 16; i++) {
            JSValue fd = JS_GetPropertyUint32(ctx, list, i);
            request->stdio[i] = JS_IsNull(fd) ? -1 : int_of(ctx, fd);
        }
    }
    JS_FreeValue(ctx, list);
}

FUNCTION(js_spawn) {
    spawn_request request = {
        .path = optional_string(ctx, argv[0], "path"),
        .argv = optional_strings(ctx, argv[0], "argv"),
        .env = optional_strings(ctx, argv[0], "env"),
        .cwd = optional_string(ctx, argv[0], "cwd"),
        .setsid = flag(ctx, argv[0], "setsid"),
        .terminal = flag(ctx, argv[0], "controllingTerminal"),
    };
    read_stdio(ctx, argv[0], &request);
    pid_t pid = start(&request);
    JSValue result = pid < 0 ? throw_errno(ctx, "spawn", errno, request.path) : JS_NewInt32(ctx, pid);
    free_strings(request.argv);
    if (request.env) free_strings(request.env);
    free(request.path), free(request.cwd);
    return result;
}

FUNCTION(js_kill) {
    if (kill(int_of(ctx, argv[0]), int_of(ctx, argv[1])) < 0) return throw_errno(ctx, "kill", errno, NULL);
    return JS_UNDEFINED;
}

FUNCTION(js_exit) {
    _exit(int_of(ctx, argv[0]));
}

FUNCTION(js_cwd) {
    char path[4096];
    return getcwd(path, sizeof path) ? JS_NewString(ctx, path) : throw_errno(ctx, "getcwd", errno, NULL);
}

FUNCTION(js_pid) {
    return JS_NewInt32(ctx, getpid());
}


/* cgroup, program as hex */
FUNCTION(js_limit_devices) {
    CSTRING cgroup = string_of(ctx, argv[0]), hex = string_of(ctx, argv[1]);
    uint8_t *program;
    size_t length = from_hex(hex.text, &program);
    int error = attach_device_program(cgroup.text, program, length);
    free(program);
    return error ? throw_errno(ctx, "bpf", error, cgroup.text) : JS_UNDEFINED;
}

static const JSCFunctionListEntry exports[] = {
    JS_CFUNC_DEF("argv", 0, js_argv), JS_CFUNC_DEF("env", 0, js_env),   JS_CFUNC_DEF("spawn", 1, js_spawn), JS_CFUNC_DEF("kill", 2, js_kill),
    JS_CFUNC_DEF("exit", 1, js_exit), JS_CFUNC_DEF("cwd", 0, js_cwd),   JS_CFUNC_DEF("pid", 0, js_pid),
    JS_CFUNC_DEF("limitDevices", 2, js_limit_devices),
};
const native_module mod_process = {"native:process", exports, sizeof exports / sizeof *exports};
