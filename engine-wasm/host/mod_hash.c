/* Digests and random numbers. */
#include <errno.h>
#include <sys/random.h>
#include "host.h"

/* Of a string's UTF-8 bytes. */
FUNCTION(js_sha256) {
    size_t length;
    const char *text = JS_ToCStringLen(ctx, &length, argv[0]);
    if (!text) return JS_EXCEPTION;
    sha256 hash;
    char hex[65];
    sha256_start(&hash);
    sha256_add(&hash, text, length);
    sha256_finish(&hash, hex);
    JS_FreeCString(ctx, text);
    return JS_NewString(ctx, hex);
}

FUNCTION(js_random_hex) {
    uint8_t bytes[64];
    char hex[128];
    int count = int_of(ctx, argv[0]);
    if (count < 0 || count > 64 || getrandom(bytes, count, 0) != count) return throw_errno(ctx, "getrandom", EINVAL, NULL);
    for (int i = 0; i < count; i++) hex[2 * i] = "0123456789abcdef"[bytes[i] >> 4], hex[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
    return JS_NewStringLen(ctx, hex, 2 * count);
}

static const JSCFunctionListEntry exports[] = {JS_CFUNC_DEF("sha256", 1, js_sha256), JS_CFUNC_DEF("randomHex", 1, js_random_hex)};
const native_module mod_hash = {"native:hash", exports, sizeof exports / sizeof *exports};
