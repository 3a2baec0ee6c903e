/*
 * The parent of one container process: executes its plan, holds its standard streams, its log and its exit record, and outlives the
 * daemon. Protocol: sys/monitor.ts. Everything happens in one poll(2) loop.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "host.h"
#include "monitor_log.h"
#include "plan.h"

enum { LISTENER = 3, MAX_PEERS = 64, FIRST_PEER = 6, READ_BYTES = 32768, QUEUE_BYTES = 1 << 20 };

/* A connection: dockerd's control line, or a client whose socket was handed over. */
typedef struct {
    enum { NONE, FRESH, CONTROL, ATTACHED } kind;
    int fd;
    char line[512];
    size_t line_length;
    int want_stdin, want_out[2], framed, input_ended;
    unsigned char detach[16];
    int detach_length, detach_matched;
    char *queue;
    size_t queue_start, queue_end;
} peer;

static struct {
    int tty, keep_stdin, stdin_once, wait_attach;
    char log[512], cgroup[512];
    long long log_bytes;
    int log_files;
} options;

static plan the_plan;
static plan_context context = {.channel = -1};
static peer peers[MAX_PEERS];
static const char *bundle_path;
/* Index of the next step; the plan runs while it is `going`. */
static int position, going, begun, failed_step = -1, failed_errno, breakpoint = -1, single;
static int channel = -1, attached_ever;
/* The monitor's ends: what goes to the process's standard input, and what it wrote. A terminal is both. */
static int to_process = -1, from_process[2] = {-1, -1}, process_ends[3] = {-1, -1, -1};
static int process_ended, exit_code, oom_killed, finished;
/* The container's cgroup.events, which poll(2) reports with POLLPRI when it has changed, and what it said last. */
static int cgroup_events = -1, cgroup_populated;
static double exit_time;
static char input[READ_BYTES];
static size_t input_start, input_end;
static int input_closing, input_closed;
/* Bytes that the process wrote, by stream, and their sum when dockerd was last told. */
static unsigned long long produced[2], told_produced;

