/* A load generator for port managers: one thread, one epoll loop. Prints one line of figures: name=value and blanks.
 *
 * usage: load ADDRESS PORT list CONNECTIONS SECONDS      each connection asks LIST as soon as it is answered
 *        load ADDRESS PORT ask CONNECTIONS SECONDS EXCHANGE
 *                                                        the same with another request
 *        load ADDRESS PORT churn CONNECTIONS SECONDS     connect, GIMME, close; so many at a time
 *        load ADDRESS PORT visit CONNECTIONS SECONDS EXCHANGE
 *                                                        the same with another request
 *        load ADDRESS PORT many CONNECTIONS PORTS        takes PORTS ports over the connections, and closes them
 *        load ADDRESS PORT hold CONNECTIONS              each connection takes a port, and holds it until the end of stdin
 *        load ADDRESS PORT pace RATE SECONDS [hold]      the latency of LIST at a fixed rate; "hold" takes a port, says "ready",
 *                                                        and begins at the end of stdin
 *        load ADDRESS PORT pace-ask RATE SECONDS CONNECTIONS EXCHANGE
 *                                                        the latency of a request at a fixed rate, spread over connections
 *        load ADDRESS PORT pace-visit RATE SECONDS EXCHANGE
 *                                                        the same of connect, a request and its reply; then it closes
 *        load ADDRESS PORT pipeline SECONDS REQUEST      one connection sends REQUEST as fast as it is read
 *        load ADDRESS PORT connects RATE SECONDS SOURCE COUNT
 *                                                        connects and closes, from COUNT addresses that begin with SOURCE
 *        load ADDRESS PORT epmd-names CONNECTIONS SECONDS
 *        load ADDRESS PORT epmd-register CONNECTIONS SECONDS
 *        load ADDRESS PORT epmd-hold NAMES               as visit and hold, for an Erlang port mapper
 *
 * An EXCHANGE is three words: REQUEST, how its REPLY begins, and how many ROWS follow, or "listed" if the reply says that.
 */
#include "load.h"
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static _Noreturn void wrong_usage(void)
{
    fprintf(stderr, "load: wrong arguments; load.c says which there are\n");
    exit(2);
}

static void raise_descriptor_limit(void)
{
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static bool is(const char *mode, const char *name, int count, int least)
{
    if (strcmp(mode, name) != 0)
        return false;
    if (count < least)
        wrong_usage();
    return true;
}

int main(int count, char **arguments)
{
    if (count < 5)
        wrong_usage();
    raise_descriptor_limit();
    server.sin_family = AF_INET;
    server.sin_port = htons((uint16_t)atoi(arguments[2]));
    if (inet_pton(AF_INET, arguments[1], &server.sin_addr) != 1)
        wrong_usage();

    const char *mode = arguments[3];
    char **rest = arguments + 4;
    count -= 4;
    if (is(mode, "list", count, 2))
        run_ask(atoi(rest[0]), atof(rest[1]), list_request);
    else if (is(mode, "ask", count, 5))
        run_ask(atoi(rest[0]), atof(rest[1]), exchange_of(rest + 2));
    else if (is(mode, "churn", count, 2))
        run_visit(atoi(rest[0]), atof(rest[1]), port_request);
    else if (is(mode, "visit", count, 5))
        run_visit(atoi(rest[0]), atof(rest[1]), exchange_of(rest + 2));
    else if (is(mode, "many", count, 2))
        run_many(atoi(rest[0]), atol(rest[1]));
    else if (is(mode, "hold", count, 1))
        run_hold(atoi(rest[0]));
    else if (is(mode, "pace", count, 2))
        run_pace(atof(rest[0]), atof(rest[1]), count > 2);
    else if (is(mode, "pace-ask", count, 6))
        run_pace_ask(atof(rest[0]), atof(rest[1]), atoi(rest[2]), exchange_of(rest + 3));
    else if (is(mode, "pace-visit", count, 5))
        run_pace_visit(atof(rest[0]), atof(rest[1]), exchange_of(rest + 2));
    else if (is(mode, "pipeline", count, 2))
        run_pipeline(atof(rest[0]), rest[1]);
    else if (is(mode, "connects", count, 4))
        run_connects(atof(rest[0]), atof(rest[1]), rest[2], atoi(rest[3]));
    else if (is(mode, "epmd-names", count, 2))
        run_epmd_names(atoi(rest[0]), atof(rest[1]));
    else if (is(mode, "epmd-register", count, 2))
        run_epmd_register(atoi(rest[0]), atof(rest[1]));
    else if (is(mode, "epmd-hold", count, 1))
        run_epmd_hold(atoi(rest[0]));
    else
        wrong_usage();
    return 0;
}
