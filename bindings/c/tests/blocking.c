#include "check.h"
#include "peer.h"

#include <poll.h>
#include <time.h>

static answer says_nothing(const char *line)
{
    (void)line;
    return (answer){ "", STAY };
}


/* Waits as an event loop does, until the call is to be made again. */
static void loop_once(portmanager_t pm)
{
    struct pollfd socket;
    int milliseconds;
    CHECK_OK(portmanager_waits_for(pm, &socket.fd, &socket.events, &milliseconds));
    CHECK(milliseconds > 0 && milliseconds <= 10000);
    CHECK(poll(&socket, 1, milliseconds) == 1);
}

static void event_loop(void)
{
    portmanager_t pm;
    portmanager_listing listing;
    int status, port, again = 0;
    CHECK_OK(portmanager_create("localhost", -1, daemon_port(), &pm));
    CHECK_OK(portmanager_set_blocking_timeout(pm, 0));
    while ((status = portmanager_connect(pm)) == PORTMANAGER_AGAIN)
        loop_once(pm);
    CHECK_OK(status);
    while ((status = portmanager_get(pm, "looped", -1, &port)) == PORTMANAGER_AGAIN) {
        loop_once(pm);
        again++;
    }
    CHECK_OK(status);
    CHECK(again > 0);
    while ((status = portmanager_find(pm, "looped", -1, NULL, 0, NULL, 0, &listing)) == PORTMANAGER_AGAIN)
        loop_once(pm);
    CHECK_OK(status);
    CHECK(listing.count == 1 && listing.rows[0].port == port);
    portmanager_free(&listing);
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_waits_for(pm, &port, &(short){ 0 }, &status));
    portmanager_close(pm);
}

static void busy(void)
{
    int port, got;
    peer *peer = peer_start(says_nothing, &port);
    portmanager_t pm = connected(port);
    portmanager_listing listing;
    CHECK_OK(portmanager_set_blocking_timeout(pm, 5));
    CHECK_STATUS(PORTMANAGER_AGAIN, portmanager_get(pm, "s", -1, &got));
    CHECK_STATUS(PORTMANAGER_BUSY, portmanager_list(pm, &listing));
    CHECK_TEXT("A call of portmanager_get on this handle has not ended.", error_text());
    CHECK_STATUS(PORTMANAGER_AGAIN, portmanager_get(pm, "s", -1, &got));
    CHECK_OK(portmanager_close(pm));
    CHECK_STATUS(PORTMANAGER_HANDLE, portmanager_get(pm, "s", -1, &got));
    peer_stop(peer);
}

static void timeout_counts_on(void)
{
    int port, got, status;
    peer *peer = peer_start(says_nothing, &port);
    portmanager_t pm;
    CHECK_OK(portmanager_create("localhost", -1, port, &pm));
    CHECK_OK(portmanager_set_timeout(pm, 50));
    CHECK_OK(portmanager_connect(pm));
    CHECK_OK(portmanager_set_blocking_timeout(pm, 5));
    while ((status = portmanager_get(pm, "s", -1, &got)) == PORTMANAGER_AGAIN)
        continue;
    CHECK_STATUS(PORTMANAGER_TIMEOUT, status);
    portmanager_close(pm);
    peer_stop(peer);
}

static void waiting_is_sleeping(void)
{
    int port, got;
    peer *peer = peer_start(says_nothing, &port);
    portmanager_t pm;
    clock_t before;
    CHECK_OK(portmanager_create("localhost", -1, port, &pm));
    CHECK_OK(portmanager_set_timeout(pm, 500));
    CHECK_OK(portmanager_connect(pm));
    before = clock();
    CHECK_STATUS(PORTMANAGER_TIMEOUT, portmanager_get(pm, "s", -1, &got));
    /* Half of it: valgrind has its share. */
    CHECK(clock() - before < CLOCKS_PER_SEC / 4);
    portmanager_close(pm);
    peer_stop(peer);
}

const test blocking_tests[] = {
    { "an event loop waits itself, for what the library says", event_loop },
    { "another call is refused while one has not ended, and closing ends it", busy },
    { "a request times out although each call returns earlier", timeout_counts_on },
    { "a call that waits leaves the processor to others", waiting_is_sleeping },
    { NULL, NULL },
};
