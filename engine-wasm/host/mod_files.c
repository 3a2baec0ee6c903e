/* Files, directories and mounts. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/statfs.h>
#include <sys/xattr.h>
#include <unistd.h>
#include "host.h"

#define CHECK(call, name, path)                                     \
    do {                                                            \
        if ((call) < 0) return throw_errno(ctx, name, errno, path); \
        return JS_UNDEFINED;                                        \
    } while (0)

FUNCTION(js_open) {
    CSTRING path = string_of(ctx, argv[0]);
    int fd = open(path.text, int_of(ctx, argv[1]) | O_CLOEXEC | O_LARGEFILE, int_of(ctx, argv[2]));
    return fd < 0 ? throw_errno(ctx, "open", errno, path.text) : JS_NewInt32(ctx, fd);
}

FUNCTION(js_close) {
    close(int_of(ctx, argv[0]));
    return JS_UNDEFINED;
}

FUNCTION(js_read) {
    size_t length;
    uint8_t *into = bytes_of(ctx, argv[1], &length);
    if (!into) return JS_EXCEPTION;
    ssize_t got = read(int_of(ctx, argv[0]), into, length);
    return got < 0 ? throw_errno(ctx, "read", errno, NULL) : JS_NewInt32(ctx, got);
}

FUNCTION(js_write) {
    size_t length;
    uint8_t *from = bytes_of(ctx, argv[1], &length);
    if (!from) return JS_EXCEPTION;
    ssize_t put = write(int_of(ctx, argv[0]), from, length);
    return put < 0 ? throw_errno(ctx, "write", errno, NULL) : JS_NewInt32(ctx, put);
}

/* Grows while reading: files in /proc have no size. NULL with errno set on failure. */
static char *read_whole(const char *path, size_t *length) {
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC | O_LARGEFILE);
    if (fd < 0) return NULL;
    size_t capacity = 4096;
    char *data = malloc(capacity);
    *length = 0;
    for (ssize_t got; (got = read(fd, data + *length, capacity - *length)) != 0;) {
        if (got < 0) {
            int error = errno;
            free(data);
            errno = error;
            return NULL;
        }
        *length += got;
        if (*length == capacity) data = realloc(data, capacity *= 2);
    }
    return data;
}

FUNCTION(js_read_text) {
    CSTRING path = string_of(ctx, argv[0]);
    size_t length;
    char *data = read_whole(path.text, &length);
    if (!data) return throw_errno(ctx, "open", errno, path.text);
    JSValue text = JS_NewStringLen(ctx, data, length);
    free(data);
    return text;
}

static int write_all(int fd, const char *data, size_t length) {
    while (length > 0) {
        ssize_t put = write(fd, data, length);
        if (put < 0) return -1;
        data += put, length -= put;
    }
    return 0;
}

static int write_file(const char *path, int flags, int mode, const char *data, size_t length) {
    AUTO_CLOSE int fd = open(path, flags | O_WRONLY | O_CLOEXEC, mode);
    return fd < 0 ? -1 : write_all(fd, data, length);
}

FUNCTION(js_write_atomic) {
    CSTRING path = string_of(ctx, argv[0]);
    size_t length;
    const char *data = JS_ToCStringLen(ctx, &length, argv[1]);
    char temporary[4096];
    snprintf(temporary, sizeof temporary, "%s.tmp", path.text);
    int failed = write_file(temporary, O_CREAT | O_TRUNC, int_of(ctx, argv[2]), data, length) || rename(temporary, path.text);
    int error = errno;
    JS_FreeCString(ctx, data);
    if (!failed) return JS_UNDEFINED;
    unlink(temporary);
    return throw_errno(ctx, "write", error, path.text);
}

FUNCTION(js_overwrite) {
    CSTRING path = string_of(ctx, argv[0]);
    size_t length;
    const char *data = JS_ToCStringLen(ctx, &length, argv[1]);
    int failed = write_file(path.text, O_CREAT | O_TRUNC, 0644, data, length), error = errno;
    JS_FreeCString(ctx, data);
    return failed ? throw_errno(ctx, "write", error, path.text) : JS_UNDEFINED;
}