static double clock_us(clockid_t id) {
    struct timespec now;
    clock_gettime(id, &now);
    return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

static void in_bundle(char path[1024], const char *name) { snprintf(path, 1024, "%s/%s", bundle_path, name); }

static void read_options(void) {
    char path[1024], text[1024];
    in_bundle(path, "options");
    FILE *file = fopen(path, "re");
    while (file && fgets(text, sizeof text, file)) {
        text[strcspn(text, "\n")] = 0;
        char *value = strchr(text, '=');
        if (!value) continue;
        *value++ = 0;
        if (!strcmp(text, "tty")) options.tty = atoi(value);
        else if (!strcmp(text, "rows")) context.rows = atoi(value);
        else if (!strcmp(text, "cols")) context.columns = atoi(value);
        else if (!strcmp(text, "stdin")) options.keep_stdin = atoi(value);
        else if (!strcmp(text, "stdin-once")) options.stdin_once = atoi(value);
        else if (!strcmp(text, "wait-attach")) options.wait_attach = atoi(value);
        else if (!strcmp(text, "log")) snprintf(options.log, sizeof options.log, "%s", value);
        else if (!strcmp(text, "log-bytes")) options.log_bytes = atoll(value);
        else if (!strcmp(text, "log-files")) options.log_files = atoi(value);
        else if (!strcmp(text, "cgroup")) snprintf(options.cgroup, sizeof options.cgroup, "%s", value);
    }
    if (file) fclose(file);
}

static void write_bundle_file(const char *name, const char *text) {
    char path[1024], temporary[1040];
    in_bundle(path, name);
    snprintf(temporary, sizeof temporary, "%s.tmp", path);
    FILE *file = fopen(temporary, "we");
    if (!file) return;
    fputs(text, file);
    fclose(file);
    rename(temporary, path);
}

/* ---- peers ---- */

static void drop(peer *p) {
    if (p->kind == NONE) return;
    close(p->fd);
    free(p->queue);
    *p = (peer){0};
}

static size_t queued(const peer *p) { return p->queue_end - p->queue_start; }

static void flush_queue(peer *p) {
    while (queued(p)) {
        ssize_t put = send(p->fd, p->queue + p->queue_start, queued(p), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (put < 0 && errno == EAGAIN) return;
        if (put < 0) return drop(p);
        p->queue_start += put;
    }
    p->queue_start = p->queue_end = 0;
}

/* Readers check `queued` before they produce more, so that the queue never outgrows its bound by more than one read. */
static void enqueue(peer *p, const void *data, size_t length) {
    if (!p->queue) p->queue = malloc(QUEUE_BYTES + 2 * READ_BYTES);
    if (p->queue_start > 0 && p->queue_end + length > QUEUE_BYTES + 2 * READ_BYTES) {
        memmove(p->queue, p->queue + p->queue_start, queued(p));
        p->queue_end -= p->queue_start, p->queue_start = 0;
    }
    memcpy(p->queue + p->queue_end, data, length);
    p->queue_end += length;
}

static void tell(peer *p, const char *text) {
    if (send(p->fd, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT) < 0) {}
}

static void tell_controls(const char *text) {
    for (int i = 0; i < MAX_PEERS; i++)
        if (peers[i].kind == CONTROL) tell(&peers[i], text);
}

static void tell_state(peer *p) {
    char text[96];
    if (failed_step >= 0) snprintf(text, sizeof text, "failed %d %d\n", failed_step, failed_errno);
    else if (finished) snprintf(text, sizeof text, "exited %d %d %.3f\n", exit_code, oom_killed, exit_time);
    else if (context.pid && !going && position == the_plan.count) snprintf(text, sizeof text, "started %d\n", context.pid);
    else return;
    tell(p, text);
}

static void write_input(void);

/* ---- the plan ---- */

typedef struct {
    int index, error;
    double started, duration;
} step_result;

static char report[16384];
static size_t report_length;

static void flush_report(void) {
    report[report_length] = 0;
    if (report_length) tell_controls(report);
    report_length = 0;
}

static void report_step(const step_result *r) {
    if (report_length + 96 > sizeof report) flush_report();
    report_length += sprintf(report + report_length, "step %d %d %.0f %.0f\n", r->index, r->error, r->started, r->duration);
}

static int tolerated(const step *s) { return s->fields[2][0] == '?'; }
static int by_process(int index) { return the_plan.steps[index].fields[0][0] == 'p'; }

static step_result execute(int index) {
    step_result result = {.index = index, .started = clock_us(CLOCK_MONOTONIC)};
    result.error = step_execute(&the_plan.steps[index], &context);
    result.duration = clock_us(CLOCK_MONOTONIC) - result.started;
    return result;
}

/* The clone's life until exec: ranges of steps come over the channel, results go back. The channel closes on exec. */
static void be_process(int my_channel) {
    context.channel = my_channel;
    /* What the monitor ignores its process must be able to catch. */
    for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
    setsid();
    for (int fd = 0; fd < 3; fd++) dup2(process_ends[fd], fd);
    int range[2];
    while (read(my_channel, range, sizeof range) == sizeof range) {
        for (int i = range[0]; i < range[1]; i++) {
            step_result result = execute(i);
            if (write(my_channel, &result, sizeof result) < 0) _exit(1);
            if (result.error && !tolerated(&the_plan.steps[i])) _exit(1);
        }
    }
    _exit(1);
}

static void make_pipes(void) {
    int fds[2];
    for (int i = 0; i < 3; i++) process_ends[i] = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (options.tty) return;
    if (options.keep_stdin && pipe2(fds, O_CLOEXEC) == 0) {
        close(process_ends[0]);
        process_ends[0] = fds[0], to_process = fds[1];
        fcntl(to_process, F_SETFL, O_NONBLOCK);
    }
    for (int i = 0; i < 2; i++) {
        if (pipe2(fds, O_CLOEXEC) < 0) continue;
        close(process_ends[1 + i]);
        process_ends[1 + i] = fds[1], from_process[i] = fds[0];
        fcntl(from_process[i], F_SETFL, O_NONBLOCK);
    }
}

static int start_clone(const step *s) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0) return errno;
    make_pipes();
    pid_t pid = step_clone(s);
    if (pid == 0) be_process(pair[1]);
    int error = pid < 0 ? errno : 0;
    close(pair[1]);
    channel = pair[0];
    for (int i = 0; i < 3; i++) close(process_ends[i]);
    context.pid = pid < 0 ? 0 : pid;
    return error;
}

