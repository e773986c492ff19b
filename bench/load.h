/* What the modes of the load generator share: connections, replies, time, latencies. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <netinet/in.h>

enum { MAX_EVENTS = 256, MAX_REQUEST = 5000 };

/* What is asked, and what has to come: a line that begins with REPLY, and ROWS more, or as many as that line says.
 * A # in the request becomes a name that no other request uses: one that is taken would get a number, which is more work. */
struct exchange {
    const char *request, *reply;
    long rows;
};

enum { LISTED = -1 };
extern const struct exchange list_request, port_request;

/* The exchange of these arguments of the command line; LISTED is the word "listed". */
struct exchange exchange_of(char **arguments);

/* A connection whose replies are counted, not kept. */
struct connection {
    int descriptor;
    const struct exchange *exchange;
    long rows_missing; /* of the reply that is coming in; -1 before its first line is complete */
    size_t head_length;
    char head[64];     /* the first line, as far as it has come */
    long ports_wanted; /* mode "many": the ports that this connection has still to take */
};

extern struct sockaddr_in server;

/* Nanoseconds of the monotonic clock. */
int64_t now(void);

/* Prints what the system call reported, and ends the program. */
_Noreturn void fail(const char *what);

/* A connected socket, or the end of the program. */
int dial(void);

/* A socket bound to SOURCE (if its family is set) that is connecting; -1 and errno if it cannot. */
int dial_from(const struct sockaddr_in *source, int flags);

/* Sends all of these few bytes, or ends the program: there is always room for them. */
void send_all(int descriptor, const void *bytes, size_t length);

/* Sends the connection's request. */
void ask(struct connection *connection);

void await_replies(struct connection *connection, int descriptor, const struct exchange *exchange);

/* Reads once, and returns the number of replies that became complete; -1 if the server closed the connection. */
long read_replies(struct connection *connection);

/* Watches the connection's socket for input. */
void watch(int epoll, struct connection *connection);

/* The number of replies that were not those of the exchange. */
extern long refused;

/* COUNT connections that have not begun. */
struct connection *new_connections(int count);

/* Called when input has come for a connection. Reads it, asks again, and returns the number of replies that became complete. */
typedef long take_input(int epoll, struct connection *connection);

/* Serves what comes in until the end, or until there were so many replies, and returns their number. */
long serve_until(int epoll, int64_t end, long most, take_input *take);

/* The time in so many seconds. */
int64_t after(double seconds);

void print_rate(long operations, int64_t begin);

void wait_for_end_of_stdin(void);

/* Latencies in nanoseconds. */
void record_latency(int64_t latency);
void print_latencies(void);

/* The modes. Each prints one line: name=value and blanks. */
void run_ask(int connections, double seconds, struct exchange exchange);
void run_visit(int connections, double seconds, struct exchange exchange);
void run_many(int connections, long ports);
void run_hold(int connections);
void run_pace(double rate, double seconds, bool hold);
void run_pace_ask(double rate, double seconds, int connections, struct exchange exchange);
void run_pace_visit(double rate, double seconds, struct exchange exchange);
void run_pipeline(double seconds, const char *request);
void run_connects(double rate, double seconds, const char *first_source, int sources);
void run_epmd_names(int connections, double seconds);
void run_epmd_register(int connections, double seconds);
void run_epmd_hold(int names);
