/* The log of a process: JSON lines as Docker's "json-file" driver writes them. */
#ifndef MONITOR_LOG_H
#define MONITOR_LOG_H

#include <stddef.h>

/*
 * `path` may be empty: then nothing is written. A file that would outgrow `max_bytes` becomes PATH.1, that one PATH.2, and so on; `max_files` are
 * kept, the one being written included.
 */
void log_open(const char *path, long long max_bytes, int max_files);
/* Output of one stream as it was read; whole lines are written, the rest waits. */
void log_add(int is_stderr, const char *data, size_t length);
/* What waits is written without a newline. */
void log_finish(void);

#endif
