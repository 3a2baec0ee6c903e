/* PID 1 for a container that asked for one: forwards signals to its child, reaps what is orphaned, ends with the child's code. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "host.h"

static volatile pid_t child;

static void forward(int number) {
    if (child > 0) kill(child, number);
}

int reaper_main(int argc, char **argv) {
    int first = argc > 1 && !strcmp(argv[1], "--") ? 2 : 1;
    if (first >= argc) return 127;
    for (int number = 1; number < 32; number++)
        if (number != SIGKILL && number != SIGSTOP && number != SIGCHLD) signal(number, forward);
    child = fork();
    if (child == 0) {
        for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
        execvp(argv[first], argv + first);
        fprintf(stderr, "%s: %s\n", argv[first], strerror(errno));
        _exit(errno == ENOENT ? 127 : 126);
    }
    for (;;) {
        int status;
        pid_t pid = wait(&status);
        if (pid == child) return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
        if (pid < 0 && errno != EINTR) return 1;
    }
}
