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
static int64_t *latencies;
static size_t latency_count, latency_capacity;

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

void ask(struct connection *connection, const char *request)
{
    size_t length = strlen(request);
    if (send(connection->descriptor, request, length, MSG_NOSIGNAL) != (ssize_t)length)
        fail("send");
}

void ask_for_port(struct connection *connection)
{
    static long number;
    char request[64];
    snprintf(request, sizeof request, "GIMME load%d.%ld bench\n", (int)getpid(), number++);
    ask(connection, request);
}

void await_replies(struct connection *connection, int descriptor, bool listing)
{
    *connection = (struct connection){.descriptor = descriptor, .listing = listing, .rows_missing = -1};
}

/* The bytes up to and with the line feed, or all there are. */
static size_t line_length(const char *bytes, size_t length)
{
    const char *feed = memchr(bytes, '\n', length);
    return feed ? (size_t)(feed - bytes) + 1 : length;
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
    bool granted = strncmp(connection->head, "OK ", 3) == 0;
    refused += !granted;
    connection->rows_missing = connection->listing && granted ? atol(connection->head + 3) : 0;
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

void record_latency(int64_t latency)
{
    if (latency_count == latency_capacity) {
        latency_capacity = latency_capacity ? latency_capacity * 2 : 4096;
        latencies = realloc(latencies, latency_capacity * sizeof *latencies);
        if (!latencies)
            fail("realloc");
    }
    latencies[latency_count++] = latency;
}

static int compare(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static double quantile_ms(double part)
{
    return latency_count ? (double)latencies[(size_t)((double)(latency_count - 1) * part)] / 1e6 : 0;
}

void print_latencies(void)
{
    qsort(latencies, latency_count, sizeof *latencies, compare);
    printf(" p50=%.3f p99=%.3f p99.9=%.3f max=%.3f", quantile_ms(.5), quantile_ms(.99), quantile_ms(.999), quantile_ms(1));
}
