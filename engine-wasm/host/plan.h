/* A plan (api/plan.ts) as the monitor executes it. */
#ifndef PLAN_H
#define PLAN_H

#include <sys/types.h>

typedef struct {
    /* fields[0] is who executes ("m" or "p"), [1] the operation, [2] "?" when failure is tolerated; operands follow. */
    char **fields;
    int count;
} step;

typedef struct {
    step *steps;
    int count;
} plan;

/* Descriptors of the process to be: where there is no terminal they become 0, 1 and 2. */
typedef struct {
    int stdio[3];
    /* The process's end of the socket pair to the monitor, -1 in the monitor itself. */
    int channel;
    /* The clone's PID in the monitor's PID namespace; 0 before. */
    pid_t pid;
    int rows, columns;
    /* NAME=VALUE of `variable` steps: `exec` adds them to its environment. */
    char *variables[16];
    int variable_count;
} plan_context;

/* 0, or -1 with errno set. The text stays allocated. */
int plan_read(const char *path, plan *result);
/* Executes one step that is not `clone`; 0 or an errno. `exec` returns only on failure. */
int step_execute(const step *s, plan_context *context);
/* clone3(2) as the step says. In the parent the PID, in the child 0, -1 with errno set on failure. */
pid_t step_clone(const step *s);
int step_is(const step *s, const char *operation);

#endif
