#include "check.h"

static void wrong_handles(void)
{
    const portmanager_t wrong[] = { 0, 1, 3, (portmanager_t)-1, (portmanager_t)(uintptr_t)&wrong };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        portmanager_listing listing;
        int port;
        CHECK_STATUS(PORTMANAGER_HANDLE, portmanager_connect(wrong[i]));
        CHECK_STATUS(PORTMANAGER_HANDLE, portmanager_resolve(wrong[i]));
        CHECK_STATUS(PORTMANAGER_HANDLE, portmanager_get(wrong[i], "s", -1, &port));
        CHECK_STATUS(PORTMANAGER_HANDLE, portmanager_claim(wrong[i], 30001, "s", -1));
        CHECK_STATUS(PORTMANAGER_HANDLE, portmanager_release(wrong[i], 30001));
        CHECK_STATUS(PORTMANAGER_HANDLE, portmanager_list(wrong[i], &listing));
        CHECK_STATUS(PORTMANAGER_HANDLE, portmanager_find(wrong[i], NULL, 0, NULL, 0, NULL, 0, &listing));
        CHECK_STATUS(PORTMANAGER_HANDLE, portmanager_wait(wrong[i], "s", -1, NULL, 0, 0, &listing));
        CHECK_STATUS(PORTMANAGER_HANDLE, portmanager_set_timeout(wrong[i], 1));
        CHECK_STATUS(PORTMANAGER_HANDLE, portmanager_set_blocking_timeout(wrong[i], 1));
        CHECK_STATUS(PORTMANAGER_HANDLE, portmanager_set_user(wrong[i], "u", -1));
        CHECK_STATUS(PORTMANAGER_HANDLE, portmanager_server_port(wrong[i], &port));
        CHECK_STATUS(PORTMANAGER_HANDLE, portmanager_close(wrong[i]));
    }
}

static void closed_handle(void)
{
    portmanager_t pm = connected(daemon_port());
    int port;
    CHECK_OK(portmanager_close(pm));
    CHECK_STATUS(PORTMANAGER_HANDLE, portmanager_get(pm, "s", -1, &port));
    CHECK_STATUS(PORTMANAGER_HANDLE, portmanager_close(pm));
    CHECK_TEXT("This connection to a port manager is closed, or there is none.", error_text());
}

static void new_numbers(void)
{
    portmanager_t first = connected(daemon_port()), second;
    portmanager_close(first);
    second = connected(daemon_port());
    CHECK(first != second && second != 0);
    portmanager_close(second);
}

static void nulls(void)
{
    portmanager_t pm = connected(daemon_port());
    portmanager_listing listing = { 1, NULL, NULL, 1 };
    int port = 1, milliseconds;
    short events;
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_create(NULL, -1, 1, &pm));
    CHECK(pm == 0);
    pm = connected(daemon_port());
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_create("localhost", -1, 1, NULL));
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_get(pm, NULL, -1, &port));
    CHECK(port == 0);
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_get(pm, NULL, 5, &port));
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_get(pm, "s", -1, NULL));
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_claim(pm, 30001, NULL, -1));
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_list(pm, NULL));
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_find(pm, NULL, 0, NULL, 0, NULL, 0, NULL));
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_wait(pm, NULL, -1, NULL, 0, 0, &listing));
    CHECK(listing.count == 0 && listing.rows == NULL && listing.names == NULL && listing.names_length == 0);
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_wait(pm, "s", -1, NULL, 0, 0, NULL));
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_server_port(pm, NULL));
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_waits_for(pm, NULL, &events, &milliseconds));
    CHECK_OK(portmanager_set_user(pm, NULL, -1));
    CHECK(portmanager_last_error(NULL) == PORTMANAGER_ARGUMENT);
    CHECK(portmanager_last_error_text(NULL, 0) > 0);
    CHECK(portmanager_last_error_text(NULL, 100) > 0);
    portmanager_free(NULL);
    portmanager_free(&listing);
    portmanager_free(&listing);
    CHECK_OK(portmanager_list(pm, &listing));
    portmanager_free(&listing);
    portmanager_close(pm);
}

static void unconnected(void)
{
    portmanager_t pm;
    int port;
    CHECK_OK(portmanager_create("localhost", -1, daemon_port(), &pm));
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_get(pm, "s", -1, &port));
    CHECK_OK(portmanager_connect(pm));
    CHECK_OK(portmanager_connect(pm));
    CHECK_OK(portmanager_get(pm, "s", -1, &port));
    portmanager_close(pm);
}

static void ranges(void)
{
    portmanager_t pm;
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_create("localhost", -1, -1, &pm));
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_create("localhost", -1, 65536, &pm));
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_create("", -1, 1, &pm));
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_create("local\0host", 10, 1, &pm));
    pm = connected(daemon_port());
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_set_timeout(pm, 0));
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_set_timeout(pm, 24 * 60 * 60 * 1000 + 1));
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_claim(pm, 0, "s", -1));
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_release(pm, 65536));
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_set_user(pm, "", -1));
    portmanager_close(pm);
}

const test handle_tests[] = {
    { "a number that is no handle is an error in every call", wrong_handles },
    { "a closed handle is an error, and closing it again is too", closed_handle },
    { "a handle's number is never given out again", new_numbers },
    { "NULL where something is needed is an error, and costs nothing", nulls },
    { "a handle that is not connected says so, and connecting twice is fine", unconnected },
    { "numbers out of range are errors", ranges },
    { NULL, NULL },
};
