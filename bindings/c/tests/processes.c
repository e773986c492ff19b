#include "check.h"
#include "peer.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Forks, and gives whether the child thought that all was well. */
static int in_child(void (*run)(portmanager_t pm), portmanager_t pm)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        run(pm);
        _exit(0);
    }
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void require(int holds)
{
    if (!holds)
        _exit(1);
}

static void use_library(portmanager_t pm)
{
    portmanager_t own;
    portmanager_listing listing;
    int port;
    require(portmanager_list(pm, &listing) == PORTMANAGER_OK);
    portmanager_free(&listing);
    require(portmanager_create("localhost", -1, daemon_port(), &own) == PORTMANAGER_OK);
    require(portmanager_connect(own) == PORTMANAGER_OK);
    for (int i = 0; i < 1000; i++) {
        require(portmanager_get(own, "child", -1, &port) == PORTMANAGER_OK);
        require(portmanager_release(own, port) == PORTMANAGER_OK);
    }
    require(portmanager_wait(own, "forked", -1, NULL, 0, 60 * 1000, &listing) == PORTMANAGER_OK);
    portmanager_free(&listing);
    require(portmanager_get(own, "", -1, &port) == PORTMANAGER_ARGUMENT);
}

static void fork_goes_on(void)
{
    portmanager_t pm = connected(daemon_port());
    int port;
    CHECK_OK(portmanager_get(pm, "forked", -1, &port));
    CHECK(in_child(use_library, pm));
    CHECK_OK(portmanager_get(pm, "parent", -1, &port));
    portmanager_close(pm);
}

static void close_it(portmanager_t pm)
{
    require(portmanager_close(pm) == PORTMANAGER_OK);
}

static void child_closes(void)
{
    portmanager_t pm = connected(daemon_port());
    int port;
    CHECK_OK(portmanager_get(pm, "kept", -1, &port));
    CHECK(in_child(close_it, pm));
    CHECK(eventually_listed("kept", 1));
    CHECK_OK(portmanager_get(pm, "more", -1, &port));
    portmanager_close(pm);
    CHECK(eventually_listed("kept", 0));
}

static void child_keeps(void)
{
    portmanager_t pm = connected(daemon_port());
    int port, ends[2];
    char byte;
    pid_t child;
    CHECK(pipe(ends) == 0);
    CHECK_OK(portmanager_get(pm, "inherited", -1, &port));
    child = fork();
    if (child == 0) {
        close(ends[1]);
        require(read(ends[0], &byte, 1) == 0);
        _exit(0);
    }
    close(ends[0]);
    CHECK_OK(portmanager_close(pm));
    CHECK(eventually_listed("inherited", 1));
    close(ends[1]);
    CHECK(waitpid(child, NULL, 0) == child);
    CHECK(eventually_listed("inherited", 0));
}

static void exec_keeps_nothing(void)
{
    portmanager_t pm = connected(daemon_port());
    int port;
    FILE *program;
    CHECK_OK(portmanager_get(pm, "executed", -1, &port));
    program = popen("cat", "w");
    CHECK(program != NULL);
    CHECK_OK(portmanager_close(pm));
    CHECK(eventually_listed("executed", 0));
    CHECK(pclose(program) == 0);
}

static void *gets_and_releases(void *handle)
{
    portmanager_t pm = *(portmanager_t *)handle;
    for (int i = 0; i < 200; i++) {
        portmanager_listing listing;
        int port;
        CHECK_OK(portmanager_get(pm, "threaded", -1, &port));
        CHECK_OK(portmanager_list(pm, &listing));
        portmanager_free(&listing);
        CHECK_OK(portmanager_release(pm, port));
    }
    return NULL;
}

static void in_threads(portmanager_t *handles, int step)
{
    pthread_t threads[8];
    for (int i = 0; i < 8; i++)
        CHECK(pthread_create(&threads[i], NULL, gets_and_releases, &handles[i * step]) == 0);
    for (int i = 0; i < 8; i++)
        pthread_join(threads[i], NULL);
}

static void threads_with_own_handles(void)
{
    portmanager_t handles[8];
    for (int i = 0; i < 8; i++)
        handles[i] = connected(daemon_port());
    in_threads(handles, 1);
    for (int i = 0; i < 8; i++)
        portmanager_close(handles[i]);
}

