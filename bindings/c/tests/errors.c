#include "check.h"
#include "peer.h"

#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <string.h>

static void refused_connection(void)
{
    portmanager_t pm;
    CHECK_OK(portmanager_create("127.0.0.1", -1, 1, &pm));
    CHECK_STATUS(PORTMANAGER_NETWORK, portmanager_connect(pm));
    CHECK(error_number() == ECONNREFUSED);
    CHECK(portmanager_last_error(NULL) == PORTMANAGER_NETWORK);
    CHECK_TEXT("The port manager on 127.0.0.1 port 1: Connection refused.", error_text());
    portmanager_close(pm);
}

static void unknown_host(void)
{
    portmanager_t pm;
    CHECK_OK(portmanager_create("no-such-host.invalid", -1, 1, &pm));
    CHECK_STATUS(PORTMANAGER_HOST, portmanager_connect(pm));
    CHECK(error_number() == EAI_NONAME || error_number() == EAI_AGAIN);
    CHECK(strstr(error_text(), "no-such-host.invalid") != NULL);
    portmanager_close(pm);
}

/* A request fails, and with it the connection: what comes after says why. */
static void fails_with(answer (*to)(const char *line), int status, const char *reason)
{
    int port, got;
    peer *peer = peer_start(to, &port);
    portmanager_t pm = connected(port);
    CHECK_OK(portmanager_set_timeout(pm, 100));
    CHECK_STATUS(status, portmanager_get(pm, "s", -1, &got));
    CHECK(strstr(error_text(), reason) != NULL);
    CHECK_STATUS(PORTMANAGER_CLOSED, portmanager_get(pm, "s", -1, &got));
    CHECK(strstr(error_text(), "its ports are released") != NULL);
    CHECK(got == 0);
    portmanager_close(pm);
    peer_stop(peer);
}

static answer refuses(const char *line)
{
    (void)line;
    return (answer){ "FAIL {no free {ports}}\n", STAY };
}

static void refusal(void)
{
    fails_with(refuses, PORTMANAGER_REFUSED, "no free {ports}");
}

static answer says_half(const char *line)
{
    (void)line;
    return (answer){ "OK 301", STAY };
}

static void half_a_reply(void)
{
    int port, got;
    peer *peer = peer_start(says_half, &port);
    portmanager_t pm;
    CHECK_OK(portmanager_create("localhost", -1, port, &pm));
    CHECK_OK(portmanager_set_timeout(pm, 100));
    CHECK_OK(portmanager_connect(pm));
    CHECK_STATUS(PORTMANAGER_TIMEOUT, portmanager_get(pm, "s", -1, &got));
    CHECK(strstr(error_text(), "did not answer within 0.1 s") != NULL);
    portmanager_close(pm);
    peer_stop(peer);
}

static answer hangs_up_half_way(const char *line)
{
    (void)line;
    return (answer){ "OK 301", HANG_UP };
}

static void hang_up_half_way(void)
{
    fails_with(hangs_up_half_way, PORTMANAGER_CLOSED, "closed the connection");
}

static answer says_garbage(const char *line)
{
    (void)line;
    return (answer){ "HTTP/1.1 400 Bad Request\r\n\r\n", STAY };
}

static void garbage(void)
{
    fails_with(says_garbage, PORTMANAGER_PROTOCOL, "HTTP/1.1 400 Bad Request");
}

static answer says_nothing(const char *line)
{
    (void)line;
    return (answer){ "", STAY };
}

static void silence(void)
{
    int port;
    peer *peer = peer_start(says_nothing, &port);
    portmanager_listing listing;
    portmanager_t pm;
    CHECK_OK(portmanager_create("localhost", -1, port, &pm));
    CHECK_OK(portmanager_set_timeout(pm, 100));
    CHECK_OK(portmanager_connect(pm));
    CHECK_STATUS(PORTMANAGER_TIMEOUT, portmanager_list(pm, &listing));
    CHECK_STATUS(PORTMANAGER_CLOSED, portmanager_list(pm, &listing));
    CHECK_STATUS(PORTMANAGER_TIMEOUT, portmanager_wait(pm, "s", -1, NULL, 0, -1, &listing));
    portmanager_close(pm);
    peer_stop(peer);
}

static answer resets(const char *line)
{
    (void)line;
    return (answer){ "", RESET };
}

static void reset(void)
{
    fails_with(resets, PORTMANAGER_NETWORK, "Connection reset by peer");
}

static answer says_too_much(const char *line)
{
    return strcmp(line, "LIST") == 0 ? (answer){ "OK 0\nOK 30001\n", STAY } : says_nothing(line);
}

static void unasked(void)
{
    int port, got;
    peer *peer = peer_start(says_too_much, &port);
    portmanager_t pm = connected(port);
    portmanager_listing listing;
    CHECK_OK(portmanager_list(pm, &listing));
    CHECK_STATUS(PORTMANAGER_PROTOCOL, portmanager_get(pm, "s", -1, &got));
    CHECK(strstr(error_text(), "not asked for: OK 30001") != NULL);
    portmanager_close(pm);
    peer_stop(peer);
}

