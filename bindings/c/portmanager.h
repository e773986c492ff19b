/*
 * portmanager.h - a client of the NSCLDAQ port manager
 *
 * A server asks the port manager of its host for a listen port; the port is its own, and its service is advertised, as long as
 * the connection to the port manager is open. A client asks the port manager of any host which services run there.
 *
 *     portmanager_t pm;
 *     int port;
 *     if (portmanager_create("localhost", -1, 0, &pm) != PORTMANAGER_OK
 *         || portmanager_connect(pm) != PORTMANAGER_OK
 *         || portmanager_get(pm, "RingMaster", -1, &port) != PORTMANAGER_OK)
 *         ... portmanager_last_error_text says why ...
 *
 * Link with -lportmanager.
 *
 * Texts are UTF-8. One that goes in is a pointer and a length in bytes; a negative length says that a zero byte ends it. One
 * that comes out has its length beside it, and a zero byte behind it that the length does not count.
 *
 * Handles are numbers. A wrong one, 0, or one that was closed gives PORTMANAGER_HANDLE, and so does every call that another
 * thread closes the handle of. NULL where something is needed gives PORTMANAGER_ARGUMENT. Results are set to nothing (0, no
 * rows) unless the call returns PORTMANAGER_OK.
 *
 * Threads: every function may be called by any thread at any time. Calls on one handle take turns, but for portmanager_wait,
 * which stands in nobody's way. The error that portmanager_last_error tells of is the calling thread's own.
 *
 * fork: the child has the parent's handles, over the parent's connections, and goes on using the library. Which of the two
 * makes requests on a handle is for them to settle. A port is held as long as either has the handle open; closing it in one
 * takes nothing from the other. As with any library, only one thread of the process may be inside when another one forks.
 *
 * exec: programs that are started do not inherit the connections.
 *
 * Signals: the library raises none, SIGPIPE included, and goes on when one interrupts it. Give the handle some patience
 * (portmanager_set_patience) to look at what your handlers have noted.
 */
#ifndef PORTMANAGER_H
#define PORTMANAGER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A handle: one connection to one port manager. 0 is none. */
typedef uint64_t portmanager_t;

/* A length, negative for a text that ends with a zero byte. */
typedef ptrdiff_t portmanager_length;

/* What calls return. */
enum portmanager_status {
    PORTMANAGER_OK = 0,
    PORTMANAGER_AGAIN = 1,       /* not done yet, and the handle's patience is over: make the same call again */
    PORTMANAGER_REFUSED = 2,     /* the port manager refused; the text is its own, and nothing else */
    PORTMANAGER_NETWORK = 3,     /* the network reported an error; the number is an errno */
    PORTMANAGER_HOST = 4,        /* the host could not be looked up; the number is an EAI_ code of <netdb.h> */
    PORTMANAGER_TIMEOUT = 5,     /* the time was over */
    PORTMANAGER_CLOSED = 6,      /* the connection is gone, now or since an earlier call: the text says why */
    PORTMANAGER_PROTOCOL = 7,    /* the reply was not understood: what listens there is no port manager, or a broken one */
    PORTMANAGER_UNSUPPORTED = 8, /* the port manager is too old for this request */
    PORTMANAGER_ARGUMENT = 9,    /* an argument is not valid; nothing was sent, and nothing has changed */
    PORTMANAGER_HANDLE = 10,     /* it is no open handle */
    PORTMANAGER_BUSY = 11,       /* another call on this handle returned PORTMANAGER_AGAIN and has not ended */
    PORTMANAGER_INTERNAL = 12    /* a defect of the library, or no memory */
};

/* One port that is allocated, and what is advertised under it. */
typedef struct portmanager_row {
    const char *service;
    const char *user;
    uint32_t service_length;
    uint32_t user_length;
    int32_t port;
    int32_t reserved;
} portmanager_row;

/*
 * Rows, as the port manager orders them. Give a listing back with portmanager_free when you are done with it; its names go
 * with it. names holds all of them, each row's service and then its user, each with a zero byte behind it: languages that
 * make their own texts can do that at one stroke.
 */
typedef struct portmanager_listing {
    size_t count;
    const portmanager_row *rows;
    const char *names;
    size_t names_length;
} portmanager_listing;

/*
 * Makes a handle for the port manager of a host. Nothing is looked up or sent yet.
 *   host    a DNS name or an address. Only the port manager of this host (localhost) gives out ports.
 *   port    on which it listens; 0 to find it: by the port file of this host's one (/var/tmp/daqportmgr/listen.port), else the
 *           tcp service daqportmgr of /etc/services, else 30000.
 *   handle  takes the handle; every handle is to be closed.
 */
int portmanager_create(const char *host, portmanager_length host_length, int port, portmanager_t *handle);

