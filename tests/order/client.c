/* Connections to the daemon that wait for each reply, and a crowd of clients that does not. */
#define _GNU_SOURCE
#include "stale.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { LONGEST_WAIT_S = 30, MAX_EVENTS = 64 };

static struct sockaddr_in server;
static char reply[1 << 20];

void fail(const char *what)
{
    fprintf(stderr, "stale: %s: %s\n", what, strerror(errno));
    exit(2);
}

void use_port(int port)
{
    server = (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

int dial(void)
{
    struct timeval wait = {.tv_sec = LONGEST_WAIT_S};
    int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    if (connect(connection, (struct sockaddr *)&server, sizeof server))
        fail("connect");
    return connection;
}

void ask(int connection, const char *request)
{
    size_t length = strlen(request);
    if (send(connection, request, length, MSG_NOSIGNAL) != (ssize_t)length)
        fail("send");
}

/* The number of lines that the reply has in all, as far as its first line tells. */
static long lines_of(int listing)
{
    return listing && strncmp(reply, "OK ", 3) == 0 ? 1 + atol(reply + 3) : 1;
}

const char *read_reply(int connection, int listing)
{
    size_t length = 0;
    long lines = 0;
    do {
        ssize_t more = recv(connection, reply + length, sizeof reply - 1 - length, 0);
        if (more <= 0)
            fail("no whole reply");
        for (ssize_t i = 0; i < more; i++)
            lines += reply[length + (size_t)i] == '\n';
        length += (size_t)more;
        reply[length] = 0;
    } while (lines == 0 || lines < lines_of(listing));
    return reply;
}

struct busy_client {
    int connection;
    int has_listing;
};

static void come(int epoll, struct busy_client *client)
{
    client->connection = dial();
    client->has_listing = 0;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
    epoll_ctl(epoll, EPOLL_CTL_ADD, client->connection, &event);
    ask(client->connection, "LIST\n");
}

static void go_on(int epoll, struct busy_client *client)
{
    static long number;
    read_reply(client->connection, !client->has_listing);
    if (client->has_listing) {
        close(client->connection);
        come(epoll, client);
        return;
    }
    char request[64];
    snprintf(request, sizeof request, "GIMME busy%ld crowd\n", number++);
    ask(client->connection, request);
    client->has_listing = 1;
}

void keep_busy(int count)
{
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    struct busy_client *clients = calloc((size_t)count, sizeof *clients);
    struct epoll_event events[MAX_EVENTS];
    for (int i = 0; i < count; i++)
        come(epoll, &clients[i]);
    for (;;) {
        int ready = epoll_wait(epoll, events, MAX_EVENTS, -1);
        for (int i = 0; i < ready; i++)
            go_on(epoll, events[i].data.ptr);
    }
}
