/* Modes of clients that are a nuisance: pipeline, connects. */
#define _GNU_SOURCE
#include "load.h"
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_CONNECTING = 1000 };

static char block[65536];
static char discarded[262144];

/* Fills the block with whole requests, and returns its length. */
static size_t fill_block(const char *request)
{
    size_t length = strlen(request) + 1, filled = 0;
    for (; length <= MAX_REQUEST && filled + length <= sizeof block; filled += length) {
        memcpy(block + filled, request, length - 1);
        block[filled + length - 1] = '\n';
    }
    return filled;
}

/* Reads and discards, and returns the number of lines; -1 if the server closed the connection. */
static long discard_input(int descriptor)
{
    ssize_t length = recv(descriptor, discarded, sizeof discarded, MSG_DONTWAIT);
    if (length <= 0)
        return length < 0 && errno == EAGAIN ? 0 : -1;
    long lines = 0;
    for (char *at = discarded; (at = memchr(at, '\n', (size_t)(discarded + length - at))); at++)
        lines++;
    return lines;
}

/* A server that refuses the request and closes the connection is asked over the next one. */
void run_pipeline(double seconds, const char *request)
{
    size_t length = fill_block(request), offset = 0;
    long lines = 0, connections = 1;
    int descriptor = dial();
    int64_t end = now() + (int64_t)(seconds * 1e9);
    while (now() < end) {
        struct pollfd socket = {.fd = descriptor, .events = POLLIN | POLLOUT};
        poll(&socket, 1, 100);
        long more = socket.revents & ~POLLOUT ? discard_input(descriptor) : 0;
        ssize_t sent = 0;
        if (more >= 0 && socket.revents & POLLOUT)
            sent = send(descriptor, block + offset, length - offset, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (more < 0 || (sent < 0 && errno != EAGAIN)) {
            close(descriptor);
            descriptor = dial();
            connections++;
            offset = 0;
            continue;
        }
        lines += more;
        if (sent > 0)
            offset = (offset + (size_t)sent) % length;
    }
    printf("operations=%ld connections=%ld\n", lines, connections);
}

static void start_connecting(int epoll, const struct sockaddr_in *source, long *failed, int *connecting)
{
    int descriptor = dial_from(source, SOCK_NONBLOCK);
    if (descriptor < 0) {
        ++*failed;
        return;
    }
    struct epoll_event event = {.events = EPOLLOUT, .data.fd = descriptor};
    epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
    ++*connecting;
}

static int close_connected(int epoll)
{
    struct epoll_event events[MAX_EVENTS];
    int ready = epoll_wait(epoll, events, MAX_EVENTS, 1);
    for (int i = 0; i < ready; i++)
        close(events[i].data.fd);
    return ready > 0 ? ready : 0;
}

void run_connects(double rate, double seconds, const char *first_source, int sources)
{
    struct sockaddr_in source = {.sin_family = AF_INET};
    if (inet_pton(AF_INET, first_source, &source.sin_addr) != 1)
        fail("the first source address");
    uint32_t first = ntohl(source.sin_addr.s_addr);
    int epoll = epoll_create1(0), connecting = 0;
    long started = 0, connected = 0, failed = 0;
    int64_t begin = now(), end = begin + (int64_t)(seconds * 1e9);
    while (now() < end) {
        long due = (long)((double)(now() - begin) / 1e9 * rate);
        for (; started < due && connecting < MAX_CONNECTING; started++) {
            source.sin_addr.s_addr = htonl(first + (uint32_t)(started % sources));
            start_connecting(epoll, &source, &failed, &connecting);
        }
        int closed = close_connected(epoll);
        connecting -= closed;
        connected += closed;
    }
    printf("operations=%ld rate=%.0f failed=%ld\n", connected, (double)connected / seconds, failed);
}
