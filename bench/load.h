/* What the modes of the load generator share: connections, replies, time, latencies. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <netinet/in.h>

enum { MAX_EVENTS = 256, MAX_REQUEST = 5000 };

/* A connection whose replies are counted, not kept. */
struct connection {
    int descriptor;
    bool listing;      /* replies are "OK n" and n rows, instead of one line */
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

/* Sends all of a short request, or ends the program: there is always room for one. */
void ask(struct connection *connection, const char *request);

/* Asks for a port under a name that no other request uses: a name that is taken would get a number, which is more work. */
void ask_for_port(struct connection *connection);

void await_replies(struct connection *connection, int descriptor, bool listing);

/* Reads once, and returns the number of replies that became complete; -1 if the server closed the connection. */
long read_replies(struct connection *connection);

/* Watches the connection's socket for input. */
void watch(int epoll, struct connection *connection);

/* The number of replies that did not begin with OK. */
extern long refused;

/* Latencies in nanoseconds. */
void record_latency(int64_t latency);
void print_latencies(void);

/* The modes. Each prints one line: name=value and blanks. */
void run_list(int connections, double seconds);
void run_churn(int connections, double seconds);
void run_many(int connections, long ports);
void run_hold(int connections);
void run_pace(double rate, double seconds, bool hold);
void run_pipeline(double seconds, const char *request);
void run_connects(double rate, double seconds, const char *first_source, int sources);
