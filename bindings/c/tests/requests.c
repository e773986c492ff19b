#include "check.h"

#include <stdio.h>
#include <string.h>

static void get_and_list(void)
{
    portmanager_t pm = connected(daemon_port());
    portmanager_listing listing;
    int port;
    CHECK_OK(portmanager_set_user(pm, "fox", -1));
    CHECK_OK(portmanager_get(pm, "Epics Display", -1, &port));
    CHECK_OK(portmanager_list(pm, &listing));
    CHECK(listing.count == 1);
    CHECK(listing.rows[0].port == port);
    CHECK_TEXT("Epics Display", listing.rows[0].service);
    CHECK_TEXT("fox", listing.rows[0].user);
    CHECK(listing.rows[0].service_length == 13 && listing.rows[0].user_length == 3);
    CHECK(listing.names_length == 18 && memcmp(listing.names, "Epics Display\0fox", 18) == 0);
    portmanager_free(&listing);
    CHECK(listing.count == 0 && listing.rows == NULL);
    portmanager_close(pm);
}

static void names_arrive(void)
{
    static const char *const names[] = { "LAB\\fox", "LAB\\u0041", "John Smith", "HOST$", "{", "a\xc2\xa0" "b", "a\xe2\x80\xa8" "b" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        portmanager_t pm = connected(daemon_port());
        portmanager_listing listing;
        int port;
        CHECK_OK(portmanager_set_user(pm, names[i], -1));
        CHECK_OK(portmanager_get(pm, names[i], -1, &port));
        CHECK_OK(portmanager_find(pm, names[i], -1, NULL, 0, names[i], -1, &listing));
        CHECK(listing.count == 1);
        CHECK_TEXT(names[i], listing.rows[0].service);
        CHECK_TEXT(names[i], listing.rows[0].user);
        portmanager_free(&listing);
        portmanager_close(pm);
    }
}

static void find_filters(void)
{
    portmanager_t fox = connected(daemon_port()), cerizza = connected(daemon_port());
    portmanager_listing listing;
    int port;
    portmanager_set_user(fox, "fox", -1);
    portmanager_set_user(cerizza, "cerizza", -1);
    CHECK_OK(portmanager_get(fox, "Ring", -1, &port));
    CHECK_OK(portmanager_get(fox, "Ring", -1, &port));
    CHECK_OK(portmanager_get(cerizza, "Ring", -1, &port));
    CHECK_OK(portmanager_find(fox, "Ring", -1, NULL, 0, NULL, 0, &listing));
    CHECK(listing.count == 2);
    portmanager_free(&listing);
    CHECK_OK(portmanager_find(fox, NULL, 0, "Ring!", 4, NULL, 0, &listing));
    CHECK(listing.count == 3);
    portmanager_free(&listing);
    CHECK_OK(portmanager_find(fox, NULL, 0, "Ring_", -1, "fox", -1, &listing));
    CHECK(listing.count == 1);
    CHECK_TEXT("Ring_1", listing.rows[0].service);
    portmanager_free(&listing);
    CHECK_OK(portmanager_find(fox, "Ring", -1, NULL, 0, "nobody", -1, &listing));
    CHECK(listing.count == 0);
    portmanager_free(&listing);
    portmanager_close(fox);
    portmanager_close(cerizza);
}

static void release_and_claim(void)
{
    portmanager_t pm = connected(daemon_port());
    int port, other;
    CHECK_OK(portmanager_get(pm, "released", -1, &port));
    CHECK_OK(portmanager_release(pm, port));
    CHECK(eventually_listed("released", 0));
    CHECK_OK(portmanager_claim(pm, port, "claimed", -1));
    CHECK(eventually_listed("claimed", 1));
    CHECK_STATUS(PORTMANAGER_REFUSED, portmanager_claim(pm, port, "again", -1));
    CHECK_STATUS(PORTMANAGER_REFUSED, portmanager_release(pm, 1));
    CHECK_OK(portmanager_get(pm, "still", -1, &other));
    CHECK(eventually_listed("claimed", 1));
    portmanager_close(pm);
}

static void unique_is_refused_where_the_name_is_taken(void)
{
    portmanager_t pm = connected(daemon_port());
    int port, other;
    CHECK_OK(portmanager_get_unique(pm, "only", -1, &port));
    CHECK_STATUS(PORTMANAGER_REFUSED, portmanager_get_unique(pm, "only", -1, &other));
    CHECK(other == 0);
    CHECK_OK(portmanager_release(pm, port));
    CHECK_OK(portmanager_get_unique(pm, "only", -1, &port));
    portmanager_close(pm);
}

