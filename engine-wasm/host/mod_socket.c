/* Sockets and pipes, all non-blocking and close-on-exec. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include "host.h"
#include "netlink.h"

enum { FLAGS = SOCK_CLOEXEC | SOCK_NONBLOCK };

static JSValue fail(JSContext *ctx, const char *syscall, int fd, const char *detail) {
    int error = errno;
    if (fd >= 0) close(fd);
    return throw_errno(ctx, syscall, error, detail);
}

static struct sockaddr_un unix_address(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    return address;
}

FUNCTION(js_listen_unix) {
    CSTRING path = string_of(ctx, argv[0]);
    struct sockaddr_un address = unix_address(path.text);
    int fd = socket(AF_UNIX, SOCK_STREAM | FLAGS, 0);
    unlink(path.text);
    if (fd < 0 || bind(fd, (void *)&address, sizeof address) || chmod(path.text, int_of(ctx, argv[1])) || listen(fd, 128)) return fail(ctx, "listen", fd, path.text);
    return JS_NewInt32(ctx, fd);
}

FUNCTION(js_connect_unix) {
    CSTRING path = string_of(ctx, argv[0]);
    struct sockaddr_un address = unix_address(path.text);
    int fd = socket(AF_UNIX, SOCK_STREAM | FLAGS, 0);
    if (fd < 0 || connect(fd, (void *)&address, sizeof address)) return fail(ctx, "connect", fd, path.text);
    return JS_NewInt32(ctx, fd);
}

static struct sockaddr_in inet_address(JSContext *ctx, JSValueConst host, JSValueConst port) {
    CSTRING text = string_of(ctx, host);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(int_of(ctx, port))};
    inet_pton(AF_INET, text.text, &address.sin_addr);
    return address;
}

FUNCTION(js_listen_tcp) {
    struct sockaddr_in address = inet_address(ctx, argv[0], argv[1]);
    int fd = socket(AF_INET, SOCK_STREAM | FLAGS, 0), on = 1;
    if (fd >= 0) setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (fd < 0 || bind(fd, (void *)&address, sizeof address) || listen(fd, 128)) return fail(ctx, "listen", fd, NULL);
    return JS_NewInt32(ctx, fd);
}

FUNCTION(js_listen_udp) {
    struct sockaddr_in address = inet_address(ctx, argv[0], argv[1]);
    int fd = socket(AF_INET, SOCK_DGRAM | FLAGS, 0);
    if (fd < 0 || bind(fd, (void *)&address, sizeof address)) return fail(ctx, "bind", fd, NULL);
    return JS_NewInt32(ctx, fd);
}

FUNCTION(js_receive_from) {
    uint8_t data[2048];
    struct sockaddr_in from;
    socklen_t from_length = sizeof from;
    ssize_t got = recvfrom(int_of(ctx, argv[0]), data, sizeof data, 0, (void *)&from, &from_length);
    if (got < 0) return errno == EAGAIN ? JS_NULL : throw_errno(ctx, "recvfrom", errno, NULL);
    char host[INET_ADDRSTRLEN];
    inet_ntop(AF_INET, &from.sin_addr, host, sizeof host);
    JSValue datagram = JS_NewObject(ctx);
    JS_SetPropertyStr(ctx, datagram, "bytes", new_bytes(ctx, data, got));
    JS_SetPropertyStr(ctx, datagram, "address", JS_NewString(ctx, host));
    JS_SetPropertyStr(ctx, datagram, "port", JS_NewInt32(ctx, ntohs(from.sin_port)));
    return datagram;
}

FUNCTION(js_send_to) {
    size_t length;
    uint8_t *data = bytes_of(ctx, argv[1], &length);
    if (!data) return JS_EXCEPTION;
    struct sockaddr_in to = inet_address(ctx, argv[2], argv[3]);
    ssize_t put = sendto(int_of(ctx, argv[0]), data, length, 0, (void *)&to, sizeof to);
    return put < 0 ? throw_errno(ctx, "sendto", errno, NULL) : JS_UNDEFINED;
}

/* The connection may still be in progress: it is writable, or in error, when it is decided. */
FUNCTION(js_connect_tcp) {
    struct sockaddr_in address = inet_address(ctx, argv[0], argv[1]);
    int fd = socket(AF_INET, SOCK_STREAM | FLAGS, 0), on = 1;
    if (fd < 0 || (connect(fd, (void *)&address, sizeof address) && errno != EINPROGRESS)) return fail(ctx, "connect", fd, NULL);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return JS_NewInt32(ctx, fd);
}

FUNCTION(js_check_connected) {
    int fd = int_of(ctx, argv[0]), error = 0;
    socklen_t length = sizeof error;
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
    return error ? throw_errno(ctx, "connect", error, NULL) : JS_UNDEFINED;
}