/* One message of the channel: a result, or (with a descriptor) the terminal's master. 0 when the channel is closed. */
static int receive(step_result *result) {
    for (;;) {
        char control[CMSG_SPACE(sizeof(int))];
        struct iovec part = {result, sizeof *result};
        struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
        ssize_t got = recvmsg(channel, &message, MSG_CMSG_CLOEXEC);
        if (got <= 0) return 0;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        if (!header) return 1;
        memcpy(&from_process[0], CMSG_DATA(header), sizeof(int));
        fcntl(from_process[0], F_SETFL, O_NONBLOCK);
        to_process = dup(from_process[0]);
        fcntl(to_process, F_SETFD, FD_CLOEXEC);
    }
}

static void fail_plan(int index, int error) {
    failed_step = index, failed_errno = error;
    going = 0;
    if (context.pid && !process_ended) kill(context.pid, SIGKILL);
    char text[96];
    snprintf(text, sizeof text, "failed %d %d %.3f\n", index, error, clock_us(CLOCK_REALTIME) / 1e3);
    write_bundle_file("exit", text);
    flush_report();
    snprintf(text, sizeof text, "failed %d %d\n", index, error);
    tell_controls(text);
}

static void plan_done(double started) {
    char text[64];
    step_result last = {the_plan.count - 1, 0, started, clock_us(CLOCK_MONOTONIC) - started};
    report_step(&last);
    going = 0;
    position = the_plan.count;
    close(channel);
    channel = -1;
    snprintf(text, sizeof text, "%d\n", context.pid);
    write_bundle_file("pid", text);
    /* Input, or its end, may have come before there was a process. */
    write_input();
    flush_report();
    snprintf(text, sizeof text, "started %d\n", context.pid);
    tell_controls(text);
}

/* Runs steps [position, to) in the process; 0 when the plan ended here, one way or the other. */
static int run_in_process(int to) {
    int range[2] = {position, to};
    double started = clock_us(CLOCK_MONOTONIC);
    if (write(channel, range, sizeof range) < 0) return fail_plan(position, errno), 0;
    while (position < to) {
        step_result result;
        started = clock_us(CLOCK_MONOTONIC);
        if (!receive(&result)) {
            if (position == the_plan.count - 1 && step_is(&the_plan.steps[position], "exec")) plan_done(started);
            else fail_plan(position, ECHILD);
            return 0;
        }
        report_step(&result);
        if (result.error && !tolerated(&the_plan.steps[position])) return fail_plan(position, result.error), 0;
        position++;
    }
    return 1;
}

static int run_in_monitor(void) {
    const step *s = &the_plan.steps[position];
    step_result result = {.index = position, .started = clock_us(CLOCK_MONOTONIC)};
    if (step_is(s, "clone")) {
        result.error = start_clone(s);
        result.duration = clock_us(CLOCK_MONOTONIC) - result.started;
    } else {
        result = execute(position);
    }
    report_step(&result);
    if (result.error && !tolerated(s)) return fail_plan(position, result.error), 0;
    position++;
    return 1;
}

static void advance(void) {
    while (going && position < the_plan.count) {
        int exec_next = position == the_plan.count - 1;
        if (exec_next && attached_ever < options.wait_attach) return;
        if (position == breakpoint) {
            char text[32];
            breakpoint = -1, going = 0;
            flush_report();
            snprintf(text, sizeof text, "stopped %d\n", position);
            return tell_controls(text);
        }
        int to = position + 1;
        while (!single && to < the_plan.count && to != breakpoint && by_process(to) == by_process(position) && (to < the_plan.count - 1 || attached_ever >= options.wait_attach)) to++;
        if (by_process(position) ? !run_in_process(to) : !run_in_monitor()) return;
        if (single) single = 0, breakpoint = position;
    }
}

/* ---- bytes ---- */

/* What comes before the process starts waits for it. */
static void write_input(void) {
    if (to_process < 0 && !input_closed) return;
    while (input_start < input_end && to_process >= 0) {
        ssize_t put = write(to_process, input + input_start, input_end - input_start);
        if (put < 0 && errno == EAGAIN) return;
        if (put < 0) break;
        input_start += put;
    }
    input_start = input_end = 0;
    if (input_closing && to_process >= 0) {
        close(to_process);
        to_process = -1;
        input_closed = 1;
    }
}

