/* SPDX-License-Identifier: 0BSD */
/*
 * Writing several files of one folder so that all of them appear, or none:
 *
 *	publish_begin		lock the folder, sweep what a killed run left behind
 *	publish_add ...		announce the files, in the order in which they shall appear
 *	publish_write ...	each into a temporary beside its target, if it would change
 *	publish_commit		sync all, keep each old one as a backup and rename, sync the folder, drop the backups
 *	publish_end		whatever was not committed is removed; unlock
 *
 * What is guaranteed. A reader finds each file whole, old or new, at any moment. Any failure before the first rename
 * leaves the old set untouched; a rename that fails is undone by the backups (hard links; a file system without them
 * cannot undo, and the message says so). A run that is killed between two renames leaves a mix of whole files, in
 * which the file that was added last is still the old one; the next run makes it good. After publish_commit has
 * returned 0 the new set survives a power cut.
 */
#ifndef DEPMOD_PUBLISH_H
#define DEPMOD_PUBLISH_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* One file on its way. */
struct draft {
	const char *path;	/* where it will be */
	const char *temporary;	/* where it is written */
	const char *backup;	/* another name of the old file */
	bool is_written, has_backup;
	bool had_old;		/* there was a file of that name */
	bool is_renamed;
};

struct publication {
	struct arena arena;	/* shared if possible: then processes that are started later may write drafts */
	const char *dir;
	int folder;		/* locked; -1 when closed */
	unsigned tag;		/* makes the names of the temporaries this run's own */

	struct draft *drafts;
	size_t count, capacity;
};

/*
 * Opens the folder, makes it if it is missing, and waits for another run to end (a lock that is not given up for ten
 * seconds is a warning; names do not clash without it). Returns 0, or -errno; publish_end is needed after both.
 */
int publish_begin(struct publication *publication, const char *dir, struct err *err);

/* Announces a file of the folder; its draft is the next one, from 0 on. */
void publish_add(struct publication *publication, const char *name);

/*
 * Writes a draft, mode 0644, unless the file is there already with the same bytes; takes no memory of the publication.
 * Returns 0, or -errno: publish_end then cleans up.
 */
int publish_write(struct draft *draft, const void *bytes, size_t size, struct err *err);

/* Makes all files appear, in the order of their adding. Returns 0, or -errno with the old set in place. */
int publish_commit(struct publication *publication, struct err *err);

/* Removes what is not committed and unlocks the folder; harmless after a commit, and when called twice. */
void publish_end(struct publication *publication);

/* Whether there is a file with the mode that we give one. */
bool file_is_plain(const char *path);

/* Whether the file at `path` holds exactly these bytes. */
bool file_is_same(const char *path, const void *bytes, size_t size);

/* Makes a file that is not there yet, mode 0644 whatever the umask. Returns 0 or -errno. */
int file_make(const char *path, const void *bytes, size_t size);

#endif
