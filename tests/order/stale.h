/* What the clients of stale.c share: a connection to the daemon, and a crowd that keeps it busy. */
#pragma once
#include <stddef.h>

/* Prints what went wrong, with errno, and ends the process with 2. */
_Noreturn void fail(const char *what);

/* A new connection to the daemon, or the end of the process. */
int dial(void);

/* Sends a short request. */
void ask(int connection, const char *request);

/* Reads a reply, of which the first line says whether rows follow if LISTING is set. The bytes are valid until the next call. */
const char *read_reply(int connection, int listing);

/* COUNT clients, each of which asks LIST, takes a port, closes, and comes again. Never returns. */
_Noreturn void keep_busy(int count);

void use_port(int port);
