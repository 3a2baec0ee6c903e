/* The operations of a plan: one small function each, no policy. Each returns 0 or an errno. */
#include <ctype.h>
#include "plan.h"
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/openat2.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>
#include "devices.h"
#include "host.h"
#include "netlink.h"

#define OPERAND(i) (s->fields[3 + (i)])
#define NUMBER(i) strtol(OPERAND(i), NULL, 10)
#define RESULT(call) ((call) < 0 ? errno : 0)

int plan_read(const char *path, plan *result) {
    AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat s;
    if (fd < 0 || fstat(fd, &s) < 0) return -1;
    char *text = malloc(s.st_size + 1);
    if (read(fd, text, s.st_size) != s.st_size) return -1;
    char *end = text + s.st_size;
    *result = (plan){0};
    for (char *at = text; at < end;) {
        step next = {.count = atoi(at)};
        at += strlen(at) + 1;
        next.fields = calloc(next.count + 1, sizeof *next.fields);
        for (int i = 0; i < next.count && at < end; i++, at += strlen(at) + 1) next.fields[i] = at;
        result->steps = realloc(result->steps, (result->count + 1) * sizeof next);
        result->steps[result->count++] = next;
    }
    return 0;
}

int step_is(const step *s, const char *operation) { return !strcmp(s->fields[1], operation); }

static int op_mkdir(const step *s, plan_context *context) {
    return mkdir(OPERAND(0), NUMBER(1)) < 0 && errno != EEXIST ? errno : 0;
}

/* `%p` is the clone's PID. */
static int op_write(const step *s, plan_context *context) {
    char data[4096];
    const char *mark = strstr(OPERAND(1), "%p");
    if (mark) snprintf(data, sizeof data, "%.*s%d%s", (int)(mark - OPERAND(1)), OPERAND(1), context->pid, mark + 2);
    else snprintf(data, sizeof data, "%s", OPERAND(1));
    AUTO_CLOSE int fd = open(OPERAND(0), O_WRONLY | O_CLOEXEC);
    return fd < 0 ? errno : RESULT(write(fd, data, strlen(data)));
}

/* Opens `path` as a process with `root` as its root would see it: a symbolic link of the image never leads out of it. */
static int open_in_root(int root, const char *path, uint64_t flags) {
    struct open_how how = {.flags = flags | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT};
    return syscall(SYS_openat2, root, path, &how, sizeof how);
}

static int make_in_root(int root, char *path, int directory) {
    for (char *slash = strchr(path + 1, '/');; slash = slash ? strchr(slash + 1, '/') : NULL) {
        if (slash) *slash = 0;
        AUTO_CLOSE int there = open_in_root(root, path, O_PATH);
        if (there < 0 && errno == ENOENT) {
            char *name = strrchr(path, '/');
            *name = 0;
            AUTO_CLOSE int parent = open_in_root(root, *path ? path : "/", O_PATH | O_DIRECTORY);
            *name = '/';
            if (parent < 0) return -1;
            if (slash || directory) {
                if (mkdirat(parent, name + 1, 0755) < 0) return -1;
            } else {
                AUTO_CLOSE int file = openat(parent, name + 1, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0644);
                if (file < 0) return -1;
            }
        }
        if (!slash) return 0;
        *slash = '/';
    }
}