FUNCTION(js_accept) {
    int fd = accept4(int_of(ctx, argv[0]), NULL, NULL, FLAGS);
    if (fd >= 0) return JS_NewInt32(ctx, fd);
    return errno == EAGAIN || errno == ECONNABORTED ? JS_NULL : throw_errno(ctx, "accept", errno, NULL);
}

FUNCTION(js_peer_pid) {
    struct ucred peer = {0};
    socklen_t length = sizeof peer;
    getsockopt(int_of(ctx, argv[0]), SOL_SOCKET, SO_PEERCRED, &peer, &length);
    return JS_NewInt32(ctx, peer.pid);
}

FUNCTION(js_shutdown_write) {
    shutdown(int_of(ctx, argv[0]), SHUT_WR);
    return JS_UNDEFINED;
}

FUNCTION(js_shutdown) {
    shutdown(int_of(ctx, argv[0]), SHUT_RDWR);
    return JS_UNDEFINED;
}

FUNCTION(js_pipe) {
    int fds[2];
    if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) < 0) return throw_errno(ctx, "pipe", errno, NULL);
    JSValue pair = JS_NewArray(ctx);
    for (int i = 0; i < 2; i++) JS_SetPropertyUint32(ctx, pair, i, JS_NewInt32(ctx, fds[i]));
    return pair;
}

FUNCTION(js_pair) {
    int fds[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | FLAGS, 0, fds) < 0) return throw_errno(ctx, "socketpair", errno, NULL);
    JSValue pair = JS_NewArray(ctx);
    for (int i = 0; i < 2; i++) JS_SetPropertyUint32(ctx, pair, i, JS_NewInt32(ctx, fds[i]));
    return pair;
}

FUNCTION(js_set_blocking) {
    int fd = int_of(ctx, argv[0]), flags = fcntl(fd, F_GETFL);
    fcntl(fd, F_SETFL, JS_ToBool(ctx, argv[1]) ? flags & ~O_NONBLOCK : flags | O_NONBLOCK);
    return JS_UNDEFINED;
}

FUNCTION(js_send_with_fd) {
    size_t length;
    uint8_t *data = bytes_of(ctx, argv[1], &length);
    if (!data) return JS_EXCEPTION;
    struct iovec part = {data, length};
    char control[CMSG_SPACE(sizeof(int))] = {0};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    int fd = int_of(ctx, argv[2]);
    header->cmsg_level = SOL_SOCKET, header->cmsg_type = SCM_RIGHTS, header->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(header), &fd, sizeof fd);
    return sendmsg(int_of(ctx, argv[0]), &message, MSG_NOSIGNAL) < 0 ? throw_errno(ctx, "sendmsg", errno, NULL) : JS_UNDEFINED;
}

/* request, protocol, namespace */
FUNCTION(js_netlink) {
    size_t length, answer_length = 0;
    uint8_t *answer = NULL, *bytes = bytes_of(ctx, argv[0], &length);
    if (!bytes) return JS_EXCEPTION;
    CSTRING namespace = string_of(ctx, argv[2]);
    netlink_request request = {int_of(ctx, argv[1]), namespace.text, bytes, length};
    int error = netlink_exchange(&request, &answer, &answer_length);
    JSValue result = error ? throw_errno(ctx, "netlink", error, NULL) : new_bytes(ctx, answer, answer_length);
    free(answer);
    return result;
}

static const JSCFunctionListEntry exports[] = {
    JS_CFUNC_DEF("listenUnix", 2, js_listen_unix),
    JS_CFUNC_DEF("connectUnix", 1, js_connect_unix),
    JS_CFUNC_DEF("listenTcp", 2, js_listen_tcp),
    JS_CFUNC_DEF("listenUdp", 2, js_listen_udp),
    JS_CFUNC_DEF("receiveFrom", 1, js_receive_from),
    JS_CFUNC_DEF("sendTo", 4, js_send_to),
    JS_CFUNC_DEF("connectTcp", 2, js_connect_tcp),
    JS_CFUNC_DEF("checkConnected", 1, js_check_connected),
    JS_CFUNC_DEF("accept", 1, js_accept),
    JS_CFUNC_DEF("peerPid", 1, js_peer_pid),
    JS_CFUNC_DEF("shutdownWrite", 1, js_shutdown_write),
    JS_CFUNC_DEF("shutdown", 1, js_shutdown),
    JS_CFUNC_DEF("pipe", 0, js_pipe),
    JS_CFUNC_DEF("pair", 0, js_pair),
    JS_CFUNC_DEF("setBlocking", 2, js_set_blocking),
    JS_CFUNC_DEF("sendWithFd", 3, js_send_with_fd),
    JS_CFUNC_DEF("netlink", 3, js_netlink),
};
const native_module mod_socket = {"native:socket", exports, sizeof exports / sizeof *exports};