static void end_input(peer *p) {
    p->input_ended = 1;
    if (options.stdin_once && !options.tty && p->want_stdin) {
        input_closing = 1;
        write_input();
    }
}

/* Input up to the detach keys; a partial match is held back until it is decided. Returns 1 when the client detached. */
static int take_input(peer *p, const char *data, size_t length) {
    size_t room = sizeof input - input_end;
    char *into = input + input_end;
    for (size_t i = 0; i < length && room > 0; i++) {
        unsigned char byte = data[i];
        if (p->detach_length && byte == p->detach[p->detach_matched]) {
            if (++p->detach_matched == p->detach_length) return 1;
            continue;
        }
        for (int m = 0; m < p->detach_matched && room > 1; m++, room--) *into++ = p->detach[m];
        p->detach_matched = p->detach_length && byte == p->detach[0];
        if (!p->detach_matched) *into++ = byte, room--;
    }
    input_end = into - input;
    write_input();
    return 0;
}

static void read_client(peer *p) {
    char data[4096];
    ssize_t got = recv(p->fd, data, sizeof data, MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN) return;
    if (got < 0) return drop(p);
    if (got == 0) return end_input(p);
    if (p->want_stdin && take_input(p, data, got)) drop(p);
}

static void tell_output(void) {
    char text[64];
    told_produced = produced[0] + produced[1];
    snprintf(text, sizeof text, "output %llu %llu\n", produced[0], produced[1]);
    tell_controls(text);
}

static void give_output(int is_stderr, const char *data, size_t length) {
    log_add(is_stderr, data, length);
    produced[is_stderr] += length;
    if (produced[0] + produced[1] >= 2 * told_produced) tell_output();
    unsigned char header[8] = {is_stderr ? 2 : 1, 0, 0, 0, length >> 24, length >> 16, length >> 8, length};
    for (int i = 0; i < MAX_PEERS; i++) {
        peer *p = &peers[i];
        if (p->kind != ATTACHED || !p->want_out[is_stderr]) continue;
        if (p->framed) enqueue(p, header, sizeof header);
        enqueue(p, data, length);
        flush_queue(p);
    }
}

/* 0 at the end of the stream. */
static int read_output(int which) {
    static char data[READ_BYTES];
    ssize_t got = read(from_process[which], data, sizeof data);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return 1;
    if (got <= 0) {
        close(from_process[which]);
        from_process[which] = -1;
        return 0;
    }
    give_output(which, data, got);
    return 1;
}

static int output_is_blocked(void) {
    for (int i = 0; i < MAX_PEERS; i++)
        if (peers[i].kind == ATTACHED && queued(&peers[i]) > QUEUE_BYTES) return 1;
    return 0;
}

/* ---- lines from dockerd ---- */

static int option(const char *line, const char *name) {
    const char *at = strstr(line, name);
    return at ? atoi(at + strlen(name)) : 0;
}

static void begin_attach(peer *p, int client, const char *rest, size_t rest_length) {
    peer attached = {.kind = ATTACHED, .fd = client};
    attached.want_stdin = option(p->line, " stdin=") && (options.keep_stdin || options.tty);
    attached.want_out[0] = option(p->line, " stdout=");
    attached.want_out[1] = option(p->line, " stderr=");
    attached.framed = option(p->line, " framed=");
    const char *hex = strstr(p->line, " detach=");
    for (hex = hex ? hex + 8 : ""; hex[0] && hex[1] && hex[0] != ' ' && attached.detach_length < 16; hex += 2) {
        char pair[3] = {hex[0], hex[1], 0};
        attached.detach[attached.detach_length++] = strtoul(pair, NULL, 16);
    }
    tell(p, "ok\n");
    drop(p);
    *p = attached;
    fcntl(p->fd, F_SETFL, O_NONBLOCK);
    attached_ever++;
    if (finished) return drop(p);
    if (rest_length && p->want_stdin && take_input(p, rest, rest_length)) drop(p);
    advance();
}

