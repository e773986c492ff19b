/* Tests whose names are sentences. A check that does not hold is printed, and fails its test. */
#ifndef CHECK_H
#define CHECK_H

#include <portmanager.h>

typedef struct {
    const char *sentence;
    void (*run)(void);
} test;

/* Runs tests up to one without a sentence. */
void run_tests(const test *tests);

/* Prints the counts as the .NET test runner does. Returns main's exit code. */
int counts(void);

void check(int holds, const char *what, const char *file, int line);
void check_status(int expected, int status, const char *file, int line);
void check_text(const char *expected, const char *text, const char *file, int line);

#define CHECK(condition) check((condition) != 0, #condition, __FILE__, __LINE__)
#define CHECK_STATUS(expected, call) check_status((expected), (call), __FILE__, __LINE__)
#define CHECK_OK(call) CHECK_STATUS(PORTMANAGER_OK, (call))
#define CHECK_TEXT(expected, text) check_text((expected), (text), __FILE__, __LINE__)

/* The text of the last error; valid until the next call. */
const char *error_text(void);

/* The number of the last error. */
int error_number(void);

/* The port of the real daemon. */
int daemon_port(void);

/* A handle that is connected to a port manager on this host. */
portmanager_t connected(int port);

/* Waits until this many services are advertised under the name. Returns whether they were in time. */
int eventually_listed(const char *service, size_t count);

/* Notes how signals are handled, before the library is used. */
void note_signals(void);

extern const test handle_tests[], request_tests[], error_tests[], hostile_tests[], process_tests[], blocking_tests[], listening_tests[],
    watching_tests[];

#endif