/* root, source, target, create ("", "dir" or "file"), fstype, flags, data */
static int op_mount(const step *s, plan_context *context) {
    unsigned long flags = strtoul(OPERAND(5), NULL, 10);
    const char *data = *OPERAND(6) ? OPERAND(6) : NULL;
    if (!*OPERAND(0)) return RESULT(mount(OPERAND(1), OPERAND(2), OPERAND(4), flags, data));
    AUTO_CLOSE int root = open(OPERAND(0), O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (root < 0 || (*OPERAND(3) && make_in_root(root, OPERAND(2), !strcmp(OPERAND(3), "dir")) < 0)) return errno;
    AUTO_CLOSE int target = open_in_root(root, OPERAND(2), O_PATH);
    if (target < 0) return errno;
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", target);
    return RESULT(mount(OPERAND(1), path, OPERAND(4), flags, data));
}

/* target, upper (empty: read-only), work, count, lowers */
static int op_overlay(const step *s, plan_context *context) {
    AUTO_CLOSE int fs = fsopen("overlay", FSOPEN_CLOEXEC);
    if (fs < 0) return errno;
    for (int i = 0, count = NUMBER(3); i < count; i++)
        if (fsconfig(fs, FSCONFIG_SET_STRING, "lowerdir+", OPERAND(4 + i), 0) < 0) return errno;
    if (*OPERAND(1) && (fsconfig(fs, FSCONFIG_SET_STRING, "upperdir", OPERAND(1), 0) < 0 || fsconfig(fs, FSCONFIG_SET_STRING, "workdir", OPERAND(2), 0) < 0)) return errno;
    if (fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0) return errno;
    AUTO_CLOSE int mounted = fsmount(fs, FSMOUNT_CLOEXEC, 0);
    return mounted < 0 ? errno : RESULT(move_mount(mounted, "", AT_FDCWD, OPERAND(0), MOVE_MOUNT_F_EMPTY_PATH));
}

static int op_umount(const step *s, plan_context *context) {
    return RESULT(umount2(OPERAND(0), NUMBER(1)));
}

static int op_mknod(const step *s, plan_context *context) {
    if (mknod(OPERAND(0), NUMBER(1), makedev(NUMBER(2), NUMBER(3))) < 0) return errno;
    return RESULT(chmod(OPERAND(0), NUMBER(1) & 07777));
}

static int op_symlink(const step *s, plan_context *context) {
    return RESULT(symlink(OPERAND(0), OPERAND(1)));
}

static const struct {
    const char *name;
    unsigned long flag;
} namespaces[] = {
    {"mnt", CLONE_NEWNS}, {"uts", CLONE_NEWUTS}, {"ipc", CLONE_NEWIPC}, {"net", CLONE_NEWNET}, {"pid", CLONE_NEWPID}, {"cgroup", CLONE_NEWCGROUP}, {"user", CLONE_NEWUSER},
};

static unsigned long namespace_flag(const char *name) {
    for (size_t i = 0; i < sizeof namespaces / sizeof *namespaces; i++)
        if (!strcmp(namespaces[i].name, name)) return namespaces[i].flag;
    return 0;
}

pid_t step_clone(const step *s) {
    struct clone_args arguments = {.exit_signal = SIGCHLD};
    AUTO_CLOSE int cgroup = *OPERAND(0) ? open(OPERAND(0), O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
    if (*OPERAND(0)) {
        if (cgroup < 0) return -1;
        arguments.flags |= CLONE_INTO_CGROUP;
        arguments.cgroup = cgroup;
    }
    for (int i = 0, count = NUMBER(1); i < count; i++) arguments.flags |= namespace_flag(OPERAND(2 + i));
    return syscall(SYS_clone3, &arguments, sizeof arguments);
}

static int op_setns(const step *s, plan_context *context) {
    AUTO_CLOSE int fd = open(OPERAND(0), O_RDONLY | O_CLOEXEC);
    return fd < 0 ? errno : RESULT(setns(fd, namespace_flag(OPERAND(1))));
}

/* protocol, summary, pidOffset, message */
static int op_netlink(const step *s, plan_context *context) {
    uint8_t *message;
    size_t length = from_hex(OPERAND(3), &message);
    int32_t pid = context->pid, offset = NUMBER(2);
    if (offset >= 0) memcpy(message + offset, &pid, sizeof pid);
    return netlink_exchange(&(netlink_request){NUMBER(0), "", message, length}, NULL, NULL);
}

static int op_sethostname(const step *s, plan_context *context) {
    return RESULT(sethostname(OPERAND(0), strlen(OPERAND(0))));
}

static int op_setdomainname(const step *s, plan_context *context) {
    return RESULT(setdomainname(OPERAND(0), strlen(OPERAND(0))));
}

/* The old root is stacked under the new one and detached: no directory is needed for it (pivot_root(2), "pivot_root(".", ".")"). */
static int op_pivot_root(const step *s, plan_context *context) {
    if (chdir(OPERAND(0)) < 0 || syscall(SYS_pivot_root, ".", ".") < 0 || umount2(".", MNT_DETACH) < 0) return errno;
    return RESULT(chdir("/"));
}

static int op_chdir(const step *s, plan_context *context) {
    return RESULT(chdir(OPERAND(0)));
}

/* name, path */
static int op_variable(const step *s, plan_context *context) {
    const int most = sizeof context->variables / sizeof *context->variables;
    AUTO_CLOSE int fd = open(OPERAND(1), O_RDONLY | O_CLOEXEC);
    struct stat file;
    if (fd < 0 || fstat(fd, &file) < 0) return errno;
    size_t name = strlen(OPERAND(0));
    char *text = calloc(1, name + file.st_size + 2);
    if (!text || context->variable_count == most) return ENOMEM;
    sprintf(text, "%s=", OPERAND(0));
    if (read(fd, text + name + 1, file.st_size) != file.st_size) return EIO;
    context->variables[context->variable_count++] = text;
    return 0;
}

static int op_rlimit(const step *s, plan_context *context) {
    struct rlimit64 limit = {strtoull(OPERAND(1), NULL, 10), strtoull(OPERAND(2), NULL, 10)};
    return RESULT(setrlimit64(NUMBER(0), &limit));
}

static int op_bounding(const step *s, plan_context *context) {
    uint64_t keep = strtoull(OPERAND(0), NULL, 16);
    for (int cap = 0; prctl(PR_CAPBSET_READ, cap) >= 0; cap++)
        if (!(keep >> cap & 1) && prctl(PR_CAPBSET_DROP, cap) < 0) return errno;
    return 0;
}

/* effective, permitted, inheritable, ambient */
static int op_capabilities(const step *s, plan_context *context) {
    uint64_t effective = strtoull(OPERAND(0), NULL, 16), permitted = strtoull(OPERAND(1), NULL, 16), inheritable = strtoull(OPERAND(2), NULL, 16);
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2] = {{effective, permitted, inheritable}, {effective >> 32, permitted >> 32, inheritable >> 32}};
    if (syscall(SYS_capset, &header, data) < 0) return errno;
    uint64_t ambient = strtoull(OPERAND(3), NULL, 16);
    for (int cap = 0; cap < 64; cap++)
        if (ambient >> cap & 1 && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, cap, 0, 0) < 0) return errno;
    return RESULT(prctl(PR_SET_KEEPCAPS, 0));
}

