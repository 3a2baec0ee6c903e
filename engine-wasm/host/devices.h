#ifndef DEVICES_H
#define DEVICES_H

#include <stddef.h>

/* Loads a BPF_PROG_TYPE_CGROUP_DEVICE program (an array of struct bpf_insn) and attaches it to the cgroup; it replaces the one that was there. 0 or an errno. */
int attach_device_program(const char *cgroup, const void *program, size_t length);

#endif
