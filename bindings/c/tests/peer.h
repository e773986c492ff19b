/* Peers that misbehave: a listener that answers each line as a function says. */
#ifndef PEER_H
#define PEER_H

#include <stddef.h>

/* What a peer does with a line: it sends the text, and then, if told so, hangs up or resets the connection. */
typedef struct {
    const char *text;
    enum { STAY, HANG_UP, RESET } then;
} answer;

typedef struct peer peer;

/* Starts one; its port goes to *port. */
peer *peer_start(answer (*to)(const char *line), int *port);

/* Ends it, and its connections. */
void peer_stop(peer *peer);

/* A port manager that is in use today: it knows GIMME and LIST, refuses anything else, and hangs up on it. */
answer old_port_manager(const char *line);

#endif
