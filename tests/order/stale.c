/* Looks for stale rows: a client takes a port, ends its connection, and at once asks over another one what is listed.
 * A row of a connection that ended before the question was sent is stale. (A half-closed connection has ended too.)
 *
 * usage: stale PORT TIMES WORKERS BUSY
 *
 * WORKERS processes do that TIMES times in all, while BUSY other clients ask, take and close. Prints the counts, and ends
 * with 1 if there was a stale row, with 2 if the daemon did not answer.
 */
#define _GNU_SOURCE
#include "stale.h"
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum ending { CLOSE, HALF_CLOSE, RESET, FREE, KILL, ENDINGS };
enum { QUESTIONS = 4 };

static const char *const ending_names[ENDINGS] = {
    "close", "half-close", "reset", "FREE", "kill of the process"};
static const char *const question_names[QUESTIONS] = {
    "LIST, kept connection", "LIST, new connection", "FIND, kept connection", "FIND, new connection"};

struct counts {
    atomic_long asked, stale;
};

/* Shared by all workers. */
static struct counts (*counts)[QUESTIONS];

/* Starts a process that ends with this one at the latest. */
static pid_t start_process(void)
{
    pid_t parent = getpid(), process = fork();
    if (process < 0)
        fail("fork");
    if (process == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
            _exit(2);
    }
    return process;
}

/* Leaves the connection to a process, and kills that. */
static void end_by_kill(int connection)
{
    pid_t holder = start_process();
    if (holder == 0)
        for (;;)
            pause();
    close(connection);
    kill(holder, SIGKILL);
    waitpid(holder, NULL, 0);
}

static void end_by_free(int connection, long port)
{
    char request[32];
    snprintf(request, sizeof request, "FREE %ld\n", port);
    ask(connection, request);
    if (strncmp(read_reply(connection, 0), "OK ", 3) != 0)
        fail("FREE was refused");
}

/* Returns a connection that has still to be closed, or -1. */
static int end_connection(int connection, long port, enum ending ending)
{
    switch (ending) {
    case HALF_CLOSE:
        shutdown(connection, SHUT_WR);
        return connection;
    case FREE:
        end_by_free(connection, port);
        return connection;
    case KILL:
        end_by_kill(connection);
        return -1;
    case RESET:
        setsockopt(connection, SOL_SOCKET, SO_LINGER, &(struct linger){.l_onoff = 1}, sizeof(struct linger));
        close(connection);
        return -1;
    default:
        close(connection);
        return -1;
    }
}

static int is_listed(int kept, int question, const char *service)
{
    char request[128], row[128];
    int asks_new = question & 1, asks_find = question & 2;
    snprintf(request, sizeof request, asks_find ? "FIND -beginswith %s\n" : "LIST\n", service);
    snprintf(row, sizeof row, " %s order\n", service);
    int connection = asks_new ? dial() : kept;
    ask(connection, request);
    int listed = strstr(read_reply(connection, 1), row) != NULL;
    if (asks_new)
        close(connection);
    return listed;
}

static void try_once(int kept, long number)
{
    enum ending ending = number % ENDINGS;
    int question = number / ENDINGS % QUESTIONS;
    char service[32], request[64];
    snprintf(service, sizeof service, "stale%ld.", number);
    snprintf(request, sizeof request, "GIMME %s order\n", service);

    int connection = dial();
    ask(connection, request);
    const char *reply = read_reply(connection, 0);
    if (strncmp(reply, "OK ", 3) != 0)
        fail("GIMME was refused");
    int left = end_connection(connection, atol(reply + 3), ending);
    struct counts *count = &counts[ending][question];
    count->stale += is_listed(kept, question, service);
    count->asked++;
    if (left >= 0)
        close(left);
}

static void work(long first, long step, long times)
{
    int kept = dial();
    for (long number = first; number < times; number += step)
        try_once(kept, number);
}

static void start_workers(int workers, long times)
{
    for (int i = 0; i < workers; i++)
        if (start_process() == 0) {
            work(i, workers, times);
            _exit(0);
        }
}

/* Waits for the workers, and returns whether all of them did their work. */
static int wait_for_workers(int workers, pid_t busy)
{
    int done = 1;
    for (int left = workers; left > 0;) {
        int status;
        pid_t ended = wait(&status);
        if (ended == busy)
            fail("the busy clients ended");
        done &= status == 0;
        left--;
    }
    return done;
}

static long print_counts(void)
{
    long stale = 0;
    for (int ending = 0; ending < ENDINGS; ending++)
        for (int question = 0; question < QUESTIONS; question++) {
            struct counts *count = &counts[ending][question];
            printf("  %-20s %-22s %6ld stale of %ld\n", ending_names[ending], question_names[question], count->stale, count->asked);
            stale += count->stale;
        }
    return stale;
}

int main(int count, char **arguments)
{
    if (count != 5) {
        fprintf(stderr, "usage: stale PORT TIMES WORKERS BUSY\n");
        return 2;
    }
    long times = atol(arguments[2]);
    int workers = atoi(arguments[3]), busy_clients = atoi(arguments[4]);
    use_port(atoi(arguments[1]));
    counts = mmap(NULL, sizeof *counts * ENDINGS, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (counts == MAP_FAILED)
        fail("mmap");

    pid_t busy = busy_clients > 0 ? start_process() : -1;
    if (busy == 0)
        keep_busy(busy_clients);
    start_workers(workers, times);
    int done = wait_for_workers(workers, busy);
    if (busy > 0) {
        kill(busy, SIGKILL);
        waitpid(busy, NULL, 0);
    }
    long stale = print_counts();
    return done ? stale > 0 : 2;
}
