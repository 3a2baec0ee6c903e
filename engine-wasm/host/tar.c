#include <stdio.h>
#include <string.h>
#include "tar.h"

unsigned tar_checksum(const tar_header *header) {
    const unsigned char *bytes = (const unsigned char *)header;
    unsigned sum = 0;
    for (int i = 0; i < TAR_BLOCK; i++) sum += i >= 148 && i < 156 ? ' ' : bytes[i];
    return sum;
}

void print_json_string(int fd, const char *text) {
    dprintf(fd, "\"");
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        if (*c == '"' || *c == '\\') dprintf(fd, "\\%c", *c);
        else if (*c < ' ') dprintf(fd, "\\u%04x", *c);
        else dprintf(fd, "%c", *c);
    }
    dprintf(fd, "\"");
}