FUNCTION(js_write_existing) {
    CSTRING path = string_of(ctx, argv[0]);
    size_t length;
    const char *data = JS_ToCStringLen(ctx, &length, argv[1]);
    int failed = write_file(path.text, 0, 0, data, length), error = errno;
    JS_FreeCString(ctx, data);
    return failed ? throw_errno(ctx, "write", error, path.text) : JS_UNDEFINED;
}

static JSValue stat_object(JSContext *ctx, const struct stat *s) {
    JSValue object = JS_NewObject(ctx);
    JS_SetPropertyStr(ctx, object, "mode", JS_NewInt32(ctx, s->st_mode));
    JS_SetPropertyStr(ctx, object, "size", JS_NewFloat64(ctx, s->st_size));
    JS_SetPropertyStr(ctx, object, "uid", JS_NewInt32(ctx, s->st_uid));
    JS_SetPropertyStr(ctx, object, "gid", JS_NewInt32(ctx, s->st_gid));
    JS_SetPropertyStr(ctx, object, "major", JS_NewInt32(ctx, major(s->st_rdev)));
    JS_SetPropertyStr(ctx, object, "minor", JS_NewInt32(ctx, minor(s->st_rdev)));
    JS_SetPropertyStr(ctx, object, "inode", JS_NewFloat64(ctx, s->st_ino));
    JS_SetPropertyStr(ctx, object, "mtimeMs", JS_NewFloat64(ctx, s->st_mtim.tv_sec * 1e3 + s->st_mtim.tv_nsec / 1e6));
    return object;
}

FUNCTION(js_stat) {
    CSTRING path = string_of(ctx, argv[0]);
    struct stat s;
    return stat(path.text, &s) < 0 ? throw_errno(ctx, "stat", errno, path.text) : stat_object(ctx, &s);
}

FUNCTION(js_lstat) {
    CSTRING path = string_of(ctx, argv[0]);
    struct stat s;
    return lstat(path.text, &s) < 0 ? throw_errno(ctx, "lstat", errno, path.text) : stat_object(ctx, &s);
}

FUNCTION(js_attribute) {
    CSTRING path = string_of(ctx, argv[0]);
    CSTRING name = string_of(ctx, argv[1]);
    char value[256];
    ssize_t length = lgetxattr(path.text, name.text, value, sizeof value);
    if (length >= 0) return JS_NewStringLen(ctx, value, length);
    return errno == ENODATA || errno == EOPNOTSUPP ? JS_NULL : throw_errno(ctx, "lgetxattr", errno, path.text);
}

FUNCTION(js_exists) {
    CSTRING path = string_of(ctx, argv[0]);
    return JS_NewBool(ctx, access(path.text, F_OK) == 0);
}

FUNCTION(js_read_dir) {
    CSTRING path = string_of(ctx, argv[0]);
    DIR *directory = opendir(path.text);
    if (!directory) return throw_errno(ctx, "opendir", errno, path.text);
    JSValue names = JS_NewArray(ctx);
    uint32_t count = 0;
    for (struct dirent *entry; (entry = readdir(directory));)
        if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..")) JS_SetPropertyUint32(ctx, names, count++, JS_NewString(ctx, entry->d_name));
    closedir(directory);
    return names;
}

static int mkdir_all(char *path, int mode) {
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        int failed = mkdir(path, mode) && errno != EEXIST;
        *slash = '/';
        if (failed) return -1;
    }
    return mkdir(path, mode) && errno != EEXIST ? -1 : 0;
}

FUNCTION(js_mkdir_all) {
    CSTRING path = string_of(ctx, argv[0]);
    char *copy = strdupa(path.text);
    CHECK(mkdir_all(copy, int_of(ctx, argv[1])), "mkdir", path.text);
}

FUNCTION(js_rmdir) {
    CSTRING path = string_of(ctx, argv[0]);
    CHECK(rmdir(path.text), "rmdir", path.text);
}

FUNCTION(js_unlink) {
    CSTRING path = string_of(ctx, argv[0]);
    CHECK(unlink(path.text), "unlink", path.text);
}

