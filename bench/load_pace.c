/* Modes pace, pace-ask and pace-visit: latencies at a fixed rate.
 *
 * Each request is sent when it is due, whether or not those before it were answered, and its latency counts from when
 * it was due. So a server that stands still for a second is charged with every request of that second, not with one.
 */
#define _GNU_SOURCE
#include "load.h"
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static const int64_t longest_wait = 10000000000LL;

static void wait_for_input(int descriptor, int64_t until)
{
    int64_t left = until - now();
    if (left < 0)
        left = 0;
    struct timespec timeout = {.tv_sec = left / 1000000000, .tv_nsec = left % 1000000000};
    ppoll(&(struct pollfd){.fd = descriptor, .events = POLLIN}, 1, &timeout, NULL);
}

/* Takes a port, says so, and waits for the end of stdin: what the latency is measured beside can begin meanwhile. */
static void take_port(struct connection *connection)
{
    connection->exchange = &port_request;
    ask(connection);
    int64_t end = now() + longest_wait;
    while (now() < end) {
        wait_for_input(connection->descriptor, end);
        if (read_replies(connection) == 0)
            continue;
        if (refused)
            fail("GIMME was refused");
        printf("ready\n");
        fflush(stdout);
        wait_for_end_of_stdin();
        return;
    }
    fail("GIMME was not answered");
}

/* Requests that are due one after the other at a fixed rate. */
struct pace {
    int64_t begin, interval, give_up;
    long total, sent, answered;
};

static struct pace begin_pace(double rate, double seconds)
{
    /* The kernel wakes this thread when it is due, and not a while later together with others. */
    prctl(PR_SET_TIMERSLACK, 1);
    struct pace pace = {.begin = now(), .interval = (int64_t)(1e9 / rate), .total = (long)(rate * seconds)};
    pace.give_up = pace.begin + pace.total * pace.interval + longest_wait;
    return pace;
}

static int64_t due(const struct pace *pace, long request)
{
    return pace->begin + request * pace->interval;
}

static bool goes_on(const struct pace *pace)
{
    return pace->answered < pace->total && now() < pace->give_up;
}

static bool next_is_due(const struct pace *pace)
{
    return pace->sent < pace->total && now() >= due(pace, pace->sent);
}

static void wait_for_next(const struct pace *pace, int epoll)
{
    wait_for_input(epoll, pace->sent < pace->total ? due(pace, pace->sent) : pace->give_up);
}

static void take_answer(struct pace *pace, long request, int64_t time)
{
    record_latency(time - due(pace, request));
    pace->answered++;
}

static void print_pace(const struct pace *pace)
{
    printf("operations=%ld unanswered=%ld refused=%ld", pace->answered, pace->total - pace->answered, refused);
    print_latencies();
    printf("\n");
}

/* Request i goes over connection i % count, so that a reply tells by its number there which request it answers. */
static void pace_over(struct connection *connections, int count, double rate, double seconds)
{
    int epoll = epoll_create1(0);
    long *answered = calloc((size_t)count, sizeof *answered);
    if (!answered)
        fail("calloc");
    for (int i = 0; i < count; i++)
        watch(epoll, &connections[i]);
    struct pace pace = begin_pace(rate, seconds);
    struct epoll_event events[MAX_EVENTS];
    bool closed = false;
    while (!closed && goes_on(&pace)) {
        for (; next_is_due(&pace); pace.sent++)
            ask(&connections[pace.sent % count]);
        wait_for_next(&pace, epoll);
        int ready = epoll_wait(epoll, events, MAX_EVENTS, 0);
        for (int i = 0; i < ready; i++) {
            struct connection *connection = events[i].data.ptr;
            long index = connection - connections, replies = read_replies(connection);
            closed |= replies < 0;
            int64_t time = now();
            for (; replies > 0; replies--)
                take_answer(&pace, index + answered[index]++ * count, time);
        }
    }
    /* An answer that never came took at least until now. */
    for (int i = 0; i < count; i++)
        for (long request = i + answered[i] * count; request < pace.total; request += count)
            record_latency(now() - due(&pace, request));
    print_pace(&pace);
}

void run_pace(double rate, double seconds, bool hold)
{
    struct connection connection;
    await_replies(&connection, dial(), &list_request);
    if (hold)
        take_port(&connection);
    connection.exchange = &list_request;
    pace_over(&connection, 1, rate, seconds);
}

void run_pace_ask(double rate, double seconds, int count, struct exchange exchange)
{
    struct connection *connections = new_connections(count);
    for (int i = 0; i < count; i++)
        await_replies(&connections[i], dial(), &exchange);
    pace_over(connections, count, rate, seconds);
}

/* Each request has a connection of its own, in the order in which they are due. Connecting is part of the latency. */
void run_pace_visit(double rate, double seconds, struct exchange exchange)
{
    int epoll = epoll_create1(0);
    struct pace pace = begin_pace(rate, seconds);
    struct connection *connections = new_connections((int)pace.total);
    struct epoll_event events[MAX_EVENTS];
    while (goes_on(&pace)) {
        for (; next_is_due(&pace); pace.sent++) {
            struct connection *connection = &connections[pace.sent];
            await_replies(connection, dial(), &exchange);
            watch(epoll, connection);
            ask(connection);
        }
        wait_for_next(&pace, epoll);
        int ready = epoll_wait(epoll, events, MAX_EVENTS, 0);
        for (int i = 0; i < ready; i++) {
            struct connection *connection = events[i].data.ptr;
            long replies = read_replies(connection);
            if (replies == 0)
                continue;
            refused += replies < 0;
            take_answer(&pace, connection - connections, now());
            close(connection->descriptor);
            connection->descriptor = -1;
        }
    }
    for (long i = 0; i < pace.total; i++)
        if (connections[i].descriptor >= 0)
            record_latency(now() - due(&pace, i));
    print_pace(&pace);
}