static int op_no_new_privs(const step *s, plan_context *context) {
    return RESULT(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
}

static int op_seccomp(const step *s, plan_context *context) {
    uint8_t *program;
    size_t length = from_hex(OPERAND(0), &program);
    struct sock_fprog filter = {.len = length / sizeof(struct sock_filter), .filter = (void *)program};
    return RESULT(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter));
}

/* cgroup, program */
static int op_devices(const step *s, plan_context *context) {
    uint8_t *program;
    size_t length = from_hex(OPERAND(1), &program);
    return attach_device_program(OPERAND(0), program, length);
}

/* uid, gid, count, groups: permitted capabilities stay until the `capabilities` step decides. */
static int op_setuser(const step *s, plan_context *context) {
    gid_t groups[64];
    int count = NUMBER(2);
    for (int i = 0; i < count && i < 64; i++) groups[i] = NUMBER(3 + i);
    /* Its own standard streams must be writable to it, also through /dev/stdout. */
    for (int fd = 0; fd < 3; fd++) {
        struct stat stream;
        /* /dev/null is everybody's. */
        if (fstat(fd, &stream) == 0 && S_ISCHR(stream.st_mode) && stream.st_rdev == makedev(1, 3)) continue;
        if (fchown(fd, NUMBER(0), -1) < 0 && errno != EPERM && errno != EROFS && errno != EINVAL) return errno;
    }
    if (prctl(PR_SET_KEEPCAPS, 1) < 0 || setgroups(count, groups) < 0 || setresgid(NUMBER(1), NUMBER(1), NUMBER(1)) < 0) return errno;
    return RESULT(setresuid(NUMBER(0), NUMBER(0), NUMBER(0)));
}

static void send_fd(int channel, int fd) {
    char byte = 't', control[CMSG_SPACE(sizeof fd)] = {0};
    struct iovec part = {&byte, 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET, header->cmsg_type = SCM_RIGHTS, header->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(header), &fd, sizeof fd);
    if (sendmsg(channel, &message, MSG_NOSIGNAL) < 0) {}
}

