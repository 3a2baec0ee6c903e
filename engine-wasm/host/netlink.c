/* Requests to the kernel over netlink(7), in this or another network namespace. */
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "host.h"
#include "netlink.h"

/* A socket stays in the namespace that it was made in: being there for a moment is enough. */
static int open_socket(int protocol, const char *namespace) {
    if (!*namespace) return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
    AUTO_CLOSE int own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    AUTO_CLOSE int other = open(namespace, O_RDONLY | O_CLOEXEC);
    if (own < 0 || other < 0 || setns(other, CLONE_NEWNET) < 0) return -1;
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol), error = errno;
    /* In the wrong namespace nothing that follows would be right. */
    if (setns(own, CLONE_NEWNET) < 0) abort();
    errno = error;
    return fd;
}

static int count_answers(const void *request, size_t length) {
    int count = 0;
    for (struct nlmsghdr *header = (void *)request; NLMSG_OK(header, length); header = NLMSG_NEXT(header, length))
        if (header->nlmsg_flags & (NLM_F_ACK | NLM_F_DUMP)) count++;
    return count;
}

int netlink_exchange(const netlink_request *request, uint8_t **answer, size_t *answer_length) {
    AUTO_CLOSE int fd = open_socket(request->protocol, request->namespace);
    if (fd < 0 || send(fd, request->bytes, request->length, 0) < 0) return errno;
    static uint8_t buffer[32768];
    int missing = count_answers(request->bytes, request->length);
    while (missing > 0) {
        ssize_t got = recv(fd, buffer, sizeof buffer, 0);
        if (got < 0) return errno;
        if (answer) {
            *answer = realloc(*answer, *answer_length + got);
            memcpy(*answer + *answer_length, buffer, got);
            *answer_length += got;
        }
        size_t left = got;
        for (struct nlmsghdr *header = (void *)buffer; NLMSG_OK(header, left); header = NLMSG_NEXT(header, left)) {
            if (header->nlmsg_type == NLMSG_ERROR) {
                int error = -((struct nlmsgerr *)NLMSG_DATA(header))->error;
                if (error) return error;
                missing--;
            } else if (header->nlmsg_type == NLMSG_DONE) {
                missing--;
            }
        }
    }
    return 0;
}
