/* The least that a port manager could cost: one epoll loop that answers constant bytes and keeps no state.
 *
 * usage: floor PORT ROWS
 *
 * A line that begins with L gets a listing of ROWS rows, any other line gets "OK 30001".
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_EVENTS = 256, ROW_LENGTH = 64 };

static const char port_reply[] = "OK 30001\n";
static char *listing;
static size_t listing_length;
static char input[65536];

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void make_listing(int rows)
{
    listing = malloc((size_t)(rows + 1) * ROW_LENGTH);
    if (!listing)
        fail("malloc");
    char *end = listing + sprintf(listing, "OK %d\n", rows);
    for (int i = 0; i < rows; i++)
        end += sprintf(end, "%d held%d holder\n", 20000 + i, i);
    listing_length = (size_t)(end - listing);
}

static int listen_on(int port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 4096))
        fail("listen");
    return listener;
}

static void watch(int epoll, int descriptor)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = descriptor};
    epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

static void accept_all(int epoll, int listener)
{
    for (;;) {
        int connection = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
        if (connection < 0)
            return;
        setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
        watch(epoll, connection);
    }
}

/* Waits when the client reads too slowly. A port manager may not, but clients of the floor read at once. */
static void reply(int connection, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t sent = send(connection, bytes, length, MSG_NOSIGNAL);
        if (sent < 0) {
            if (errno != EAGAIN)
                return;
            poll(&(struct pollfd){.fd = connection, .events = POLLOUT}, 1, -1);
            continue;
        }
        bytes += sent;
        length -= (size_t)sent;
    }
}

/* Answers each line that ends in these bytes, by its first byte. */
static void answer(int connection)
{
    ssize_t length = recv(connection, input, sizeof input, 0);
    if (length <= 0) {
        if (length == 0 || errno != EAGAIN)
            close(connection);
        return;
    }
    char *line = input, *end = input + length, *feed;
    while (line < end && (feed = memchr(line, '\n', (size_t)(end - line)))) {
        if (*line == 'L')
            reply(connection, listing, listing_length);
        else
            reply(connection, port_reply, sizeof port_reply - 1);
        line = feed + 1;
    }
}

int main(int count, char **arguments)
{
    if (count != 3) {
        fprintf(stderr, "usage: floor PORT ROWS\n");
        return 2;
    }
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    make_listing(atoi(arguments[2]));
    int listener = listen_on(atoi(arguments[1]));
    int epoll = epoll_create1(0);
    watch(epoll, listener);
    struct epoll_event events[MAX_EVENTS];
    for (;;) {
        int ready = epoll_wait(epoll, events, MAX_EVENTS, -1);
        for (int i = 0; i < ready; i++) {
            if (events[i].data.fd == listener)
                accept_all(epoll, listener);
            else
                answer(events[i].data.fd);
        }
    }
}
