/* SPDX-License-Identifier: 0BSD */
/*
 * Writing several files of one folder so that all of them appear, or none. The names on the way are
 *
 *	.depmod-new-TAG-modules.dep	written, not yet in place
 *	.depmod-old-TAG-modules.dep	a second name of the file that is being replaced
 *
 * and whatever begins with ".depmod-" when a run has the lock was left by one that was killed.
 */
#include "depmod/publish.h"

#include "base/files.h"
#include "base/log.h"
#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEMPORARY ".depmod-"

/* How long another run is waited for: 200 times 50 ms. A reader could hold the lock for ever, too. */
enum { LOCK_TRIES = 200, LOCK_PAUSE = 50 };

/* For the drafts and their paths. */
enum { DRAFTS_MEMORY = 1 << 20 };

static bool lock_folder(int folder, const char *dir)
{
	for (int try = 0; try < LOCK_TRIES; try++) {
		if (!flock(folder, LOCK_EX | LOCK_NB))
			return true;
		/* no locks on this file system */
		if (errno != EWOULDBLOCK && errno != EINTR)
			return false;
		if (!try)
			log_info("waiting for another depmod in '%s'", dir);
		poll(NULL, 0, LOCK_PAUSE);
	}
	log_warn("'%s' is locked for too long; going on without a lock", dir);
	return false;
}

static void sweep(const char *dir)
{
	struct arena scratch = { 0 };
	struct folder folder;

	folder_list(&scratch, dir, &folder, NULL);
	for (size_t i = 0; i < folder.count; i++)
		if (str_starts(folder.entries[i].name, TEMPORARY))
			unlink(path_join(&scratch, dir, folder.entries[i].name));
	arena_free(&scratch);
}

int publish_begin(struct publication *publication, const char *dir, struct err *err)
{
	int rc = folder_make(dir, err);

	*publication = (struct publication){ .dir = dir, .folder = -1 };
	/* the kernel chose the address of the stack */
	publication->tag = (unsigned)getpid() ^ (unsigned)((uintptr_t)publication >> 4);
	if (rc)
		return rc;
	arena_share(&publication->arena, DRAFTS_MEMORY);
	publication->folder = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (publication->folder < 0)
		return err_sys(err, "could not open '%s'", dir);
	if (lock_folder(publication->folder, dir))
		sweep(dir);
	return 0;
}

bool file_is_same(const char *path, const void *bytes, size_t size)
{
	struct arena scratch = { 0 };
	struct str file;
	bool same = !file_read(&scratch, path, size, &file, NULL) && file.length == size &&
		    (!size || !memcmp(file.at, bytes, size));

	arena_free(&scratch);
	return same;
}

int file_make(const char *path, const void *bytes, size_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644), rc;

	if (fd < 0)
		return -errno;
	rc = file_write(fd, bytes, size);
	if (!rc && fchmod(fd, 0644))
		rc = -errno;
	/* what has begun to be written when all files are synced makes that 4 times as fast; no matter if it cannot */
	sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
	if (close(fd) && !rc)
		rc = -errno;
	return rc;
}

/* One that is not readable for all (a umask of another program) is written anew. */
bool file_is_plain(const char *path)
{
	struct stat status;

	return !lstat(path, &status) && (status.st_mode & 07777) == 0644;
}

static char *hidden_path(struct publication *publication, const char *what, const char *name)
{
	return arena_format(&publication->arena, "%s/" TEMPORARY "%s-%x-%s", publication->dir, what,
			    publication->tag, name);
}

void publish_add(struct publication *publication, const char *name)
{
	struct draft *draft = arena_add(&publication->arena, &publication->drafts, sizeof *draft);

	*draft = (struct draft){
		.path = path_join(&publication->arena, publication->dir, name),
		.temporary = hidden_path(publication, "new", name),
		.backup = hidden_path(publication, "old", name),
	};
}

int publish_write(struct draft *draft, const void *bytes, size_t size, struct err *err)
{
	int rc;

	if (file_is_plain(draft->path) && file_is_same(draft->path, bytes, size))
		return 0;
	/* by one who was killed while he did this */
	if (draft->is_written)
		unlink(draft->temporary);
	draft->is_written = true;
	rc = file_make(draft->temporary, bytes, size);
	return file_failure(rc, "write", draft->path, err);
}

static int draft_sync(struct draft *draft, struct err *err)
{
	int fd = open(draft->temporary, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
	int rc = fd < 0 || fsync(fd) ? -errno : 0;

	if (fd >= 0)
		close(fd);
	return file_failure(rc, "write", draft->path, err);
}

/* The old file gets a second name first, so that it can come back. */
static int draft_rename(struct draft *draft, struct err *err)
{
	draft->has_backup = !link(draft->path, draft->backup);
	draft->had_old = draft->has_backup || errno != ENOENT;
	if (rename(draft->temporary, draft->path))
		return err_sys(err, "could not replace '%s'", draft->path);
	draft->is_written = false;
	draft->is_renamed = true;
	return 0;
}

/* Puts the old file back in its place; returns false if that cannot be done. */
static bool draft_undo(struct draft *draft)
{
	if (!draft->is_renamed)
		return true;
	if (!draft->had_old)
		return !unlink(draft->path);
	if (!draft->has_backup || rename(draft->backup, draft->path))
		return false;
	draft->has_backup = false;
	return true;
}

static void undo_all(struct publication *publication)
{
	for (size_t i = publication->count; i--;)
		if (!draft_undo(&publication->drafts[i]))
			log_error("could not put the old '%s' back; run depmod again", publication->drafts[i].path);
}

/* Some file systems know no sync of a folder. */
static int sync_folder(const struct publication *publication, struct err *err)
{
	int rc = fsync(publication->folder) && errno != EINVAL && errno != EROFS ? -errno : 0;

	return file_failure(rc, "write", publication->dir, err);
}

int publish_commit(struct publication *publication, struct err *err)
{
	static int (*const steps[])(struct draft *, struct err *) = { draft_sync, draft_rename };
	int rc = 0;

	for (size_t step = 0; step < sizeof steps / sizeof *steps; step++)
		for (size_t i = 0; i < publication->count && !rc; i++)
			if (publication->drafts[i].is_written)
				rc = steps[step](&publication->drafts[i], err);
	if (!rc)
		rc = sync_folder(publication, err);
	if (rc)
		undo_all(publication);
	return rc;
}

void publish_end(struct publication *publication)
{
	for (size_t i = 0; i < publication->count; i++) {
		struct draft *draft = &publication->drafts[i];

		if (draft->is_written)
			unlink(draft->temporary);
		if (draft->has_backup)
			unlink(draft->backup);
	}
	if (publication->folder >= 0)
		close(publication->folder);
	arena_free(&publication->arena);
	*publication = (struct publication){ .folder = -1 };
}
