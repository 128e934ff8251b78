/* SPDX-License-Identifier: 0BSD */
/* What modprobe only shows. Each returns the exit code, and has printed its own messages. */
#ifndef MODPROBE_SHOW_H
#define MODPROBE_SHOW_H

#include "session.h"

/* -c: the configuration, then the aliases of the indexes. Other programs read this: libvirt, security scanners. */
int config_show(struct session *session, struct config *config, struct moddb *db);

/*
 * --show-exports and --show-modversions: the symbols that a module exports, or was built against, with their
 * versions. `name` is a file if there is one of that name, else a module.
 */
int symbols_show(struct session *session, struct moddb *db, const char *name, bool exports);

#endif
