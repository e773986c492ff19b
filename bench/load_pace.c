/* Mode pace: the latency of LIST at a fixed rate.
 *
 * Each request is sent when it is due, whether or not those before it were answered, and its latency counts from when
 * it was due. So a server that stands still for a second is charged with every request of that second, not with one.
 */
#define _GNU_SOURCE
#include "load.h"
#include <poll.h>
#include <stdio.h>
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
    ask_for_port(connection);
    int64_t end = now() + longest_wait;
    while (now() < end) {
        wait_for_input(connection->descriptor, end);
        if (read_replies(connection) == 0)
            continue;
        if (refused)
            fail("GIMME was refused");
        connection->listing = true;
        printf("ready\n");
        fflush(stdout);
        while (read(0, &(char){0}, 1) > 0)
            ;
        return;
    }
    fail("GIMME was not answered");
}

void run_pace(double rate, double seconds, bool hold)
{
    struct connection connection;
    await_replies(&connection, dial(), !hold);
    if (hold)
        take_port(&connection);

    int64_t begin = now(), interval = (int64_t)(1e9 / rate);
    long total = (long)(rate * seconds), sent = 0, answered = 0;
    int64_t give_up = begin + total * interval + longest_wait;
    while (answered < total && now() < give_up) {
        for (; sent < total && now() >= begin + sent * interval; sent++)
            ask(&connection, "LIST\n");
        wait_for_input(connection.descriptor, sent < total ? begin + sent * interval : give_up);
        long replies = read_replies(&connection);
        if (replies < 0)
            break;
        int64_t time = now();
        for (; replies > 0; replies--, answered++)
            record_latency(time - (begin + answered * interval));
    }
    /* An answer that never came took at least until now. */
    for (long i = answered; i < total; i++)
        record_latency(now() - (begin + i * interval));
    printf("operations=%ld unanswered=%ld refused=%ld", answered, total - answered, refused);
    print_latencies();
    printf("\n");
}
