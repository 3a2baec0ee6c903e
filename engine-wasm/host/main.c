/* One executable, many programs: the last component of argv[0] picks a program in C or a JavaScript bundle. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "host.h"

/* Before that much is allocated nobody looks for cycles: a command has ended by then. */
enum { FIRST_GC_BYTES = 2 << 20 };

typedef struct {
    const char *name;
    int (*run)(int argc, char **argv);
} program;

static const program programs[] = {
    {"monitor", monitor_main},
    {"unpack", unpack_main},
    {"pack", pack_main},
    {"repack", repack_main},
    {"view", view_main},
    {"logs", logs_main},
    {"docker-init", reaper_main},
};

int run_program(const char *name, int argc, char **argv) {
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        if (!strcmp(programs[i].name, name)) return programs[i].run(argc, argv);
    return -1;
}

static const native_module *const natives[] = {&mod_files, &mod_process, &mod_socket, &mod_loop, &mod_terminal, &mod_hash, &mod_clock};

static int init_native(JSContext *ctx, JSModuleDef *module) {
    JSAtom atom = JS_GetModuleName(ctx, module);
    const char *name = JS_AtomToCString(ctx, atom);
    JS_FreeAtom(ctx, atom);
    int result = -1;
    for (size_t i = 0; i < sizeof natives / sizeof *natives; i++)
        if (!strcmp(natives[i]->name, name)) result = JS_SetModuleExportList(ctx, module, natives[i]->exports, natives[i]->count);
    JS_FreeCString(ctx, name);
    return result;
}

static JSModuleDef *load_native(JSContext *ctx, const char *name) {
    for (size_t i = 0; i < sizeof natives / sizeof *natives; i++) {
        if (strcmp(natives[i]->name, name)) continue;
        JSModuleDef *module = JS_NewCModule(ctx, name, init_native);
        if (module) JS_AddModuleExportList(ctx, module, natives[i]->exports, natives[i]->count);
        return module;
    }
    return NULL;
}

static const bundle *find_bundle(const char *name) {
    for (int i = 0; i < bundle_count; i++)
        if (!strcmp(bundles[i].name, name)) return &bundles[i];
    return NULL;
}

static JSValue read_bundle(JSContext *ctx, const bundle *found) {
    return JS_ReadObject(ctx, found->code, found->end - found->code, JS_READ_OBJ_BYTECODE);
}

static JSModuleDef *load_module(JSContext *ctx, const char *name, void *opaque) {
    (void)opaque;
    JSModuleDef *native = load_native(ctx, name);
    if (native) return native;
    const char *slash = strrchr(name, '/');
    const bundle *found = find_bundle(slash ? slash + 1 : name);
    if (!found) {
        JS_ThrowReferenceError(ctx, "no module %s in this executable", name);
        return NULL;
    }
    JSValue module = read_bundle(ctx, found);
    if (JS_IsException(module)) return NULL;
    JSModuleDef *definition = JS_VALUE_GET_PTR(module);
    JS_FreeValue(ctx, module);
    return definition;
}

/* The bundles' imports are flat names; there are no paths to resolve. */
static char *keep_name(JSContext *ctx, const char *base, const char *name, void *opaque) {
    (void)base, (void)opaque;
    return js_strdup(ctx, name);
}

/* Promises that were rejected with nobody listening. A handler may still come in the same turn: the loop looks after the pending jobs. */
static struct {
    JSValue promise, reason;
} rejections[64];
static int rejection_count;

static void on_rejection(JSContext *ctx, JSValueConst promise, JSValueConst reason, JS_BOOL handled, void *opaque) {
    (void)opaque;
    if (!handled && rejection_count < (int)(sizeof rejections / sizeof *rejections)) {
        rejections[rejection_count].promise = JS_DupValue(ctx, promise);
        rejections[rejection_count++].reason = JS_DupValue(ctx, reason);
        return;
    }
    for (int i = 0; handled && i < rejection_count; i++) {
        if (JS_VALUE_GET_PTR(rejections[i].promise) != JS_VALUE_GET_PTR(promise)) continue;
        JS_FreeValue(ctx, rejections[i].promise), JS_FreeValue(ctx, rejections[i].reason);
        rejections[i] = rejections[--rejection_count];
        return;
    }
}

int throw_unhandled_rejection(JSContext *ctx) {
    if (rejection_count == 0) return 0;
    JS_Throw(ctx, JS_DupValue(ctx, rejections[0].reason));
    return 1;
}

static int run_bundle(const bundle *main_bundle) {
    JSRuntime *runtime = JS_NewRuntime2(&memory_functions, NULL);
    JS_SetGCThreshold(runtime, FIRST_GC_BYTES);
    JS_SetMaxStackSize(runtime, 1 << 20);
    JSContext *ctx = JS_NewContext(runtime);
    JS_SetModuleLoaderFunc(runtime, keep_name, load_module, NULL);
    JS_SetHostPromiseRejectionTracker(runtime, on_rejection, NULL);
    add_globals(ctx);
    JSValue module = read_bundle(ctx, main_bundle);
    if (JS_IsException(module) || JS_ResolveModule(ctx, module) < 0) {
        report_exception(ctx);
        return 70;
    }
    JSValue result = JS_EvalFunction(ctx, module);
    if (JS_IsException(result)) {
        report_exception(ctx);
        return 70;
    }
    /* The process ends here: giving the heap back object by object would only cost time. */
    return run_loop(ctx);
}

int main(int argc, char **argv) {
    const char *slash = strrchr(argv[0], '/');
    const char *name = slash ? slash + 1 : argv[0];
    if (*name == '-') name++;
    int code = run_program(name, argc, argv);
    if (code >= 0) return code;
    char file[64];
    snprintf(file, sizeof file, "%s.js", name);
    const bundle *found = find_bundle(file);
    if (!found) {
        fprintf(stderr, "%s: this executable has no program of that name\n", name);
        return 127;
    }
    extern int program_argc;
    extern char **program_argv;
    program_argc = argc, program_argv = argv;
    signal(SIGPIPE, SIG_IGN);
    return run_bundle(found);
}