static void on_control_line(peer *p) {
    int number = 0, rows = 0, columns = 0;
    if (!strcmp(p->line, "run")) begun = going = 1;
    else if (!strcmp(p->line, "next")) begun = going = single = 1, breakpoint = -1;
    else if (sscanf(p->line, "break %d", &number) == 1) breakpoint = number;
    else if (sscanf(p->line, "signal %d", &number) == 1 && context.pid && !process_ended) kill(context.pid, number);
    else if (sscanf(p->line, "resize %d %d", &rows, &columns) == 2) {
        struct winsize size = {.ws_row = rows, .ws_col = columns};
        context.rows = rows, context.columns = columns;
        if (options.tty && from_process[0] >= 0) ioctl(from_process[0], TIOCSWINSZ, &size);
    } else if (!strcmp(p->line, "close-stdin")) input_closing = 1, write_input();
    advance();
}

static void on_line(peer *p, int passed, const char *rest, size_t rest_length) {
    if (p->kind == CONTROL) return on_control_line(p);
    if (!strncmp(p->line, "attach", 6) && passed >= 0) return begin_attach(p, passed, rest, rest_length);
    if (!strcmp(p->line, "control")) {
        p->kind = CONTROL;
        return tell_state(p);
    }
    drop(p);
}

/* Nobody could tell what becomes of a plan whose dockerd is gone: it is given up. */
static void leave(peer *p) {
    int last = p->kind == CONTROL;
    drop(p);
    for (int i = 0; i < MAX_PEERS; i++)
        if (peers[i].kind == CONTROL) last = 0;
    if (last && position < the_plan.count && failed_step < 0) fail_plan(position, ECANCELED);
}

static void read_peer(peer *p) {
    char data[4096], control[CMSG_SPACE(sizeof(int))];
    struct iovec part = {data, sizeof data};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    ssize_t got = recvmsg(p->fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) return leave(p);
    int passed = -1;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header) memcpy(&passed, CMSG_DATA(header), sizeof passed);
    for (ssize_t i = 0; i < got; i++) {
        if (data[i] != '\n') {
            if (p->line_length < sizeof p->line - 1) p->line[p->line_length++] = data[i];
            continue;
        }
        p->line[p->line_length] = 0;
        p->line_length = 0;
        int attach = p->kind == FRESH && !strncmp(p->line, "attach", 6);
        on_line(p, passed, data + i + 1, got - i - 1);
        if (attach || p->kind == NONE) return;
    }
}

static void accept_peer(void) {
    int fd = accept4(LISTENER, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0) return;
    for (int i = 0; i < MAX_PEERS; i++) {
        if (peers[i].kind != NONE) continue;
        peers[i] = (peer){.kind = FRESH, .fd = fd};
        return;
    }
    close(fd);
}

/* ---- the end ---- */

static int open_in_cgroup(const char *name, int flags) {
    char path[600];
    snprintf(path, sizeof path, "%s/%s", options.cgroup, name);
    return *options.cgroup ? open(path, flags | O_CLOEXEC) : -1;
}

static void look_into_cgroup(void) {
    char text[128];
    ssize_t got = cgroup_events < 0 ? 0 : pread(cgroup_events, text, sizeof text - 1, 0);
    text[got > 0 ? got : 0] = 0;
    cgroup_populated = strstr(text, "populated 1") != NULL;
}

/* With its first process a container ends: what shared a PID namespace with others would live on. */
static void empty_cgroup(void) {
    cgroup_events = open_in_cgroup("cgroup.events", O_RDONLY);
    look_into_cgroup();
    if (!cgroup_populated) return;
    AUTO_CLOSE int fd = open_in_cgroup("cgroup.kill", O_WRONLY);
    if (fd >= 0 && write(fd, "1", 1) < 0) {}
}

static int was_oom_killed(void) {
    char line[128];
    int count = 0, fd = open_in_cgroup("memory.events", O_RDONLY);
    FILE *file = fd >= 0 ? fdopen(fd, "r") : NULL;
    while (file && fgets(line, sizeof line, file)) sscanf(line, "oom_kill %d", &count);
    if (file) fclose(file);
    return count > 0;
}

static void on_child(void) {
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        if (pid != context.pid) continue;
        process_ended = 1;
        exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
        oom_killed = was_oom_killed();
        exit_time = clock_us(CLOCK_REALTIME) / 1e3;
        empty_cgroup();
    }
}

/* Of a container nothing is left, so its output ends; of an exec, what is there now is the output. */
static int is_drained(void) {
    for (int i = 0; i < 2; i++) {
        struct pollfd waiting = {from_process[i], POLLIN, 0};
        if (from_process[i] >= 0 && (*options.cgroup || (poll(&waiting, 1, 0) > 0 && waiting.revents & POLLIN))) return 0;
    }
    return !cgroup_populated;
}

