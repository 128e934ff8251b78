/* SPDX-License-Identifier: 0BSD */
/* How zlib is built: put in front of each of its files. */

#define HAVE_UNISTD_H

/* Of zutil.c only the allocators are referred to, and never called; 2200 bytes of tables are computed when needed. */
#define BUILDFIXED
