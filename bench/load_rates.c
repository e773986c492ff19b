/* Modes that ask as soon as they are answered: list, ask, churn, visit, many, hold. */
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

struct connection *new_connections(int count)
{
    struct connection *connections = calloc((size_t)count, sizeof *connections);
    if (!connections)
        fail("calloc");
    return connections;
}

void print_rate(long operations, int64_t begin)
{
    double seconds = (double)(now() - begin) / 1e9;
    printf("operations=%ld seconds=%.3f rate=%.0f refused=%ld\n", operations, seconds, (double)operations / seconds, refused);
    fflush(stdout);
}

long serve_until(int epoll, int64_t end, long most, take_input *take)
{
    struct epoll_event events[MAX_EVENTS];
    long operations = 0;
    while (operations < most && now() < end) {
        int ready = epoll_wait(epoll, events, MAX_EVENTS, 100);
        for (int i = 0; i < ready; i++)
            operations += take(epoll, events[i].data.ptr);
    }
    return operations;
}

int64_t after(double seconds)
{
    return now() + (int64_t)(seconds * 1e9);
}

void wait_for_end_of_stdin(void)
{
    while (read(0, &(char){0}, 1) > 0)
        ;
}

static long ask_again(int epoll, struct connection *connection)
{
    (void)epoll;
    long replies = read_replies(connection);
    if (replies < 0)
        fail("the server closed the connection");
    if (replies > 0)
        ask(connection);
    return replies;
}

void run_ask(int count, double seconds, struct exchange exchange)
{
    int epoll = epoll_create1(0);
    struct connection *connections = new_connections(count);
    for (int i = 0; i < count; i++) {
        await_replies(&connections[i], dial(), &exchange);
        watch(epoll, &connections[i]);
    }
    int64_t begin = now();
    for (int i = 0; i < count; i++)
        ask(&connections[i]);
    print_rate(serve_until(epoll, after(seconds), __LONG_MAX__, ask_again), begin);
}

static void connect_and_ask(int epoll, struct connection *connection, const struct exchange *exchange)
{
    await_replies(connection, dial(), exchange);
    watch(epoll, connection);
    ask(connection);
}

static long visit_again(int epoll, struct connection *connection)
{
    long replies = read_replies(connection);
    if (replies == 0)
        return 0;
    refused += replies < 0;
    close(connection->descriptor);
    connect_and_ask(epoll, connection, connection->exchange);
    return replies > 0;
}

void run_visit(int count, double seconds, struct exchange exchange)
{
    int epoll = epoll_create1(0);
    struct connection *connections = new_connections(count);
    int64_t begin = now();
    for (int i = 0; i < count; i++)
        connect_and_ask(epoll, &connections[i], &exchange);
    print_rate(serve_until(epoll, after(seconds), __LONG_MAX__, visit_again), begin);
}

static long take_another(int epoll, struct connection *connection)
{
    (void)epoll;
    long replies = read_replies(connection);
    if (replies < 0)
        fail("GIMME: the server closed the connection");
    if (replies > 0 && --connection->ports_wanted > 0)
        ask(connection);
    return replies;
}

static void take_ports(int epoll, struct connection *connections, int count, long ports)
{
    int64_t begin = now();
    for (int i = 0; i < count; i++) {
        connections[i].ports_wanted = ports / count + (i < ports % count);
        if (connections[i].ports_wanted > 0)
            ask(&connections[i]);
    }
    print_rate(serve_until(epoll, after(LONGEST_WAIT_S), ports, take_another), begin);
}

void run_many(int count, long ports)
{
    int epoll = epoll_create1(0);
    struct connection *connections = new_connections(count);
    for (int i = 0; i < count; i++) {
        await_replies(&connections[i], dial(), &port_request);
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
        await_replies(&connections[i], dial_as_holder(i), &port_request);
        watch(epoll, &connections[i]);
    }
    take_ports(epoll, connections, count, count);
    wait_for_end_of_stdin();
}
