/* Requests of the load generator, as they are sent. */
#include "load.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct exchange list_request = {"LIST", "OK ", LISTED};
const struct exchange port_request = {"GIMME # bench", "OK ", 0};

struct exchange exchange_of(char **arguments)
{
    bool listed = strcmp(arguments[2], "listed") == 0;
    return (struct exchange){arguments[0], arguments[1], listed ? LISTED : atol(arguments[2])};
}

void ask(struct connection *connection)
{
    static long number;
    const char *request = connection->exchange->request, *mark = strchr(request, '#');
    char line[512];
    int length = mark
        ? snprintf(line, sizeof line, "%.*sload%d.%ld%s\n", (int)(mark - request), request, (int)getpid(), number++, mark + 1)
        : snprintf(line, sizeof line, "%s\n", request);
    send_all(connection->descriptor, line, (size_t)length);
}
