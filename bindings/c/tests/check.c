#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TIMEOUT = 30 };

static int checks_failed, tests_failed, tests_passed;

void check(int holds, const char *what, const char *file, int line)
{
    if (holds)
        return;
    printf("%s:%d: does not hold: %s\n", file, line, what);
    checks_failed++;
}

void check_status(int expected, int status, const char *file, int line)
{
    if (status == expected)
        return;
    printf("%s:%d: status %d instead of %d: %s\n", file, line, status, expected, error_text());
    checks_failed++;
}

void check_text(const char *expected, const char *text, const char *file, int line)
{
    if (strcmp(expected, text) == 0)
        return;
    printf("%s:%d: \"%s\" instead of \"%s\"\n", file, line, text, expected);
    checks_failed++;
}

void run_tests(const test *tests)
{
    for (; tests->sentence != NULL; tests++) {
        checks_failed = 0;
        tests->run();
        if (checks_failed > 0) {
            printf("failed: %s\n", tests->sentence);
            tests_failed++;
        } else {
            tests_passed++;
        }
        fflush(stdout);
    }
}

int counts(void)
{
    printf("  succeeded: %d\n  failed: %d\n  skipped: 0\n", tests_passed, tests_failed);
    return tests_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

const char *error_text(void)
{
    static char text[1024];
    portmanager_last_error_text(text, sizeof text);
    return text;
}

int error_number(void)
{
    int number;
    portmanager_last_error(&number);
    return number;
}

int daemon_port(void)
{
    return atoi(getenv("PORTMANAGER_PORT"));
}

portmanager_t connected(int port)
{
    portmanager_t pm;
    CHECK_OK(portmanager_create("localhost", -1, port, &pm));
    CHECK_OK(portmanager_connect(pm));
    return pm;
}

int eventually_listed(const char *service, size_t count)
{
    const struct timespec pause = { 0, 10 * 1000 * 1000 };
    portmanager_t pm = connected(daemon_port());
    time_t end = time(NULL) + TIMEOUT;
    size_t found;
    do {
        portmanager_listing listing;
        CHECK_OK(portmanager_find(pm, service, -1, NULL, 0, NULL, 0, &listing));
        found = listing.count;
        portmanager_free(&listing);
        nanosleep(&pause, NULL);
    } while (found != count && time(NULL) < end);
    portmanager_close(pm);
    return found == count;
}
