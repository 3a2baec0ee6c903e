/* Which devices the processes of a cgroup may use: an eBPF program that somebody else has written. */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "devices.h"
#include "host.h"

int attach_device_program(const char *cgroup, const void *program, size_t length) {
    AUTO_CLOSE int directory = open(cgroup, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) return errno;
    union bpf_attr load;
    memset(&load, 0, sizeof load);
    load.prog_type = BPF_PROG_TYPE_CGROUP_DEVICE;
    load.insns = (uintptr_t)program;
    load.insn_cnt = length / sizeof(struct bpf_insn);
    load.license = (uintptr_t) "";
    AUTO_CLOSE int fd = syscall(SYS_bpf, BPF_PROG_LOAD, &load, sizeof load);
    if (fd < 0) return errno;
    union bpf_attr attach;
    memset(&attach, 0, sizeof attach);
    attach.target_fd = directory;
    attach.attach_bpf_fd = fd;
    attach.attach_type = BPF_CGROUP_DEVICE;
    /* A cgroup below may have a program of its own instead. */
    attach.attach_flags = BPF_F_ALLOW_OVERRIDE;
    return syscall(SYS_bpf, BPF_PROG_ATTACH, &attach, sizeof attach) < 0 ? errno : 0;
}