static int remove_entry(const char *path, const struct stat *s, int type, struct FTW *walk) {
    (void)s, (void)type, (void)walk;
    return remove(path) ? errno : 0;
}

FUNCTION(js_remove_all) {
    CSTRING path = string_of(ctx, argv[0]);
    struct stat s;
    if (lstat(path.text, &s) && errno == ENOENT) return JS_UNDEFINED;
    int error = nftw(path.text, remove_entry, 32, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
    return error ? throw_errno(ctx, "remove", error < 0 ? errno : error, path.text) : JS_UNDEFINED;
}

FUNCTION(js_rename) {
    CSTRING from = string_of(ctx, argv[0]);
    CSTRING to = string_of(ctx, argv[1]);
    CHECK(rename(from.text, to.text), "rename", from.text);
}

FUNCTION(js_rename_new) {
    CSTRING from = string_of(ctx, argv[0]);
    CSTRING to = string_of(ctx, argv[1]);
    CHECK(renameat2(AT_FDCWD, from.text, AT_FDCWD, to.text, RENAME_NOREPLACE), "rename", to.text);
}

FUNCTION(js_symlink) {
    CSTRING target = string_of(ctx, argv[0]);
    CSTRING path = string_of(ctx, argv[1]);
    CHECK(symlink(target.text, path.text), "symlink", path.text);
}

FUNCTION(js_read_link) {
    CSTRING path = string_of(ctx, argv[0]);
    char target[4096];
    ssize_t length = readlink(path.text, target, sizeof target);
    return length < 0 ? throw_errno(ctx, "readlink", errno, path.text) : JS_NewStringLen(ctx, target, length);
}

FUNCTION(js_chmod) {
    CSTRING path = string_of(ctx, argv[0]);
    CHECK(chmod(path.text, int_of(ctx, argv[1])), "chmod", path.text);
}

FUNCTION(js_chown) {
    CSTRING path = string_of(ctx, argv[0]);
    CHECK(chown(path.text, int_of(ctx, argv[1]), int_of(ctx, argv[2])), "chown", path.text);
}

FUNCTION(js_set_modified) {
    CSTRING path = string_of(ctx, argv[0]);
    double seconds;
    if (JS_ToFloat64(ctx, &seconds, argv[1]) < 0) return JS_EXCEPTION;
    struct timespec times[2] = {{.tv_sec = seconds}, {.tv_sec = seconds}};
    CHECK(utimensat(AT_FDCWD, path.text, times, 0), "utimensat", path.text);
}

FUNCTION(js_open_watch) {
    (void)argv;
    int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    return fd < 0 ? throw_errno(ctx, "inotify_init1", errno, NULL) : JS_NewInt32(ctx, fd);
}

FUNCTION(js_add_watch) {
    const uint32_t changes = IN_CREATE | IN_DELETE | IN_MOVE | IN_CLOSE_WRITE | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
    CSTRING path = string_of(ctx, argv[1]);
    int number = inotify_add_watch(int_of(ctx, argv[0]), path.text, changes);
    return number < 0 ? throw_errno(ctx, "inotify_add_watch", errno, path.text) : JS_NewInt32(ctx, number);
}

FUNCTION(js_read_watch) {
    _Alignas(struct inotify_event) char events[4096];
    ssize_t length = read(int_of(ctx, argv[0]), events, sizeof events);
    if (length < 0) return throw_errno(ctx, "read", errno, NULL);
    JSValue numbers = JS_NewArray(ctx);
    uint32_t count = 0;
    for (char *at = events; at < events + length; at += sizeof(struct inotify_event) + ((struct inotify_event *)at)->len)
        JS_SetPropertyUint32(ctx, numbers, count++, JS_NewInt32(ctx, ((struct inotify_event *)at)->wd));
    return numbers;
}

FUNCTION(js_mount) {
    CSTRING source = string_of(ctx, argv[0]);
    CSTRING target = string_of(ctx, argv[1]);
    CSTRING type = string_of(ctx, argv[2]);
    CSTRING data = string_of(ctx, argv[4]);
    CHECK(mount(source.text, target.text, type.text, int_of(ctx, argv[3]), data.text), "mount", target.text);
}

FUNCTION(js_umount) {
    CSTRING target = string_of(ctx, argv[0]);
    CHECK(umount2(target.text, int_of(ctx, argv[1])), "umount", target.text);
}

FUNCTION(js_statfs) {
    CSTRING path = string_of(ctx, argv[0]);
    struct statfs s;
    if (statfs(path.text, &s) < 0) return throw_errno(ctx, "statfs", errno, path.text);
    JSValue object = JS_NewObject(ctx);
    JS_SetPropertyStr(ctx, object, "total", JS_NewFloat64(ctx, (double)s.f_blocks * s.f_bsize));
    JS_SetPropertyStr(ctx, object, "free", JS_NewFloat64(ctx, (double)s.f_bavail * s.f_bsize));
    return object;
}

static long long tree_bytes;
static int add_entry(const char *path, const struct stat *s, int type, struct FTW *walk) {
    (void)path, (void)type, (void)walk;
    if (S_ISREG(s->st_mode)) tree_bytes += s->st_size;
    return 0;
}

FUNCTION(js_tree_size) {
    CSTRING path = string_of(ctx, argv[0]);
    tree_bytes = 0;
    nftw(path.text, add_entry, 32, FTW_PHYS | FTW_MOUNT);
    return JS_NewFloat64(ctx, tree_bytes);
}

FUNCTION(js_duplicate) {
    int fd = fcntl(int_of(ctx, argv[0]), F_DUPFD_CLOEXEC, 0);
    return fd < 0 ? throw_errno(ctx, "dup", errno, NULL) : JS_NewInt32(ctx, fd);
}

static const JSCFunctionListEntry exports[] = {
    JS_CFUNC_DEF("open", 3, js_open),
    JS_CFUNC_DEF("close", 1, js_close),
    JS_CFUNC_DEF("read", 2, js_read),
    JS_CFUNC_DEF("write", 2, js_write),
    JS_CFUNC_DEF("readText", 1, js_read_text),
    JS_CFUNC_DEF("writeAtomic", 3, js_write_atomic),
    JS_CFUNC_DEF("overwrite", 2, js_overwrite),
    JS_CFUNC_DEF("writeExisting", 2, js_write_existing),
    JS_CFUNC_DEF("stat", 1, js_stat),
    JS_CFUNC_DEF("lstat", 1, js_lstat),
    JS_CFUNC_DEF("attribute", 2, js_attribute),
    JS_CFUNC_DEF("exists", 1, js_exists),
    JS_CFUNC_DEF("readDir", 1, js_read_dir),
    JS_CFUNC_DEF("mkdirAll", 2, js_mkdir_all),
    JS_CFUNC_DEF("rmdir", 1, js_rmdir),
    JS_CFUNC_DEF("unlink", 1, js_unlink),
    JS_CFUNC_DEF("removeAll", 1, js_remove_all),
    JS_CFUNC_DEF("rename", 2, js_rename),
    JS_CFUNC_DEF("renameNew", 2, js_rename_new),
    JS_CFUNC_DEF("symlink", 2, js_symlink),
    JS_CFUNC_DEF("readLink", 1, js_read_link),
    JS_CFUNC_DEF("chmod", 2, js_chmod),
    JS_CFUNC_DEF("chown", 3, js_chown),
    JS_CFUNC_DEF("setModified", 2, js_set_modified),
    JS_CFUNC_DEF("openWatch", 0, js_open_watch),
    JS_CFUNC_DEF("addWatch", 2, js_add_watch),
    JS_CFUNC_DEF("readWatch", 1, js_read_watch),
    JS_CFUNC_DEF("mount", 5, js_mount),
    JS_CFUNC_DEF("umount", 2, js_umount),
    JS_CFUNC_DEF("statfs", 1, js_statfs),
    JS_CFUNC_DEF("duplicate", 1, js_duplicate),
    JS_CFUNC_DEF("treeSize", 1, js_tree_size),
};
const native_module mod_files = {"native:files", exports, sizeof exports / sizeof *exports};
