/*
 * QuickJS's memory. A command makes some ten thousand small blocks and then ends: with a general allocator a quarter of its instructions went into that.
 * Small blocks come from lists by size, which are filled from slabs that stay with the process; larger ones come from malloc.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "host.h"

enum { GRAIN = 16, LARGEST_SMALL = 1024, SLAB_BYTES = 64 * 1024 };

/* Before each block. */
typedef union header {
    /* Of the whole block, this header included. */
    size_t bytes;
    /* The next free block of its size; only the block that holds it is ever free. */
    union header *next;
    uint64_t alignment;
} header;

static header *free_blocks[LARGEST_SMALL / GRAIN + 1];
static char *slab, *slab_end;

static header *carve(size_t bytes) {
    if ((size_t)(slab_end - slab) < bytes) {
        char *fresh = malloc(SLAB_BYTES);
        if (!fresh) return NULL;
        slab = fresh, slab_end = fresh + SLAB_BYTES;
    }
    header *block = (header *)slab;
    slab += bytes;
    return block;
}

static header *take(size_t bytes) {
    if (bytes > LARGEST_SMALL) return malloc(bytes);
    header **list = &free_blocks[bytes / GRAIN], *block = *list;
    if (!block) return carve(bytes);
    *list = block->next;
    return block;
}

static void give_back(header *block, size_t bytes) {
    if (bytes > LARGEST_SMALL) return free(block);
    block->next = free_blocks[bytes / GRAIN];
    free_blocks[bytes / GRAIN] = block;
}

static size_t block_bytes(size_t size) { return (size + sizeof(header) + GRAIN - 1) & ~(size_t)(GRAIN - 1); }
static header *header_of(const void *data) { return (header *)data - 1; }

static size_t usable_size(const void *data) { return data ? header_of(data)->bytes - sizeof(header) : 0; }

static void *allocate(JSMallocState *state, size_t size) {
    size_t bytes = block_bytes(size);
    if (state->malloc_size + bytes > state->malloc_limit) return NULL;
    header *block = take(bytes);
    if (!block) return NULL;
    block->bytes = bytes;
    state->malloc_count++;
    state->malloc_size += bytes;
    return block + 1;
}

static void release(JSMallocState *state, void *data) {
    if (!data) return;
    header *block = header_of(data);
    size_t bytes = block->bytes;
    state->malloc_count--;
    state->malloc_size -= bytes;
    give_back(block, bytes);
}

static void *reallocate(JSMallocState *state, void *data, size_t size) {
    if (!data) return size ? allocate(state, size) : NULL;
    if (!size) return release(state, data), NULL;
    header *block = header_of(data);
    size_t old = block->bytes, bytes = block_bytes(size);
    if (bytes == old) return data;
    if (old > LARGEST_SMALL && bytes > LARGEST_SMALL) {
        if (state->malloc_size + bytes - old > state->malloc_limit || !(block = realloc(block, bytes))) return NULL;
        block->bytes = bytes;
        state->malloc_size += bytes - old;
        return block + 1;
    }
    void *moved = allocate(state, size);
    if (!moved) return NULL;
    memcpy(moved, data, (old < bytes ? old : bytes) - sizeof(header));
    release(state, data);
    return moved;
}

const JSMallocFunctions memory_functions = {allocate, release, reallocate, usable_size};
