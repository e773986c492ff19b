#include "check.h"
#include "peer.h"

#include <string.h>

/* Makes one call of a watch, of which one row is expected. */
static void changes_by(portmanager_t watch, const char *begins_with, int change, const char *service)
{
    portmanager_listing changes;
    CHECK_OK(portmanager_watch(watch, NULL, 0, begins_with, -1, NULL, 0, 60 * 1000, &changes));
    CHECK(changes.count == 1);
    if (changes.count == 1) {
        CHECK(changes.rows[0].change == change);
        CHECK_TEXT(service, changes.rows[0].service);
    }
    portmanager_free(&changes);
}

static portmanager_t created(int port)
{
    portmanager_t pm;
    CHECK_OK(portmanager_create("localhost", -1, port, &pm));
    return pm;
}

static void comes_and_goes(void)
{
    portmanager_t pm = connected(daemon_port()), watch = created(daemon_port());
    portmanager_listing changes;
    int first, second;
    CHECK_OK(portmanager_get(pm, "watched one", -1, &first));
    changes_by(watch, "watched", PORTMANAGER_ADDED, "watched one");
    CHECK_STATUS(PORTMANAGER_TIMEOUT, portmanager_watch(watch, NULL, 0, "watched", -1, NULL, 0, 20, &changes));
    CHECK(changes.count == 0 && changes.rows == NULL);
    CHECK_OK(portmanager_get(pm, "other", -1, &second));
    CHECK_OK(portmanager_get(pm, "watched two", -1, &second));
    changes_by(watch, "watched", PORTMANAGER_ADDED, "watched two");
    CHECK_OK(portmanager_release(pm, first));
    changes_by(watch, "watched", PORTMANAGER_REMOVED, "watched one");
    changes_by(watch, "other", PORTMANAGER_ADDED, "other");
    CHECK_OK(portmanager_list(pm, &changes));
    CHECK(changes.rows[0].change == 0);
    portmanager_free(&changes);
    portmanager_close(watch);
    portmanager_close(pm);
}

static void an_event_loop_waits_itself(void)
{
    portmanager_t pm = connected(daemon_port()), watch = created(daemon_port());
    portmanager_listing changes;
    int port;
    CHECK_OK(portmanager_set_blocking_timeout(watch, 0));
    CHECK_STATUS(PORTMANAGER_AGAIN, portmanager_watch(watch, "looped", -1, NULL, 0, NULL, 0, -1, &changes));
    CHECK_OK(portmanager_get(pm, "looped", -1, &port));
    CHECK_OK(portmanager_set_blocking_timeout(watch, -1));
    CHECK_OK(portmanager_watch(watch, "looped", -1, NULL, 0, NULL, 0, -1, &changes));
    CHECK(changes.count == 1 && changes.rows[0].port == port);
    portmanager_free(&changes);
    portmanager_close(watch);
    portmanager_close(pm);
}

static void old_one(void)
{
    int port;
    peer *peer = peer_start(old_port_manager, &port);
    portmanager_t watch = created(port);
    portmanager_listing changes;
    CHECK_OK(portmanager_watch(watch, NULL, 0, NULL, 0, NULL, 0, -1, &changes));
    CHECK(changes.count == 2);
    CHECK_TEXT("Epics Display", changes.rows[1].service);
    portmanager_free(&changes);
    CHECK_STATUS(PORTMANAGER_TIMEOUT, portmanager_watch(watch, NULL, 0, NULL, 0, NULL, 0, 250, &changes));
    portmanager_close(watch);
    peer_stop(peer);
}

static int watches;

static answer goes_away_once(const char *line)
{
    if (strcmp(line, "VERSION") == 0)
        return (answer){ "OK {PortManager 0.1.0} WATCH\n", STAY };
    return watches++ == 0 ? (answer){ "OK 1\n30001 before u\n", HANG_UP } : (answer){ "OK 1\n30002 after u\n", STAY };
}

static void a_restart(void)
{
    int port;
    peer *peer = peer_start(goes_away_once, &port);
    portmanager_t watch = created(port);
    portmanager_listing changes;
    changes_by(watch, "", PORTMANAGER_ADDED, "before");
    CHECK_OK(portmanager_watch(watch, NULL, 0, "", -1, NULL, 0, 60 * 1000, &changes));
    CHECK(changes.count == 2);
    if (changes.count == 2) {
        CHECK(changes.rows[0].change == PORTMANAGER_REMOVED && changes.rows[1].change == PORTMANAGER_ADDED);
        CHECK_TEXT("after", changes.rows[1].service);
    }
    portmanager_free(&changes);
    portmanager_close(watch);
    peer_stop(peer);
}

