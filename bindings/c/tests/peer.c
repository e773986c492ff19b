#include "peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 16, LONGEST_LINE = 8192 };

struct peer {
    answer (*to)(const char *line);
    pthread_t thread;
    int stop[2];
    struct pollfd sockets[2 + MOST];
    char lines[2 + MOST][LONGEST_LINE];
    size_t lengths[2 + MOST];
};

static void hang_up(struct pollfd *socket, int reset)
{
    const struct linger at_once = { 1, 0 };
    if (reset)
        setsockopt(socket->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(socket->fd);
    socket->fd = -1;
}

static void send_all(int socket, const char *text)
{
    size_t rest = strlen(text);
    while (rest > 0) {
        ssize_t sent = send(socket, text, rest, MSG_NOSIGNAL);
        if (sent < 0)
            return;
        text += sent;
        rest -= (size_t)sent;
    }
}

static void serve(peer *self, int i)
{
    char *line = self->lines[i], *end;
    ssize_t count = recv(self->sockets[i].fd, line + self->lengths[i], LONGEST_LINE - 1 - self->lengths[i], 0);
    if (count <= 0) {
        hang_up(&self->sockets[i], 0);
        return;
    }
    self->lengths[i] += (size_t)count;
    line[self->lengths[i]] = '\0';
    while (self->sockets[i].fd >= 0 && (end = strchr(line, '\n')) != NULL) {
        *end = '\0';
        answer reply = self->to(line);
        send_all(self->sockets[i].fd, reply.text);
        if (reply.then != STAY)
            hang_up(&self->sockets[i], reply.then == RESET);
        self->lengths[i] -= (size_t)(end + 1 - line);
        memmove(line, end + 1, self->lengths[i] + 1);
    }
}

static void accept_one(peer *self)
{
    int i = 2;
    while (i < 2 + MOST - 1 && self->sockets[i].fd >= 0)
        i++;
    self->sockets[i].fd = accept(self->sockets[1].fd, NULL, NULL);
    self->lengths[i] = 0;
}

static void *run(void *argument)
{
    peer *self = argument;
    for (;;) {
        poll(self->sockets, 2 + MOST, -1);
        if (self->sockets[0].revents != 0)
            return NULL;
        for (int i = 2; i < 2 + MOST; i++)
            if (self->sockets[i].fd >= 0 && self->sockets[i].revents != 0)
                serve(self, i);
        if (self->sockets[1].revents != 0)
            accept_one(self);
    }
}

peer *peer_start(answer (*to)(const char *line), int *port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t length = sizeof address;
    peer *self = calloc(1, sizeof *self);
    if (self == NULL || pipe(self->stop) != 0)
        abort();
    self->to = to;
    for (int i = 0; i < 2 + MOST; i++)
        self->sockets[i] = (struct pollfd){ .fd = -1, .events = POLLIN };
    self->sockets[0].fd = self->stop[0];
    self->sockets[1].fd = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(self->sockets[1].fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(self->sockets[1].fd, MOST) != 0)
        abort();
    getsockname(self->sockets[1].fd, (struct sockaddr *)&address, &length);
    *port = ntohs(address.sin_port);
    if (pthread_create(&self->thread, NULL, run, self) != 0)
        abort();
    return self;
}

void peer_stop(peer *self)
{
    close(self->stop[1]);
    pthread_join(self->thread, NULL);
    for (int i = 0; i < 2 + MOST; i++)
        if (self->sockets[i].fd >= 0)
            close(self->sockets[i].fd);
    free(self);
}

answer old_port_manager(const char *line)
{
    if (strcmp(line, "LIST") == 0)
        return (answer){ "OK 2\r\n30105 RingMaster fox\r\n30104 {Epics Display} fox\r\n", STAY };
    if (strncmp(line, "GIMME ", 6) == 0)
        return (answer){ "OK 30105\r\n", STAY };
    return (answer){ "FAIL {Invalid request}\r\n", HANG_UP };
}
