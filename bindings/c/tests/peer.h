/* Peers that misbehave: a listener that answers each line as a function says. */
#ifndef PEER_H
#define PEER_H

#include <stddef.h>

/* How a peer answers a line: it sends the text, and then keeps, closes or resets the connection. */
typedef struct {
    const char *text;
    enum { STAY, HANG_UP, RESET } then;
} answer;

typedef struct peer peer;

/* Starts one; its port goes to *port. */
peer *peer_start(answer (*to)(const char *line), int *port);

/* Ends it, and its connections. */
void peer_stop(peer *peer);

/* An old port manager: it knows GIMME and LIST. It refuses any other request, and closes the connection. */
answer old_port_manager(const char *line);

#endif
