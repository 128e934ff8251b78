/* SPDX-License-Identifier: 0BSD */
/* The bytes of a module file, plain or compressed, read as little as possible. */
#include "file/image.h"

#include "base/files.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a pipe hands out at once, at the most, on Linux as it comes. */
enum { PIPE_PIECE = 64 << 10 };

int image_refuse(const struct image *image, int code, const char *what, struct err *err)
{
	return err_set(err, code, "'%s' %s", image->path, what);
}

/* All of [offset, offset + size) of the file on disk. */
static int read_at(const struct image *image, void *bytes, uint64_t size, uint64_t offset, struct err *err)
{
	char *at = bytes;

	while (size) {
		ssize_t count = pread(image->fd, at, size, (off_t)offset);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return err_sys(err, "could not read '%s'", image->path);
		if (!count)
			return image_refuse(image, EIO, "became shorter while it was read", err);
		at += count;
		offset += (uint64_t)count;
		size -= (uint64_t)count;
	}
	return 0;
}

static void image_reset(struct image *image, int fd, const char *path, struct arena *arena)
{
	image->path = path;
	image->fd = fd;
	image->arena = arena;
	image->packed.limit = image->unpacked.limit = IMAGE_LIMIT;
	image->scratch.limit = SCRATCH_LIMIT;
}

/* Of a file that is open, or (rc) could not be opened: looks at its beginning. Closes the image if it fails. */
static int begin(struct image *image, int rc, struct err *err)
{
	size_t size = sizeof image->head;

	if (image->file_size < size)
		size = (size_t)image->file_size;
	image->head_size = size;
	if (!rc && !size)
		rc = image_refuse(image, EINVAL, "is empty", err);
	if (!rc && image->bytes)
		memcpy(image->head, image->bytes, size);
	else if (!rc)
		rc = read_at(image, image->head, size, 0, err);
	image->compression = compression_name(image->head, size);
	image->compressor = compressor_of(image->head, size);
	if (rc)
		image_recycle(image);
	return rc;
}

/* Reads a pipe to its end, but not on and on if its beginning is no module's. */
static int read_pipe(struct image *image, struct err *err)
{
	struct memory *packed = &image->packed;
	ssize_t count = 1;

	while (count) {
		if (memory_reserve(packed, PIPE_PIECE, err))
			return err_wrap(err, "could not read '%s'", image->path);
		count = read(image->fd, packed->bytes + packed->size, packed->capacity - packed->size);
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return err_sys(err, "could not read '%s'", image->path);
		packed->size += (size_t)count;
		if (packed->size >= sizeof image->head && !elf_magic(packed->bytes, packed->size) &&
		    !compressor_of(packed->bytes, packed->size))
			break;
	}
	close(image->fd);
	image->fd = -1;
	image->bytes = packed->bytes;
	image->file_size = packed->size;
	return 0;
}

int image_open_fd(struct image *image, int fd, const char *path, struct arena *arena, struct err *err)
{
	struct stat status;
	int rc;

	image_reset(image, fd, path, arena);
	if (!fstat(fd, &status) && (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode)))
		rc = read_pipe(image, err);
	else
		rc = file_check(fd, path, &image->file_size, err);
	return begin(image, rc, err);
}

int image_open(struct image *image, const char *path, struct arena *arena, struct err *err)
{
	int fd = file_open(path, 0, &image->file_size, err);

	image_reset(image, fd, path, arena);
	return begin(image, fd < 0 ? fd : 0, err);
}

int image_open_bytes(struct image *image, const void *bytes, size_t size, const char *path, struct arena *arena,
		     struct err *err)
{
	image_reset(image, -1, path, arena);
	image->bytes = bytes;
	image->file_size = size;
	return begin(image, 0, err);
}

static int not_elf(const struct image *image, struct err *err)
{
	if (image->compression && !image->compressor)
		return err_set(err, ENOEXEC, "'%s' is compressed with %s, which this program was built without",
			       image->path, image->compression);
	return image_refuse(image, ENOEXEC, "is not an ELF file", err);
}

