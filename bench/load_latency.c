/* Latencies of the load generator, and their quantiles. */
#include "load.h"
#include <stdio.h>
#include <stdlib.h>

static int64_t *latencies;
static size_t latency_count, latency_capacity;

void record_latency(int64_t latency)
{
    if (latency_count == latency_capacity) {
        latency_capacity = latency_capacity ? latency_capacity * 2 : 4096;
        latencies = realloc(latencies, latency_capacity * sizeof *latencies);
        if (!latencies)
            fail("realloc");
    }
    latencies[latency_count++] = latency;
}

static int compare(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static double quantile_ms(double part)
{
    return latency_count ? (double)latencies[(size_t)((double)(latency_count - 1) * part)] / 1e6 : 0;
}

void print_latencies(void)
{
    qsort(latencies, latency_count, sizeof *latencies, compare);
    printf(" p50=%.3f p99=%.3f p99.9=%.3f max=%.3f", quantile_ms(.5), quantile_ms(.99), quantile_ms(.999), quantile_ms(1));
}
