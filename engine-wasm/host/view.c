/* Runs another program of this executable in a mount namespace of its own, prepared by a plan: its mounts end with it. See sys/programs.ts. */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include "host.h"
#include "plan.h"

int view_main(int argc, char **argv) {
    plan steps;
    plan_context context = {.channel = -1};
    int error = argc < 3 ? EINVAL : unshare(CLONE_NEWNS) < 0 || plan_read(argv[1], &steps) < 0 ? errno : 0;
    for (int i = 0; !error && i < steps.count; i++) error = step_execute(&steps.steps[i], &context);
    if (!error) return run_program(argv[2], argc - 2, argv + 2);
    fprintf(stderr, "view: %s\n", strerror(error));
    return 1;
}