/* Puts all of the file into `copy`; by pread, for a mapping of a file that shrinks would kill us. */
static int copy_file(struct image *image, struct memory *copy, struct err *err)
{
	size_t size = (size_t)image->file_size;

	if (image->file_size > IMAGE_LIMIT)
		return image_refuse(image, EFBIG, "has more than 512 MB", err);
	if (memory_reserve(copy, size, err))
		return err_wrap(err, "could not read '%s'", image->path);
	return read_at(image, copy->bytes, size, 0, err);
}

static int decompress(struct image *image, struct err *err)
{
	struct memory *unpacked = &image->unpacked;
	const unsigned char *packed = image->bytes;

	if (!packed) {
		int rc = copy_file(image, &image->packed, err);

		if (rc)
			return rc;
		packed = image->packed.bytes;
	}
	unpacked->size = 0;
	if (image->compressor->decompress(packed, (size_t)image->file_size, unpacked, &image->scratch, err))
		return err_wrap(err, "could not unpack '%s'", image->path);
	if (!elf_magic(unpacked->bytes, unpacked->size))
		return not_elf(image, err);
	image->bytes = unpacked->bytes;
	image->size = unpacked->size;
	return 0;
}

int image_unpack(struct image *image, struct err *err)
{
	if (image->size)
		return 0;
	if (image->compressor)
		return decompress(image, err);
	if (!elf_magic(image->head, image->head_size))
		return not_elf(image, err);
	image->size = image->file_size;
	return 0;
}

static void too_much(const struct image *image, struct err *err)
{
	image_refuse(image, EFBIG, "has parts that are too large", err);
}

/* Reads a piece of a plain file on disk, or finds it in what was read last. */
static const unsigned char *file_piece(struct image *image, uint64_t offset, size_t length, struct err *err)
{
	uint64_t skip = offset - image->piece.offset;
	unsigned char *bytes;

	if (offset + length <= image->head_size)
		return image->head + offset;
	if (skip <= image->piece.size && length <= image->piece.size - skip)
		return image->piece.bytes + skip;
	if (length > PIECES_LIMIT - image->pieces_size) {
		too_much(image, err);
		return NULL;
	}
	image->pieces_size += length;
	bytes = (unsigned char *)arena_bytes(image->arena, length);
	if (read_at(image, bytes, length, offset, err))
		return NULL;
	image->piece.bytes = bytes;
	image->piece.offset = offset;
	image->piece.size = length;
	return bytes;
}

const unsigned char *image_piece(struct image *image, uint64_t offset, uint64_t length, struct err *err)
{
	if (image_unpack(image, err))
		return NULL;
	if (offset > image->size || length > image->size - offset) {
		image_refuse(image, ENOEXEC, "is truncated or damaged: it refers to bytes beyond its end", err);
		return NULL;
	}
	if (length > PIECE_LIMIT) {
		too_much(image, err);
		return NULL;
	}
	if (image->bytes)
		return image->bytes + offset;
	return file_piece(image, offset, (size_t)length, err);
}

int image_whole(struct image *image, struct err *err)
{
	int rc = image_unpack(image, err);

	if (rc || image->bytes)
		return rc;
	rc = copy_file(image, &image->unpacked, err);
	if (!rc)
		image->bytes = image->unpacked.bytes;
	return rc;
}

void image_recycle(struct image *image)
{
	if (!image->path)
		return;
	if (image->fd >= 0)
		close(image->fd);
	image->packed.size = image->unpacked.size = image->scratch.size = 0;
	memset(&image->path, 0, sizeof *image - offsetof(struct image, path));
}

void image_close(struct image *image)
{
	image_recycle(image);
	memory_free(&image->packed);
	memory_free(&image->unpacked);
	memory_free(&image->scratch);
}