static void threads_with_one_handle(void)
{
    portmanager_t pm = connected(daemon_port());
    in_threads(&pm, 0);
    portmanager_close(pm);
}

static volatile sig_atomic_t signals;

static void count(int signal)
{
    (void)signal;
    signals++;
}

static sem_t asked;

static answer says_nothing(const char *line)
{
    (void)line;
    sem_post(&asked);
    return (answer){ "", STAY };
}

/* A handle that is closed before it is used is another matter: the request has come when it is closed. */
static void *closes_when_asked(void *handle)
{
    sem_wait(&asked);
    CHECK_OK(portmanager_close(*(portmanager_t *)handle));
    return NULL;
}

static void *closes_later(void *handle)
{
    const struct timespec pause = { 0, 50 * 1000 * 1000 };
    nanosleep(&pause, NULL);
    CHECK_OK(portmanager_close(*(portmanager_t *)handle));
    return NULL;
}

static void closed_meanwhile(void)
{
    int port, got;
    peer *peer = peer_start(says_nothing, &port);
    portmanager_t pm = connected(port), waiting;
    portmanager_listing listing;
    pthread_t thread;
    CHECK(sem_init(&asked, 0, 0) == 0);
    CHECK(pthread_create(&thread, NULL, closes_when_asked, &pm) == 0);
    CHECK_STATUS(PORTMANAGER_HANDLE, portmanager_get(pm, "s", -1, &got));
    CHECK_TEXT("The handle was closed.", error_text());
    pthread_join(thread, NULL);
    waiting = connected(daemon_port());
    CHECK(pthread_create(&thread, NULL, closes_later, &waiting) == 0);
    CHECK_STATUS(PORTMANAGER_HANDLE, portmanager_wait(waiting, "never", -1, NULL, 0, -1, &listing));
    pthread_join(thread, NULL);
    peer_stop(peer);
}

static void interrupted(void)
{
    const struct itimerspec often = { { 0, 1000 * 1000 }, { 0, 1000 * 1000 } };
    const struct itimerspec never = { { 0, 0 }, { 0, 0 } };
    struct sigaction action = { .sa_handler = count };
    portmanager_t pm = connected(daemon_port());
    portmanager_listing listing;
    timer_t timer;
    CHECK(sigaction(SIGALRM, &action, NULL) == 0);
    CHECK(timer_create(CLOCK_MONOTONIC, NULL, &timer) == 0);
    CHECK(timer_settime(timer, 0, &often, NULL) == 0);
    CHECK_STATUS(PORTMANAGER_TIMEOUT, portmanager_wait(pm, "never", -1, NULL, 0, 100, &listing));
    CHECK(timer_settime(timer, 0, &never, NULL) == 0);
    CHECK(signals > 0);
    timer_delete(timer);
    portmanager_close(pm);
}

/* What programs use signals for. SIGSEGV, SIGFPE and a real-time signal are the .NET runtime's. */
static const int ours[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGCHLD, SIGUSR1, SIGUSR2, SIGTSTP, SIGCONT, SIGWINCH };

enum { OURS = sizeof ours / sizeof *ours };

static struct sigaction at_start[OURS];

void note_signals(void)
{
    for (int i = 0; i < OURS; i++)
        sigaction(ours[i], NULL, &at_start[i]);
}

static void signals_left_alone(void)
{
    for (int i = 0; i < OURS; i++) {
        struct sigaction now;
        CHECK(sigaction(ours[i], NULL, &now) == 0);
        CHECK(now.sa_handler == at_start[i].sa_handler);
    }
}

const test process_tests[] = {
    { "the library leaves the program's signals as they are", signals_left_alone },
    { "a forked child goes on using the library, and so does its parent", fork_goes_on },
    { "a child that closes its handle takes nothing from its parent", child_closes },
    { "a port is held as long as a forked child has it", child_keeps },
    { "a program that is started holds no port", exec_keeps_nothing },
    { "several threads use several handles", threads_with_own_handles },
    { "several threads use one handle", threads_with_one_handle },
    { "a call ends when another thread closes its handle", closed_meanwhile },
    { "signals interrupt nothing", interrupted },
    { NULL, NULL },
};
