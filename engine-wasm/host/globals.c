/* The globals that guest code may use besides the language's own; sys/globals.d.ts declares them. */
#include <string.h>
#include <unistd.h>
#include "host.h"

JSValue js_set_timeout(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv);
JSValue js_clear_timeout(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv);

FUNCTION(js_console_error) {
    for (int i = 0; i < argc; i++) {
        CSTRING text = string_of(ctx, argv[i]);
        if (i && write(2, " ", 1) < 0) break;
        if (text.text && write(2, text.text, strlen(text.text)) < 0) break;
    }
    if (write(2, "\n", 1) < 0) {}
    return JS_UNDEFINED;
}

FUNCTION(js_utf8_encode) {
    size_t length;
    const char *text = JS_ToCStringLen(ctx, &length, argv[0]);
    if (!text) return JS_EXCEPTION;
    JSValue bytes = new_bytes(ctx, text, length);
    JS_FreeCString(ctx, text);
    return bytes;
}

FUNCTION(js_utf8_decode) {
    size_t length;
    uint8_t *data = bytes_of(ctx, argv[0], &length);
    return data ? JS_NewStringLen(ctx, (char *)data, length) : JS_EXCEPTION;
}

/* A class of the encoding standard whose one method is a C function. */
static void add_codec(JSContext *ctx, JSValueConst global, const char *name, const char *method, JSCFunction *function) {
    char source[160];
    JSValue native = JS_NewCFunction(ctx, function, method, 1);
    JS_SetPropertyStr(ctx, global, "__codec", native);
    int length = 0;
    const char *parts[] = {"{const f=__codec;globalThis.", name, "=class{", method, "(x){return f(x===undefined?", strcmp(method, "encode") ? "new Uint8Array(0)" : "''", ":x)}}}"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        size_t part = strlen(parts[i]);
        memcpy(source + length, parts[i], part);
        length += part;
    }
    source[length] = 0;
    JS_FreeValue(ctx, JS_Eval(ctx, source, length, "<codec>", JS_EVAL_TYPE_GLOBAL));
}

static JSValue run_microtask(JSContext *ctx, int argc, JSValueConst *argv) {
    (void)argc;
    return JS_Call(ctx, argv[0], JS_UNDEFINED, 0, NULL);
}
FUNCTION(js_queue_microtask) {
    JS_EnqueueJob(ctx, run_microtask, 1, argv);
    return JS_UNDEFINED;
}

void add_globals(JSContext *ctx) {
    JSValue global = JS_GetGlobalObject(ctx);
    add_codec(ctx, global, "TextEncoder", "encode", js_utf8_encode);
    add_codec(ctx, global, "TextDecoder", "decode", js_utf8_decode);
    JS_SetPropertyStr(ctx, global, "__codec", JS_UNDEFINED);
    JS_SetPropertyStr(ctx, global, "setTimeout", JS_NewCFunction(ctx, js_set_timeout, "setTimeout", 2));
    JS_SetPropertyStr(ctx, global, "clearTimeout", JS_NewCFunction(ctx, js_clear_timeout, "clearTimeout", 1));
    JS_SetPropertyStr(ctx, global, "queueMicrotask", JS_NewCFunction(ctx, js_queue_microtask, "queueMicrotask", 1));
    JSValue console = JS_NewObject(ctx);
    JS_SetPropertyStr(ctx, console, "error", JS_NewCFunction(ctx, js_console_error, "error", 1));
    JS_SetPropertyStr(ctx, global, "console", console);
    JS_FreeValue(ctx, global);
}