static void finish(void) {
    char text[96];
    log_finish();
    if (produced[0] + produced[1] > told_produced) tell_output();
    finished = 1;
    snprintf(text, sizeof text, "%d %d %.3f\n", exit_code, oom_killed, exit_time);
    write_bundle_file("exit", text);
    snprintf(text, sizeof text, "exited %d %d %.3f\n", exit_code, oom_killed, exit_time);
    tell_controls(text);
}

/* dockerd hangs up when it knows of the end: a client that sees the end of its stream asks at once for the exit code. */
static int all_is_told(void) {
    for (int i = 0; i < MAX_PEERS; i++)
        if (peers[i].kind == CONTROL || (peers[i].kind == ATTACHED && queued(&peers[i]))) return 0;
    return 1;
}

/* A plan that failed has nothing to say any more once its process is gone; its clients are closed with it. */
static int may_end(void) {
    if (failed_step >= 0) return !context.pid || process_ended;
    return finished && all_is_told();
}

static int open_signals(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    for (int number = 1; number < 32; number++)
        if (number == SIGHUP || number == SIGINT || number == SIGPIPE || number == SIGTERM) signal(number, SIG_IGN);
    sigprocmask(SIG_BLOCK, &set, NULL);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void serve(struct pollfd *polled, int signals) {
    if (polled[0].revents) accept_peer();
    if (polled[1].revents) {
        struct signalfd_siginfo info;
        while (read(signals, &info, sizeof info) > 0) {}
        on_child();
    }
    for (int i = 0; i < 2; i++)
        if (polled[2 + i].revents && from_process[i] >= 0) read_output(i);
    if (polled[4].revents) write_input();
    if (polled[5].revents) look_into_cgroup();
    for (int i = 0; i < MAX_PEERS; i++) {
        peer *p = &peers[i];
        short events = polled[FIRST_PEER + i].revents;
        if (!events || p->kind == NONE || p->fd != polled[FIRST_PEER + i].fd) continue;
        if (events & POLLOUT) flush_queue(p);
        if (p->kind == NONE) continue;
        if (p->kind == ATTACHED) {
            if (events & (POLLERR | POLLHUP) && !(events & POLLIN)) drop(p);
            else if (events & POLLIN) read_client(p);
        } else if (events & (POLLIN | POLLHUP | POLLERR)) {
            read_peer(p);
        }
    }
}

static void prepare_poll(struct pollfd *polled, int signals) {
    int blocked = output_is_blocked(), input_free = input_start == input_end;
    polled[0] = (struct pollfd){LISTENER, POLLIN, 0};
    polled[1] = (struct pollfd){signals, POLLIN, 0};
    for (int i = 0; i < 2; i++) polled[2 + i] = (struct pollfd){blocked ? -1 : from_process[i], POLLIN, 0};
    polled[4] = (struct pollfd){input_free ? -1 : to_process, POLLOUT, 0};
    polled[5] = (struct pollfd){cgroup_populated ? cgroup_events : -1, POLLPRI, 0};
    for (int i = 0; i < MAX_PEERS; i++) {
        peer *p = &peers[i];
        short wanted = queued(p) ? POLLOUT : 0;
        if (p->kind != ATTACHED || (input_free && !p->input_ended)) wanted |= POLLIN;
        polled[FIRST_PEER + i] = (struct pollfd){p->kind == NONE ? -1 : p->fd, wanted, 0};
    }
}

int monitor_main(int argc, char **argv) {
    if (argc != 2) return 2;
    char path[1024];
    bundle_path = argv[1];
    read_options();
    in_bundle(path, "plan");
    if (plan_read(path, &the_plan) < 0) return 1;
    log_open(options.log, options.log_bytes, options.log_files);
    int signals = open_signals();
    while (!may_end()) {
        struct pollfd polled[FIRST_PEER + MAX_PEERS];
        prepare_poll(polled, signals);
        if (poll(polled, FIRST_PEER + MAX_PEERS, -1) < 0 && errno != EINTR) return 1;
        serve(polled, signals);
        if (process_ended && !finished && failed_step < 0 && !going && is_drained()) finish();
    }
    for (int i = 0; i < MAX_PEERS; i++) drop(&peers[i]);
    return 0;
}
