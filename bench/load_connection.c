/* Connections of the load generator, the replies that come in on them, and the latencies. */
#define _GNU_SOURCE
#include "load.h"
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct sockaddr_in server;
long refused;

static char input[262144];

int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

void fail(const char *what)
{
    fprintf(stderr, "load: ");
    perror(what);
    exit(1);
}

int dial_from(const struct sockaddr_in *source, int flags)
{
    int descriptor = socket(AF_INET, SOCK_STREAM | flags, 0);
    if (descriptor < 0)
        fail("socket");
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    if (source->sin_family) {
        /* A port that the source does not name is chosen by connect, which may use one again for another server. */
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
        setsockopt(descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &(int){source->sin_port == 0}, sizeof(int));
        if (bind(descriptor, (const struct sockaddr *)source, sizeof *source))
            fail("bind");
    }
    if (connect(descriptor, (struct sockaddr *)&server, sizeof server) && errno != EINPROGRESS) {
        int error = errno;
        close(descriptor);
        errno = error;
        return -1;
    }
    return descriptor;
}

int dial(void)
{
    int descriptor = dial_from(&(struct sockaddr_in){0}, 0);
    if (descriptor < 0)
        fail("connect");
    return descriptor;
}

void send_all(int descriptor, const void *bytes, size_t length)
{
    if (send(descriptor, bytes, length, MSG_NOSIGNAL) != (ssize_t)length)
        fail("send");
}

void await_replies(struct connection *connection, int descriptor, const struct exchange *exchange)
{
    *connection = (struct connection){.descriptor = descriptor, .exchange = exchange, .rows_missing = -1};
}

/* The bytes up to and with the line feed, or all there are. */
static size_t line_length(const char *bytes, size_t length)
{
    const char *feed = memchr(bytes, '\n', length);
    return feed ? (size_t)(feed - bytes) + 1 : length;
}

/* The rows that follow a reply's first line. */
static long rows_of(const struct exchange *exchange, const char *head)
{
    size_t length = strlen(exchange->reply);
    if (strncmp(head, exchange->reply, length) != 0) {
        refused++;
        return 0;
    }
    return exchange->rows == LISTED ? atol(head + length) : exchange->rows;
}

/* Takes bytes of a reply's first line, which says how many rows follow. */
static void take_head(struct connection *connection, const char *bytes, size_t length)
{
    size_t room = sizeof connection->head - 1 - connection->head_length;
    size_t taken = length < room ? length : room;
    memcpy(connection->head + connection->head_length, bytes, taken);
    connection->head_length += taken;
    if (bytes[length - 1] != '\n')
        return;
    connection->head[connection->head_length] = 0;
    connection->head_length = 0;
    connection->rows_missing = rows_of(connection->exchange, connection->head);
}

static long count_replies(struct connection *connection, const char *bytes, size_t length)
{
    long replies = 0;
    while (length > 0) {
        size_t line = line_length(bytes, length);
        if (connection->rows_missing < 0)
            take_head(connection, bytes, line);
        else if (bytes[line - 1] == '\n')
            connection->rows_missing--;
        if (connection->rows_missing == 0) {
            replies++;
            connection->rows_missing = -1;
        }
        bytes += line;
        length -= line;
    }
    return replies;
}

long read_replies(struct connection *connection)
{
    ssize_t length = recv(connection->descriptor, input, sizeof input, MSG_DONTWAIT);
    if (length > 0)
        return count_replies(connection, input, (size_t)length);
    return length < 0 && errno == EAGAIN ? 0 : -1;
}

void watch(int epoll, struct connection *connection)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, connection->descriptor, &event))
        fail("epoll_ctl");
}
