#include "check.h"
#include "peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MEGABYTE = 1024 * 1024, ROWS = 50000 };

static void bad_utf8(void)
{
    const char *bad[] = { "\xff", "\xc0\x80", "ring\xe2\x82", "\xed\xa0\x80" };
    portmanager_t pm = connected(daemon_port()), other;
    portmanager_listing listing;
    int port;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_create(bad[i], -1, 1, &other));
        CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_get(pm, bad[i], -1, &port));
        CHECK_TEXT("The service is not valid UTF-8.", error_text());
        CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_set_user(pm, bad[i], -1));
        CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_find(pm, NULL, 0, bad[i], -1, NULL, 0, &listing));
    }
    CHECK_OK(portmanager_get(pm, "still", -1, &port));
    portmanager_close(pm);
}

static void bad_names(void)
{
    portmanager_t pm = connected(daemon_port());
    char name[256];
    int port;
    memset(name, 'n', sizeof name);
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_get(pm, "", -1, &port));
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_get(pm, "a\nLIST", -1, &port));
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_get(pm, "a\0b", 3, &port));
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_get(pm, name, 256, &port));
    CHECK_OK(portmanager_get(pm, name, 255, &port));
    CHECK_OK(portmanager_get(pm, "{\" \\x $y [z]", -1, &port));
    CHECK(eventually_listed("{\" \\x $y [z]", 1));
    CHECK_OK(portmanager_get(pm, "K\xc3\xbchlung \xe2\x82\xac \xf0\x9f\x98\x80", -1, &port));
    CHECK(eventually_listed("K\xc3\xbchlung \xe2\x82\xac \xf0\x9f\x98\x80", 1));
    portmanager_close(pm);
}

static void megabytes(void)
{
    char *name = malloc(MEGABYTE);
    portmanager_t pm = connected(daemon_port()), other;
    portmanager_listing listing;
    int port;
    memset(name, 'n', MEGABYTE);
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_get(pm, name, MEGABYTE, &port));
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_set_user(pm, name, MEGABYTE));
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_wait(pm, name, MEGABYTE, NULL, 0, 0, &listing));
    CHECK_OK(portmanager_find(pm, name, MEGABYTE, name, MEGABYTE, name, MEGABYTE, &listing));
    CHECK(listing.count == 0);
    portmanager_free(&listing);
    CHECK_OK(portmanager_create(name, MEGABYTE, 1, &other));
    CHECK_STATUS(PORTMANAGER_HOST, portmanager_connect(other));
    portmanager_close(other);
    portmanager_close(pm);
    free(name);
}

static char *many_rows;

static answer lists_many(const char *line)
{
    (void)line;
    return (answer){ many_rows, STAY };
}

static void fifty_thousand_rows(void)
{
    char *next = many_rows = malloc(ROWS * 64);
    portmanager_listing listing;
    int port;
    next += sprintf(next, "OK %d\n", ROWS);
    for (int i = 0; i < ROWS; i++)
        next += sprintf(next, "%d {service number %d} user_%d\n", i + 1, i, i % 100);
    peer *peer = peer_start(lists_many, &port);
    portmanager_t pm = connected(port);
    CHECK_OK(portmanager_list(pm, &listing));
    CHECK(listing.count == ROWS);
    CHECK(listing.rows[ROWS - 1].port == ROWS);
    CHECK_TEXT("service number 49999", listing.rows[ROWS - 1].service);
    CHECK_TEXT("user_99", listing.rows[ROWS - 1].user);
    CHECK(listing.rows[ROWS - 1].user + strlen("user_99") + 1 == listing.names + listing.names_length);
    portmanager_free(&listing);
    CHECK_OK(portmanager_find(pm, "service number 77", -1, NULL, 0, NULL, 0, &listing));
    CHECK(listing.count == 1 && listing.rows[0].port == 78);
    portmanager_free(&listing);
    portmanager_close(pm);
    peer_stop(peer);
    free(many_rows);
}

static answer lists_strange_names(const char *line)
{
    (void)line;
    return (answer){ "OK 3\n1 {} {}\n2 a\\x00b \\ud800\n3 \\U1f600 \\n\n", STAY };
}

static void strange_names(void)
{
    int port;
    peer *peer = peer_start(lists_strange_names, &port);
    portmanager_t pm = connected(port);
    portmanager_listing listing;
    CHECK_OK(portmanager_list(pm, &listing));
    CHECK(listing.count == 3);
    CHECK(listing.rows[0].service_length == 0 && listing.rows[0].user_length == 0);
    CHECK_TEXT("a?b", listing.rows[1].service);
    CHECK_TEXT("\xef\xbf\xbd", listing.rows[1].user);
    CHECK_TEXT("\xf0\x9f\x98\x80", listing.rows[2].service);
    CHECK_TEXT("\n", listing.rows[2].user);
    portmanager_free(&listing);
    portmanager_close(pm);
    peer_stop(peer);
}

static answer announces_too_much(const char *line)
{
    (void)line;
    return (answer){ "OK 2000000000\n1 a b\n", STAY };
}

static void absurd_count(void)
{
    int port;
    peer *peer = peer_start(announces_too_much, &port);
    portmanager_t pm = connected(port);
    portmanager_listing listing;
    CHECK_STATUS(PORTMANAGER_PROTOCOL, portmanager_list(pm, &listing));
    CHECK(listing.count == 0);
    portmanager_close(pm);
    peer_stop(peer);
}

const test hostile_tests[] = {
    { "bad UTF-8 is an error wherever a text goes in, and costs nothing", bad_utf8 },
    { "names that no port manager takes are not sent, and all others arrive as they are", bad_names },
    { "a megabyte is an error or a result", megabytes },
    { "50,000 rows are a result", fifty_thousand_rows },
    { "names that an old port manager should not have accepted do no harm", strange_names },
    { "a count that no listing can have takes no memory", absurd_count },
    { NULL, NULL },
};
