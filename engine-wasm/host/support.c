/* Conversions between JavaScript values and C, and errors that carry errno. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "host.h"

const char *strerrorname_np(int error);

JSValue throw_errno(JSContext *ctx, const char *syscall, int error, const char *detail) {
    char message[512];
    const char *code = strerrorname_np(error);
    /* Clients know these texts from Go, which begins them in lower case. */
    const char *reason = strerror(error);
    snprintf(message, sizeof message, "%s%s%s: %c%s", syscall, detail ? " " : "", detail ? detail : "", tolower(*reason), reason + 1);
    JSValue object = JS_NewError(ctx);
    JS_DefinePropertyValueStr(ctx, object, "message", JS_NewString(ctx, message), JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE);
    JS_DefinePropertyValueStr(ctx, object, "errno", JS_NewInt32(ctx, error), JS_PROP_C_W_E);
    JS_DefinePropertyValueStr(ctx, object, "code", JS_NewString(ctx, code ? code : "EUNKNOWN"), JS_PROP_C_W_E);
    JS_DefinePropertyValueStr(ctx, object, "syscall", JS_NewString(ctx, syscall), JS_PROP_C_W_E);
    return JS_Throw(ctx, object);
}

uint8_t *bytes_of(JSContext *ctx, JSValueConst value, size_t *length) {
    size_t offset, whole;
    JSValue buffer = JS_GetTypedArrayBuffer(ctx, value, &offset, length, NULL);
    if (JS_IsException(buffer)) return NULL;
    uint8_t *data = JS_GetArrayBuffer(ctx, &whole, buffer);
    JS_FreeValue(ctx, buffer);
    static uint8_t nothing;
    return data ? data + offset : &nothing;
}

JSValue new_bytes(JSContext *ctx, const void *data, size_t length) {
    JSValue buffer = JS_NewArrayBufferCopy(ctx, data, length);
    if (JS_IsException(buffer)) return buffer;
    /* Offset and length are read whatever the count says. */
    JSValue arguments[3] = {buffer, JS_UNDEFINED, JS_UNDEFINED};
    JSValue array = JS_NewTypedArray(ctx, 3, arguments, JS_TYPED_ARRAY_UINT8);
    JS_FreeValue(ctx, buffer);
    return array;
}

void free_cstring(borrowed_string *string) {
    if (string->text) JS_FreeCString(string->ctx, string->text);
}

borrowed_string string_of(JSContext *ctx, JSValueConst value) { return (borrowed_string){ctx, JS_ToCString(ctx, value)}; }

int int_of(JSContext *ctx, JSValueConst value) {
    double number = 0;
    JS_ToFloat64(ctx, &number, value);
    return (int)(int64_t)number;
}

char **strings_of(JSContext *ctx, JSValueConst array) {
    JSValue length = JS_GetPropertyStr(ctx, array, "length");
    int count = int_of(ctx, length);
    char **strings = calloc(count + 1, sizeof *strings);
    for (int i = 0; i < count; i++) {
        JSValue item = JS_GetPropertyUint32(ctx, array, i);
        const char *text = JS_ToCString(ctx, item);
        strings[i] = strdup(text ? text : "");
        JS_FreeCString(ctx, text);
        JS_FreeValue(ctx, item);
    }
    return strings;
}

void free_strings(char **strings) {
    for (char **s = strings; *s; s++) free(*s);
    free(strings);
}

void close_fd(int *fd) {
    if (*fd >= 0) close(*fd);
}

void report_exception(JSContext *ctx) {
    JSValue error = JS_GetException(ctx);
    const char *text = JS_ToCString(ctx, error);
    fprintf(stderr, "%s\n", text ? text : "unknown error");
    JSValue stack = JS_GetPropertyStr(ctx, error, "stack");
    const char *trace = JS_IsUndefined(stack) ? NULL : JS_ToCString(ctx, stack);
    if (trace) fputs(trace, stderr);
    JS_FreeCString(ctx, text);
    JS_FreeCString(ctx, trace);
    JS_FreeValue(ctx, stack);
    JS_FreeValue(ctx, error);
}