/* The pseudo terminal comes from the container's own /dev/pts, so that its name makes sense inside; the monitor gets the master. */
static int op_terminal(const step *s, plan_context *context) {
    AUTO_CLOSE int master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
    int unlocked = 0;
    if (master < 0 || ioctl(master, TIOCSPTLCK, &unlocked) < 0) return errno;
    AUTO_CLOSE int slave = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (slave < 0) return errno;
    struct winsize size = {.ws_row = context->rows, .ws_col = context->columns};
    ioctl(slave, TIOCSWINSZ, &size);
    int number;
    if (*OPERAND(0) && ioctl(master, TIOCGPTN, &number) == 0) {
        char path[32];
        snprintf(path, sizeof path, "/dev/pts/%d", number);
        AUTO_CLOSE int console = open(OPERAND(0), O_CREAT | O_WRONLY | O_NOCTTY | O_CLOEXEC, 0620);
        if (console < 0 || mount(path, OPERAND(0), NULL, MS_BIND, NULL) < 0) return errno;
    }
    send_fd(context->channel, master);
    setsid();
    if (ioctl(slave, TIOCSCTTY, 0) < 0) return errno;
    for (int fd = 0; fd < 3; fd++) dup2(slave, fd);
    return 0;
}

/* A file that may be executed, and whose content the kernel refuses (a format, an interpreter that is missing), is noticed when the start counts as done: the process says so and ends. */
static void end_refused(const char *path, int error) {
    dprintf(2, "exec %s: %c%s\n", path, tolower(strerror(error)[0]), strerror(error) + 1);
    _exit(255);
}

static int try_exec(const char *path, char **argv, char **env, int best) {
    execve(path, argv, env);
    int error = errno;
    struct stat s;
    if (error == EACCES && stat(path, &s) == 0 && S_ISDIR(s.st_mode)) return EISDIR;
    if (error == EACCES) return error;
    if (error != ENOENT && error != ENOTDIR) end_refused(path, error);
    if (stat(path, &s) == 0) end_refused(path, error);
    return best;
}

/* count, argv…, count, env… */
static int op_exec(const step *s, plan_context *context) {
    int argc = NUMBER(0), envc = NUMBER(1 + argc);
    char **argv = calloc(argc + 1, sizeof *argv), **env = calloc(envc + context->variable_count + 1, sizeof *env);
    memcpy(argv, &OPERAND(1), argc * sizeof *argv);
    memcpy(env, &OPERAND(2 + argc), envc * sizeof *env);
    memcpy(env + envc, context->variables, context->variable_count * sizeof *env);
    const char *search = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    for (int i = 0; i < envc; i++)
        if (!strncmp(env[i], "PATH=", 5)) search = env[i] + 5;
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    if (strchr(argv[0], '/')) return try_exec(argv[0], argv, env, ENOENT);
    int error = ENOENT;
    for (const char *at = search;; at++) {
        size_t length = strcspn(at, ":");
        char path[4096];
        snprintf(path, sizeof path, "%.*s/%s", length ? (int)length : 1, length ? at : ".", argv[0]);
        error = try_exec(path, argv, env, error);
        at += length;
        if (!*at) return error;
    }
}

static const struct {
    const char *name;
    int (*execute)(const step *s, plan_context *context);
} operations[] = {
    {"mkdir", op_mkdir},       {"write", op_write},     {"mount", op_mount},       {"umount", op_umount},       {"mknod", op_mknod},
    {"symlink", op_symlink},   {"setns", op_setns},     {"netlink", op_netlink},   {"sethostname", op_sethostname}, {"setdomainname", op_setdomainname},
    {"pivot_root", op_pivot_root}, {"chdir", op_chdir}, {"rlimit", op_rlimit},     {"bounding", op_bounding},   {"capabilities", op_capabilities},
    {"no_new_privs", op_no_new_privs}, {"seccomp", op_seccomp}, {"setuser", op_setuser}, {"terminal", op_terminal}, {"exec", op_exec},
    {"overlay", op_overlay},
    {"devices", op_devices},   {"variable", op_variable},
};

int step_execute(const step *s, plan_context *context) {
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++)
        if (step_is(s, operations[i].name)) return operations[i].execute(s, context);
    return ENOSYS;
}
