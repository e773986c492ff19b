/* Modes that ask as soon as they are answered: list, churn, many, hold. */
#include "load.h"
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

/* Holders come from 1,000 ports of each of several loopback addresses: ports that a pool can leave out,
 * whereas the kernel's choice would be spread over most of a large pool. */
enum { HOLDER_FIRST_PORT = 64000, HOLDER_PORTS = 1000 };

enum { LONGEST_WAIT_S = 120 };

static struct connection *new_connections(int count)
{
    struct connection *connections = calloc((size_t)count, sizeof *connections);
    if (!connections)
        fail("calloc");
    return connections;
}

static void print_rate(long operations, int64_t begin)
{
    double seconds = (double)(now() - begin) / 1e9;
    printf("operations=%ld seconds=%.3f rate=%.0f refused=%ld\n", operations, seconds, (double)operations / seconds, refused);
    fflush(stdout);
}

/* Called when a connection has its reply, or -1 if it was closed; asks the next. */
typedef void next_request(int epoll, struct connection *connection, long replies);

/* Serves what comes in until the end, and returns the number of replies. */
static long serve_until(int epoll, int64_t end, long most, next_request *next)
{
    struct epoll_event events[MAX_EVENTS];
    long operations = 0;
    while (operations < most && now() < end) {
        int ready = epoll_wait(epoll, events, MAX_EVENTS, 100);
        for (int i = 0; i < ready; i++) {
            struct connection *connection = events[i].data.ptr;
            long replies = read_replies(connection);
            if (replies == 0)
                continue;
            if (replies > 0)
                operations += replies;
            next(epoll, connection, replies);
        }
    }
    return operations;
}

static int64_t after(double seconds)
{
    return now() + (int64_t)(seconds * 1e9);
}

static void list_again(int epoll, struct connection *connection, long replies)
{
    (void)epoll;
    if (replies < 0)
        fail("LIST: the server closed the connection");
    ask(connection, "LIST\n");
}

void run_list(int count, double seconds)
{
    int epoll = epoll_create1(0);
    struct connection *connections = new_connections(count);
    for (int i = 0; i < count; i++) {
        await_replies(&connections[i], dial(), true);
        watch(epoll, &connections[i]);
    }
    int64_t begin = now();
    for (int i = 0; i < count; i++)
        ask(&connections[i], "LIST\n");
    print_rate(serve_until(epoll, after(seconds), __LONG_MAX__, list_again), begin);
}

static void connect_and_ask_for_port(int epoll, struct connection *connection)
{
    await_replies(connection, dial(), false);
    watch(epoll, connection);
    ask_for_port(connection);
}

static void churn_again(int epoll, struct connection *connection, long replies)
{
    refused += replies < 0;
    close(connection->descriptor);
    connect_and_ask_for_port(epoll, connection);
}

void run_churn(int count, double seconds)
{
    int epoll = epoll_create1(0);
    struct connection *connections = new_connections(count);
    int64_t begin = now();
    for (int i = 0; i < count; i++)
        connect_and_ask_for_port(epoll, &connections[i]);
    print_rate(serve_until(epoll, after(seconds), __LONG_MAX__, churn_again), begin);
}

static void take_another(int epoll, struct connection *connection, long replies)
{
    (void)epoll;
    if (replies < 0)
        fail("GIMME: the server closed the connection");
    if (--connection->ports_wanted > 0)
        ask_for_port(connection);
}

static void take_ports(int epoll, struct connection *connections, int count, long ports)
{
    int64_t begin = now();
    for (int i = 0; i < count; i++) {
        connections[i].ports_wanted = ports / count + (i < ports % count);
        if (connections[i].ports_wanted > 0)
            ask_for_port(&connections[i]);
    }
    print_rate(serve_until(epoll, after(LONGEST_WAIT_S), ports, take_another), begin);
}

void run_many(int count, long ports)
{
    int epoll = epoll_create1(0);
    struct connection *connections = new_connections(count);
    for (int i = 0; i < count; i++) {
        await_replies(&connections[i], dial(), false);
        watch(epoll, &connections[i]);
    }
    take_ports(epoll, connections, count, ports);
}

static int dial_as_holder(int number)
{
    struct sockaddr_in source = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)(HOLDER_FIRST_PORT + number % HOLDER_PORTS)),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + (uint32_t)(number / HOLDER_PORTS))};
    int descriptor = dial_from(&source, 0);
    if (descriptor < 0)
        fail("connect");
    return descriptor;
}

void run_hold(int count)
{
    int epoll = epoll_create1(0);
    struct connection *connections = new_connections(count);
    for (int i = 0; i < count; i++) {
        await_replies(&connections[i], dial_as_holder(i), false);
        watch(epoll, &connections[i]);
    }
    take_ports(epoll, connections, count, count);
    char unused;
    while (read(0, &unused, 1) > 0)
        ;
}
