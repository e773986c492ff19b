#include "check.h"
#include "peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 16 };

/* A socket that listens on a port of this host; 0 is any. Its port goes to *port. */
static int listens_on(int *port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)*port), .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t length = sizeof address;
    int socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(bind(socket_, (struct sockaddr *)&address, length) == 0 && listen(socket_, 1) == 0);
    CHECK(getsockname(socket_, (struct sockaddr *)&address, &length) == 0);
    *port = ntohs(address.sin_port);
    return socket_;
}

/* The port of a socket, and whether it is one that IPv4 clients reach. */
static int accepts(int listener, int port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr = { htonl(INADDR_LOOPBACK) } };
    int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), served = -1;
    if (connect(client, (struct sockaddr *)&address, sizeof address) == 0)
        served = accept(listener, NULL, NULL);
    close(client);
    if (served >= 0)
        close(served);
    return served >= 0;
}

static void port_and_socket(void)
{
    static const char *const addresses[] = { NULL, "0.0.0.0", "127.0.0.1" };
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        portmanager_t pm = connected(daemon_port());
        int port, listener;
        CHECK_OK(portmanager_listen(pm, "listening", -1, addresses[i], -1, BACKLOG, &port, &listener));
        CHECK(accepts(listener, port));
        CHECK(eventually_listed("listening", 1));
        CHECK((fcntl(listener, F_GETFL) & O_NONBLOCK) == 0);
        CHECK((fcntl(listener, F_GETFD) & FD_CLOEXEC) != 0);
        close(listener);
        CHECK(eventually_listed("listening", 1));
        CHECK_OK(portmanager_release(pm, port));
        portmanager_close(pm);
    }
}

static int taken, free_port, released;

static answer gives_a_taken_one_first(const char *line)
{
    static char reply[64];
    int port = released ? free_port : taken;
    if (strcmp(line, "VERSION") == 0)
        return (answer){ "OK {PortManager 0.1.0} FREE\n", STAY };
    if (strncmp(line, "FREE ", 5) == 0) {
        CHECK(!released);
        released = 1;
    }
    snprintf(reply, sizeof reply, "OK %d\n", port);
    return (answer){ reply, STAY };
}

static void another_program_was_faster(void)
{
    int port, got, socket, listener;
    int faster = listens_on(&taken);
    peer *peer = peer_start(gives_a_taken_one_first, &port);
    portmanager_t pm = connected(port);
    socket = listens_on(&free_port);
    close(socket);
    CHECK_OK(portmanager_listen(pm, "s", -1, "127.0.0.1", -1, BACKLOG, &got, &listener));
    CHECK(got == free_port && released);
    CHECK(accepts(listener, got));
    close(listener);
    close(faster);
    portmanager_close(pm);
    peer_stop(peer);
}

static void cannot_listen(void)
{
    portmanager_t pm = connected(daemon_port());
    int port, listener = 0, held;
    CHECK_OK(portmanager_get(pm, "held", -1, &held));
    CHECK_STATUS(PORTMANAGER_NETWORK, portmanager_listen(pm, "nowhere", -1, "192.0.2.1", -1, BACKLOG, &port, &listener));
    CHECK(error_number() == EADDRNOTAVAIL);
    CHECK(strstr(error_text(), "Cannot listen on port ") == error_text());
    CHECK(port == 0 && listener == -1);
    CHECK(eventually_listed("nowhere", 0));
    CHECK(eventually_listed("held", 1));
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_listen(pm, "s", -1, "localhost", -1, BACKLOG, &port, &listener));
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_listen(pm, "s", -1, "[::1]:80", -1, BACKLOG, &port, &listener));
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_listen(pm, "s", -1, NULL, 0, 0, &port, &listener));
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_listen(pm, "s", -1, NULL, 0, BACKLOG, &port, NULL));
    CHECK(eventually_listed("held", 1));
    portmanager_close(pm);
}

static void old_one_cannot_take_it_back(void)
{
    int port, got, listener;
    peer *peer = peer_start(old_port_manager, &port);
    portmanager_t pm = connected(port);
    CHECK_STATUS(PORTMANAGER_NETWORK, portmanager_listen(pm, "s", -1, "192.0.2.1", -1, BACKLOG, &got, &listener));
    CHECK(error_number() == EADDRNOTAVAIL);
    CHECK_OK(portmanager_get(pm, "s", -1, &got));
    portmanager_close(pm);
    peer_stop(peer);
}

static answer refuses_version(const char *line)
{
    return strcmp(line, "VERSION") == 0 ? (answer){ "FAIL {Too many connections}\n", HANG_UP } : old_port_manager(line);
}

static void one_that_does_not_tell(void)
{
    int port, got, listener;
    peer *peer = peer_start(refuses_version, &port);
    portmanager_t pm = connected(port);
    CHECK_STATUS(PORTMANAGER_NETWORK, portmanager_listen(pm, "s", -1, "192.0.2.1", -1, BACKLOG, &got, &listener));
    CHECK_OK(portmanager_get(pm, "s", -1, &got));
    portmanager_close(pm);
    peer_stop(peer);
}

static answer refuses(const char *line)
{
    (void)line;
    return (answer){ "FAIL {No free ports}\n", STAY };
}

static void refusal(void)
{
    int port, got, listener;
    peer *peer = peer_start(refuses, &port);
    portmanager_t pm = connected(port);
    CHECK_STATUS(PORTMANAGER_REFUSED, portmanager_listen(pm, "s", -1, NULL, 0, BACKLOG, &got, &listener));
    CHECK_TEXT("No free ports", error_text());
    CHECK_STATUS(PORTMANAGER_CLOSED, portmanager_listen(pm, "s", -1, NULL, 0, BACKLOG, &got, &listener));
    portmanager_close(pm);
    peer_stop(peer);
}

const test listening_tests[] = {
    { "a port comes with a socket that listens on it, on all of this host or on one address", port_and_socket },
    { "if another program listens there first, the port is given back and another one asked for", another_program_was_faster },
    { "if it cannot listen, the port is given back and nothing else has changed", cannot_listen },
    { "an old port manager that cannot take the port back is no other error", old_one_cannot_take_it_back },
    { "neither is one that refuses to tell whether it can", one_that_does_not_tell },
    { "a refusal ends the connection, as that of a port alone does", refusal },
    { NULL, NULL },
};
