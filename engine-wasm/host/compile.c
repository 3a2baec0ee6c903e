/* The build's bytecode compiler: reads an ES module, writes QuickJS bytecode. Usage: compile IN.js NAME OUT.bin */
#include <stdio.h>
#include <stdlib.h>
#include "quickjs.h"

static int initialise(JSContext *ctx, JSModuleDef *module) {
    (void)ctx, (void)module;
    return 0;
}

/* Imports are resolved in the executable; here a name is enough. */
static JSModuleDef *placeholder(JSContext *ctx, const char *name, void *opaque) {
    (void)opaque;
    return JS_NewCModule(ctx, name, initialise);
}

static char *keep_name(JSContext *ctx, const char *base, const char *name, void *opaque) {
    (void)base, (void)opaque;
    return js_strdup(ctx, name);
}

static char *read_file(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    fseek(file, 0, SEEK_END);
    *length = ftell(file);
    rewind(file);
    char *text = malloc(*length + 1);
    *length = fread(text, 1, *length, file);
    text[*length] = 0;
    fclose(file);
    return text;
}

int main(int argc, char **argv) {
    size_t length, code_length;
    char *source = argc == 4 ? read_file(argv[1], &length) : NULL;
    if (!source) return 2;
    JSRuntime *runtime = JS_NewRuntime();
    JSContext *ctx = JS_NewContext(runtime);
    JS_SetModuleLoaderFunc(runtime, keep_name, placeholder, NULL);
    JS_SetStripInfo(runtime, JS_STRIP_SOURCE);
    JSValue module = JS_Eval(ctx, source, length, argv[2], JS_EVAL_TYPE_MODULE | JS_EVAL_FLAG_COMPILE_ONLY);
    if (JS_IsException(module)) {
        JSValue error = JS_GetException(ctx);
        fprintf(stderr, "%s: %s\n", argv[1], JS_ToCString(ctx, error));
        JSValue stack = JS_GetPropertyStr(ctx, error, "stack");
        fprintf(stderr, "%s\n", JS_ToCString(ctx, stack));
        return 1;
    }
    uint8_t *code = JS_WriteObject(ctx, &code_length, module, JS_WRITE_OBJ_BYTECODE);
    FILE *out = fopen(argv[3], "wb");
    return !out || fwrite(code, 1, code_length, out) != code_length || fclose(out);
}
