/* Modes for an Erlang port mapper (epmd): a name and its port are registered for as long as the connection lives, and the list of names
 * ends with the connection. Requests are two bytes of length and the request; the replies are not lines. */
#define _GNU_SOURCE
#include "load.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { NAMES = 'n', REGISTER = 'x', REGISTERED = 'v', REGISTERED_BEFORE_OTP_23 = 'y' };

static char input[262144];

static void ask_names(int descriptor)
{
    send_all(descriptor, (const char[]){0, 1, NAMES}, 3);
}

/* A node's name, port 30001, a normal node that speaks versions 5 and 6 over TCP on IPv4, and nothing more. */
static void ask_register(int descriptor)
{
    static long number;
    char request[128], name[64];
    int length = snprintf(name, sizeof name, "load%d_%ld", (int)getpid(), number++);
    const char fields[] = {0, (char)(length + 13), REGISTER, 30001 >> 8, 30001 & 255, 'M', 0, 0, 6, 0, 5, 0, (char)length};
    memcpy(request, fields, sizeof fields);
    memcpy(request + sizeof fields, name, (size_t)length);
    memset(request + sizeof fields + length, 0, 2);
    send_all(descriptor, request, sizeof fields + (size_t)length + 2);
}

static void connect_and_ask(int epoll, struct connection *connection, void (*ask_it)(int))
{
    connection->descriptor = dial();
    connection->head_length = 0;
    watch(epoll, connection);
    ask_it(connection->descriptor);
}

static void again(int epoll, struct connection *connection, void (*ask_it)(int))
{
    close(connection->descriptor);
    connect_and_ask(epoll, connection, ask_it);
}

/* A reply has four bytes at least: the mapper's own port. */
static long names_again(int epoll, struct connection *connection)
{
    ssize_t length = recv(connection->descriptor, input, sizeof input, MSG_DONTWAIT);
    if (length > 0)
        connection->head_length += (size_t)length;
    if (length > 0 || (length < 0 && errno == EAGAIN))
        return 0;
    refused += length < 0 || connection->head_length < 4;
    again(epoll, connection, ask_names);
    return 1;
}

static bool registered(struct connection *connection)
{
    ssize_t length = recv(connection->descriptor, input, sizeof input, 0);
    return length >= 4 && (input[0] == REGISTERED || input[0] == REGISTERED_BEFORE_OTP_23) && input[1] == 0;
}

static long register_again(int epoll, struct connection *connection)
{
    refused += !registered(connection);
    again(epoll, connection, ask_register);
    return 1;
}

static void visit(int count, double seconds, void (*ask_it)(int), take_input *take)
{
    int epoll = epoll_create1(0);
    struct connection *connections = new_connections(count);
    int64_t begin = now();
    for (int i = 0; i < count; i++)
        connect_and_ask(epoll, &connections[i], ask_it);
    print_rate(serve_until(epoll, after(seconds), __LONG_MAX__, take), begin);
}

void run_epmd_names(int count, double seconds)
{
    visit(count, seconds, ask_names, names_again);
}

void run_epmd_register(int count, double seconds)
{
    visit(count, seconds, ask_register, register_again);
}

void run_epmd_hold(int count)
{
    int64_t begin = now();
    for (int i = 0; i < count; i++) {
        struct connection connection = {.descriptor = dial()};
        ask_register(connection.descriptor);
        refused += !registered(&connection);
    }
    print_rate(count, begin);
    wait_for_end_of_stdin();
}
