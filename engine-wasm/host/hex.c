#include <stdlib.h>
#include <string.h>
#include "host.h"

size_t from_hex(const char *hex, uint8_t **bytes) {
    size_t length = strlen(hex) / 2;
    *bytes = malloc(length + 1);
    for (size_t i = 0; i < length; i++) {
        char pair[3] = {hex[2 * i], hex[2 * i + 1], 0};
        (*bytes)[i] = strtoul(pair, NULL, 16);
    }
    return length;
}