static void old_one(void)
{
    int port, got;
    peer *peer = peer_start(old_port_manager, &port);
    portmanager_t pm = connected(port);
    portmanager_listing listing;
    CHECK_OK(portmanager_get(pm, "s", -1, &got));
    CHECK(got == 30105);
    CHECK_STATUS(PORTMANAGER_UNSUPPORTED, portmanager_claim(pm, 30001, "s", -1));
    CHECK_STATUS(PORTMANAGER_UNSUPPORTED, portmanager_release(pm, 30105));
    CHECK_TEXT("The port manager is too old: it does not know the request FREE.", error_text());
    CHECK_OK(portmanager_list(pm, &listing));
    CHECK(listing.count == 2);
    CHECK_TEXT("Epics Display", listing.rows[1].service);
    portmanager_free(&listing);
    CHECK_OK(portmanager_wait(pm, "RingMaster", -1, "fox", -1, -1, &listing));
    CHECK(listing.count == 1 && listing.rows[0].port == 30105);
    portmanager_free(&listing);
    CHECK_STATUS(PORTMANAGER_TIMEOUT, portmanager_wait(pm, "awaited", -1, NULL, 0, 250, &listing));
    CHECK_OK(portmanager_get(pm, "s", -1, &got));
    portmanager_close(pm);
    peer_stop(peer);
}

static answer hangs_up_on_version(const char *line)
{
    return strcmp(line, "VERSION") == 0 ? (answer){ "", HANG_UP } : old_port_manager(line);
}

static answer refuses_version(const char *line)
{
    return strcmp(line, "VERSION") == 0 ? (answer){ "FAIL {too many connections}\r\n", HANG_UP } : old_port_manager(line);
}

static void does_not_tell(void)
{
    int port, got;
    peer *peer = peer_start(hangs_up_on_version, &port);
    portmanager_t pm = connected(port);
    CHECK_OK(portmanager_get(pm, "s", -1, &got));
    CHECK_STATUS(PORTMANAGER_UNSUPPORTED, portmanager_release(pm, got));
    CHECK_TEXT("The port manager hung up when it was asked whether it knows the request FREE: it is too old, or about to stop.", error_text());
    CHECK_OK(portmanager_get(pm, "s", -1, &got));
    portmanager_close(pm);
    peer_stop(peer);

    peer = peer_start(refuses_version, &port);
    pm = connected(port);
    CHECK_OK(portmanager_get(pm, "s", -1, &got));
    CHECK_STATUS(PORTMANAGER_REFUSED, portmanager_release(pm, got));
    CHECK_TEXT("too many connections", error_text());
    CHECK_OK(portmanager_get(pm, "s", -1, &got));
    portmanager_close(pm);
    peer_stop(peer);
}

static void *fails_elsewhere(void *nothing)
{
    CHECK(portmanager_last_error(NULL) == PORTMANAGER_OK);
    CHECK(portmanager_last_error_text(NULL, 0) == 0);
    CHECK_STATUS(PORTMANAGER_ARGUMENT, portmanager_create(NULL, -1, 1, NULL));
    return nothing;
}

static void error_of_each_thread(void)
{
    pthread_t thread;
    CHECK_STATUS(PORTMANAGER_HANDLE, portmanager_close(0));
    CHECK(pthread_create(&thread, NULL, fails_elsewhere, NULL) == 0);
    pthread_join(thread, NULL);
    CHECK(portmanager_last_error(NULL) == PORTMANAGER_HANDLE);
    CHECK_TEXT("This connection to a port manager is closed, or there is none.", error_text());
}

static void text_in_little_room(void)
{
    char buffer[6] = "xxxxx";
    CHECK_STATUS(PORTMANAGER_HANDLE, portmanager_close(0));
    CHECK(portmanager_last_error_text(buffer, sizeof buffer) == strlen("This connection to a port manager is closed, or there is none."));
    CHECK_TEXT("This ", buffer);
    CHECK(portmanager_last_error_text(buffer, 1) > 0);
    CHECK_TEXT("", buffer);
}

const test error_tests[] = {
    { "a refused connection has its errno", refused_connection },
    { "a host that does not exist has its EAI_ code", unknown_host },
    { "a refusal has the port manager's own text, and ends the connection", refusal },
    { "half a reply, and then nothing, is a time-out", half_a_reply },
    { "half a reply, and then the end, is a closed connection", hang_up_half_way },
    { "garbage is told of as it came", garbage },
    { "silence is a time-out, also for a listing and a wait", silence },
    { "a reset has its errno", reset },
    { "what nobody asked for is never taken for a reply", unasked },
    { "an old port manager gives and lists ports; what it does not know costs none", old_one },
    { "one that does not tell what it knows is not called old for it, and costs no port", does_not_tell },
    { "each thread has its own last error", error_of_each_thread },
    { "an error's text fits into any room, and its length is told", text_in_little_room },
    { NULL, NULL },
};