static void a_wait_outlasts_a_restart(void)
{
    int port;
    peer *peer;
    portmanager_t pm;
    portmanager_listing listing;
    watches = 0;
    peer = peer_start(goes_away_once, &port);
    pm = created(port);
    CHECK_OK(portmanager_wait(pm, "after", -1, NULL, 0, 60 * 1000, &listing));
    CHECK(listing.count == 1 && listing.rows[0].port == 30002);
    portmanager_free(&listing);
    portmanager_close(pm);
    peer_stop(peer);
}

static answer always_goes_away(const char *line)
{
    if (strcmp(line, "VERSION") == 0)
        return (answer){ "OK {PortManager 0.1.0} WATCH\n", STAY };
    watches++;
    return (answer){ "OK 0\n", HANG_UP };
}

static void leaves_it_time(void)
{
    int port;
    peer *peer = peer_start(always_goes_away, &port);
    portmanager_t watch = created(port);
    portmanager_listing changes;
    watches = 0;
    CHECK_OK(portmanager_set_blocking_timeout(watch, 1));
    while (portmanager_watch(watch, NULL, 0, NULL, 0, NULL, 0, 1000, &changes) == PORTMANAGER_AGAIN)
        ;
    CHECK(watches > 1 && watches < 20);
    portmanager_close(watch);
    peer_stop(peer);
}

static int versions;

static answer says_its_version_the_second_time(const char *line)
{
    if (strcmp(line, "VERSION") == 0 && versions++ == 0)
        return (answer){ "", STAY };
    return goes_away_once(line);
}

static void late_version(void)
{
    int port;
    peer *peer = peer_start(says_its_version_the_second_time, &port);
    portmanager_t watch = created(port);
    portmanager_listing changes;
    watches = 1;
    CHECK_OK(portmanager_set_timeout(watch, 1000));
    CHECK_STATUS(PORTMANAGER_TIMEOUT, portmanager_watch(watch, NULL, 0, "", -1, NULL, 0, 50, &changes));
    changes_by(watch, "", PORTMANAGER_ADDED, "after");
    portmanager_close(watch);
    peer_stop(peer);
}

static answer gets_another_one(const char *line)
{
    if (strcmp(line, "LIST") == 0)
        return watches++ == 0 ? (answer){ "OK 0\n", STAY } : (answer){ "OK 1\n30002 after u\n", STAY };
    return old_port_manager(line);
}

static void asked_without_waiting(void)
{
    int port, status;
    peer *peer = peer_start(gets_another_one, &port);
    portmanager_t watch = created(port);
    portmanager_listing changes;
    watches = 0;
    while ((status = portmanager_watch(watch, NULL, 0, NULL, 0, NULL, 0, 0, &changes)) == PORTMANAGER_TIMEOUT)
        ;
    CHECK_OK(status);
    CHECK(changes.count == 1 && changes.rows[0].port == 30002);
    portmanager_free(&changes);
    portmanager_close(watch);
    peer_stop(peer);
}

static void nobody_there(void)
{
    portmanager_t watch = created(1);
    portmanager_listing changes;
    CHECK_STATUS(PORTMANAGER_NETWORK, portmanager_watch(watch, NULL, 0, NULL, 0, NULL, 0, -1, &changes));
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_watch(watch, NULL, 0, NULL, 0, NULL, 0, -1, NULL));
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_watch(watch, "\xff", -1, NULL, 0, NULL, 0, -1, &changes));
    portmanager_close(watch);
}

const test watching_tests[] = {
    { "a watch tells what is there, what comes and what goes, and no time-out ends it", comes_and_goes },
    { "an event loop waits for the changes itself", an_event_loop_waits_itself },
    { "an old port manager is asked again and again", old_one },
    { "a watch outlasts a port manager that goes away, and tells the differences", a_restart },
    { "so does a wait", a_wait_outlasts_a_restart },
    { "a port manager that hangs up each time is left more and more time", leaves_it_time },
    { "after a time-out of its own requests a watch begins anew", late_version },
    { "an old port manager is asked also by calls that do not wait", asked_without_waiting },
    { "where there is no port manager, a watch does not begin", nobody_there },
    { NULL, NULL },
};