static void the_given_name_is_told(void)
{
    portmanager_t pm = connected(daemon_port());
    portmanager_listing listing;
    int first, second;
    CHECK_OK(portmanager_set_user(pm, "numbered", -1));
    CHECK_OK(portmanager_get(pm, "RingMaster", -1, &first));
    CHECK_OK(portmanager_get(pm, "RingMaster", -1, &second));
    CHECK_OK(portmanager_find_port(pm, second, &listing));
    CHECK(listing.count == 1 && listing.rows[0].port == second);
    CHECK_TEXT("RingMaster_1", listing.rows[0].service);
    CHECK_TEXT("numbered", listing.rows[0].user);
    portmanager_free(&listing);
    CHECK_OK(portmanager_find_port(pm, 1, &listing));
    CHECK(listing.count == 0);
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_find_port(pm, 0, &listing));
    portmanager_close(pm);
}

static void header_and_library_have_one_version(void)
{
    char parts[32];
    CHECK_TEXT(PORTMANAGER_VERSION, portmanager_library_version());
    snprintf(parts, sizeof parts, "%d.%d.%d", PORTMANAGER_VERSION_MAJOR, PORTMANAGER_VERSION_MINOR, PORTMANAGER_VERSION_PATCH);
    CHECK_TEXT(PORTMANAGER_VERSION, parts);
}

static void close_releases(void)
{
    portmanager_t pm = connected(daemon_port());
    int port;
    CHECK_OK(portmanager_get(pm, "closing", -1, &port));
    CHECK(eventually_listed("closing", 1));
    CHECK_OK(portmanager_close(pm));
    CHECK(eventually_listed("closing", 0));
}

static void wait_for_service(void)
{
    portmanager_t pm = connected(daemon_port()), waiting;
    portmanager_listing listing;
    int port;
    CHECK_OK(portmanager_create("localhost", -1, daemon_port(), &waiting));
    CHECK_STATUS(PORTMANAGER_TIMEOUT, portmanager_wait(waiting, "awaited", -1, NULL, 0, 0, &listing));
    CHECK_STATUS(PORTMANAGER_TIMEOUT, portmanager_wait(waiting, "awaited", -1, NULL, 0, 20, &listing));
    CHECK_OK(portmanager_set_blocking_timeout(waiting, 0));
    CHECK_STATUS(PORTMANAGER_AGAIN, portmanager_wait(waiting, "awaited", -1, NULL, 0, -1, &listing));
    CHECK_OK(portmanager_get(pm, "awaited", -1, &port));
    CHECK_OK(portmanager_set_blocking_timeout(waiting, -1));
    CHECK_OK(portmanager_wait(waiting, "awaited", -1, NULL, 0, -1, &listing));
    CHECK(listing.count == 1 && listing.rows[0].port == port);
    portmanager_free(&listing);
    CHECK_STATUS(PORTMANAGER_TIMEOUT, portmanager_wait(pm, "awaited", -1, "nobody", -1, 20, &listing));
    CHECK(eventually_listed("awaited", 1));
    portmanager_close(waiting);
    portmanager_close(pm);
}

static void server_port(void)
{
    portmanager_t pm = connected(daemon_port());
    int port;
    CHECK_OK(portmanager_server_port(pm, &port));
    CHECK(port == daemon_port());
    portmanager_close(pm);
}

const test request_tests[] = {
    { "a port is got, listed with its names and their lengths, and given back with the listing", get_and_list },
    { "names with backslashes, blanks and separators arrive as they are", names_arrive },
    { "find gives the rows that match all that is given", find_filters },
    { "a unique service is refused where its user has one of that name", unique_is_refused_where_the_name_is_taken },
    { "a port is listed by its number, with the name that it was given", the_given_name_is_told },
    { "the header and the library say the same version", header_and_library_have_one_version },
    { "a port is released and claimed; what is refused changes nothing", release_and_claim },
    { "closing releases the ports", close_releases },
    { "a wait ends when the service is advertised, or its time is over, and costs no port", wait_for_service },
    { "the port manager's port is told", server_port },
    { NULL, NULL },
};
