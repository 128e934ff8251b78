/* SPDX-License-Identifier: 0BSD */
/* The one place of the version. */
#ifndef VERSION_H
#define VERSION_H

#define KMODBOX_VERSION "0.1"

/* The kmod whose options, messages and formats these are; scripts compare it. */
#define KMOD_VERSION "34"

#endif
