#ifndef NETLINK_H
#define NETLINK_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    /* NETLINK_ROUTE, NETLINK_NETFILTER. */
    int protocol;
    /* Path of the network namespace; "" = this process's. */
    const char *namespace;
    /* One or several whole messages. */
    const void *bytes;
    size_t length;
} netlink_request;

/*
 * Sends the messages and waits until each that asks for it is acknowledged, and each dump is done. Returns 0 or an errno. What came back is
 * appended to `answer` (to be freed) unless that is NULL.
 */
int netlink_exchange(const netlink_request *request, uint8_t **answer, size_t *answer_length);

#endif
