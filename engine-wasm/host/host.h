/* What the parts of the host share. The host knows the kernel and JavaScript; it knows nothing of what it is used for. */
#ifndef HOST_H
#define HOST_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include "quickjs.h"

/* A function of a native module. */
#define FUNCTION(name) static JSValue name(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)

/* Throws an Error with `errno`, `code` and `syscall`; always returns JS_EXCEPTION. */
JSValue throw_errno(JSContext *ctx, const char *syscall, int error, const char *detail);

/* A view of a Uint8Array's bytes; NULL with an exception pending when the value is none. Valid until JavaScript runs again. */
uint8_t *bytes_of(JSContext *ctx, JSValueConst value, size_t *length);
JSValue new_bytes(JSContext *ctx, const void *data, size_t length);

/* Strings are borrowed for the duration of one call. */
#define CSTRING __attribute__((cleanup(free_cstring))) borrowed_string
typedef struct {
    JSContext *ctx;
    const char *text;
} borrowed_string;
void free_cstring(borrowed_string *string);
borrowed_string string_of(JSContext *ctx, JSValueConst value);

/* NULL-terminated copies of an array of strings; free with free_strings. */
char **strings_of(JSContext *ctx, JSValueConst array);
void free_strings(char **strings);

int int_of(JSContext *ctx, JSValueConst value);

/* The bytes of pairs of hex digits, to be freed; returns how many. */
size_t from_hex(const char *hex, uint8_t **bytes);

/* Descriptors close at the end of their scope. */
#define AUTO_CLOSE __attribute__((cleanup(close_fd)))
void close_fd(int *fd);

/* Every native module: its name and its export table. */
typedef struct {
    const char *name;
    const JSCFunctionListEntry *exports;
    int count;
} native_module;
extern const native_module mod_files, mod_process, mod_socket, mod_loop, mod_terminal, mod_hash, mod_clock;

extern const JSMallocFunctions memory_functions;

void add_globals(JSContext *ctx);
/* Runs until nothing is watched, no timer is set and no job is left. Returns the exit code. */
int run_loop(JSContext *ctx);
/* Prints the pending exception to standard error. */
void report_exception(JSContext *ctx);
/* Throws the reason of a promise that was rejected and that nobody handles; 0 when there is none. */
int throw_unhandled_rejection(JSContext *ctx);

/* The JavaScript bundles, generated at build time. */
typedef struct {
    const char *name;
    const uint8_t *code, *end;
} bundle;
extern const bundle bundles[];
extern const int bundle_count;

/* SHA-256 (FIPS 180-4). */
typedef struct {
    uint32_t state[8];
    uint64_t length;
    uint8_t block[64];
} sha256;
void sha256_start(sha256 *hash);
void sha256_add(sha256 *hash, const void *data, size_t length);
/* 64 lower-case hex digits and a NUL. */
void sha256_finish(sha256 *hash, char hex[65]);

/* Programs without JavaScript; see sys/programs.ts. -1 when there is none of that name. */
int run_program(const char *name, int argc, char **argv);
int monitor_main(int argc, char **argv);
int unpack_main(int argc, char **argv);
int pack_main(int argc, char **argv);
int repack_main(int argc, char **argv);
int view_main(int argc, char **argv);
int logs_main(int argc, char **argv);
int reaper_main(int argc, char **argv);

#endif