/* How long connecting to each address, and each request, may take, 1 ms to one day. To be set before connecting. 5 s, 10 s. */
int portmanager_set_timeout(portmanager_t handle, int milliseconds);

/*
 * Under which user services are advertised. NULL, as at first: who runs the process, which is the first of LOGNAME, USER, LNAME
 * and USERNAME in the environment that is not empty, else what the password file says.
 */
int portmanager_set_user(portmanager_t handle, const char *user, portmanager_length user_length);

/*
 * How long a call may take before it returns PORTMANAGER_AGAIN, in milliseconds; 0: it never waits; negative, as at first: it
 * returns when it is done. After PORTMANAGER_AGAIN make the same call with the same arguments again, at once or when
 * portmanager_waits_for says, until it returns something else; other calls on the handle are PORTMANAGER_BUSY meanwhile.
 * Patience is no time-out: that goes on counting. To give up, close the handle.
 * The look-up of the host is the system's, and always returns when it is done: see portmanager_resolve.
 */
int portmanager_set_patience(portmanager_t handle, int milliseconds);

/*
 * What the call that returned PORTMANAGER_AGAIN waits for, as poll(2) takes it: a descriptor (-1 when only time has to pass),
 * events, and milliseconds (-1 when there is no limit). Do nothing else with the descriptor.
 */
int portmanager_waits_for(portmanager_t handle, int *descriptor, short *events, int *milliseconds);

/* Looks the host up, unless that is done. portmanager_connect does it too; by itself it can be left to a thread. */
int portmanager_resolve(portmanager_t handle);

/* Connects, unless that is done: each address of the host is tried. When it fails, it may be tried again. */
int portmanager_connect(portmanager_t handle);

/* The port on which the port manager listens: the one given, or the one that was found when the host was looked up. */
int portmanager_server_port(portmanager_t handle, int *port);

/*
 * Gets a port, and advertises a service under it. Listening on the port is the caller's business.
 *   service  1 to 255 bytes without control characters. A further service of the same name and user is advertised with a
 *            number: name_1, name_2 ...
 * When it fails, but for PORTMANAGER_ARGUMENT and PORTMANAGER_BUSY, all ports of the handle are released and the connection is
 * over, also when the port manager just refused.
 */
int portmanager_get(portmanager_t handle, const char *service, portmanager_length service_length, int *port);

/*
 * Gets this very port: a fixed one, or the one that the service had before it was restarted. When the port manager refuses
 * (PORTMANAGER_REFUSED) or is too old (PORTMANAGER_UNSUPPORTED), nothing has changed. Other errors end the connection.
 */
int portmanager_claim(portmanager_t handle, int port, const char *service, portmanager_length service_length);

/* Gives one port back. The connection and its other ports stay. Errors are those of portmanager_claim. */
int portmanager_release(portmanager_t handle, int port);

/* Lists all ports that are allocated. An error ends the connection. */
int portmanager_list(portmanager_t handle, portmanager_listing *listing);

/*
 * Lists the ports that match all that is given. NULL is not given.
 *   service      the exact name of the service
 *   begins_with  what the name of the service begins with
 *   user         the exact name of the user
 */
int portmanager_find(
    portmanager_t handle,
    const char *service, portmanager_length service_length,
    const char *begins_with, portmanager_length begins_with_length,
    const char *user, portmanager_length user_length,
    portmanager_listing *listing);

/*
 * Waits until a service is advertised, over a connection of its own, so that no error costs a port. The handle need not be
 * connected.
 *   user          the user who runs it; NULL for any
 *   milliseconds  how long; 0 looks once, negative waits without an end. PORTMANAGER_TIMEOUT when the time is over.
 *   listing       takes one row
 */
int portmanager_wait(
    portmanager_t handle,
    const char *service, portmanager_length service_length,
    const char *user, portmanager_length user_length,
    int milliseconds,
    portmanager_listing *listing);

/* Gives a listing back, and empties it. NULL and an empty listing are fine. */
void portmanager_free(portmanager_listing *listing);

/*
 * Closes a handle: the connection ends, and its ports are released, unless a forked process still has it. Calls on it that
 * other threads are in end soon, with PORTMANAGER_HANDLE.
 */
int portmanager_close(portmanager_t handle);

/*
 * Of the calling thread's last call that failed: what it returned, and its number (errno or EAI_ code), 0 where there is none.
 * number may be NULL. PORTMANAGER_OK when none has failed yet.
 */
int portmanager_last_error(int *number);

/*
 * Its text: a sentence, or the port manager's own text. Copies what fits into the buffer, with a zero byte behind it.
 * Returns the length of the whole text, without the zero byte. The buffer may be NULL when its size is 0.
 */
size_t portmanager_last_error_text(char *buffer, size_t size);

#ifdef __cplusplus
}
#endif

#endif
