/* SPDX-License-Identifier: 0BSD */
/* The bytes of a module file, plain or compressed, read as little as possible. */
#include "file/image.h"

#include "base/files.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a pipe hands out at once, at the most, on Linux as it comes. */
enum { PIPE_PIECE = 64 << 10 };

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
			return err_set(err, EIO, "'%s' became shorter while it was read", image->path);
		at += count;
		offset += (uint64_t)count;
		size -= (uint64_t)count;
	}
	return 0;
}

/* Everything but the memory, which the struct begins with. */
static void image_reset(struct image *image, int fd, const char *path, struct arena *arena)
{
	memset(&image->path, 0, sizeof *image - offsetof(struct image, path));
	image->path = path;
	image->fd = fd;
	image->arena = arena;
	image->is_open = true;
	image->packed.size = image->unpacked.size = image->scratch.size = 0;
	image->packed.limit = image->unpacked.limit = IMAGE_LIMIT;
	image->scratch.limit = SCRATCH_LIMIT;
}

/* `bytes`: of a file in memory, packed or not; NULL: they are on disk. Closes the image if it fails. */
static int begin(struct image *image, const unsigned char *bytes, uint64_t size, struct err *err)
{
	int rc = 0;

	image->file_size = size;
	image->bytes = bytes;
	image->head_size = size < sizeof image->head ? (size_t)size : sizeof image->head;
	if (!size)
		rc = err_set(err, EINVAL, "'%s' is empty", image->path);
	else if (bytes)
		memcpy(image->head, bytes, image->head_size);
	else
		rc = read_at(image, image->head, image->head_size, 0, err);
	image->compressor = compressor_of(image->head, image->head_size);
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
		int rc = memory_reserve(packed, PIPE_PIECE, err);

		if (rc)
			return err_wrap(err, "could not read '%s'", image->path);
		count = read(image->fd, packed->bytes + packed->size, packed->capacity - packed->size);
		if (count < 0 && errno == EINTR) {
			count = 1;
			continue;
		}
		if (count < 0)
			return err_sys(err, "could not read '%s'", image->path);
		packed->size += (size_t)count;
		if (packed->size >= sizeof image->head && !elf_magic(packed->bytes, packed->size) &&
		    !compressor_of(packed->bytes, packed->size))
			break;
	}
	close(image->fd);
	image->fd = -1;
	return 0;
}

int image_open_fd(struct image *image, int fd, const char *path, struct arena *arena, struct err *err)
{
	const unsigned char *bytes = NULL;
	struct stat status;
	uint64_t size;
	int rc;

	image_reset(image, fd, path, arena);
	if (!fstat(fd, &status) && (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode))) {
		rc = read_pipe(image, err);
		bytes = image->packed.bytes;
		size = image->packed.size;
	} else {
		rc = file_check(fd, path, &size, err);
	}
	if (!rc)
		return begin(image, bytes, size, err);
	image_recycle(image);
	return rc;
}

int image_open(struct image *image, const char *path, struct arena *arena, struct err *err)
{
	uint64_t size;
	int fd = file_open(path, 0, &size, err);

	if (fd < 0)
		return fd;
	image_reset(image, fd, path, arena);
	return begin(image, NULL, size, err);
}

int image_open_bytes(struct image *image, const void *bytes, size_t size, const char *path, struct arena *arena,
		     struct err *err)
{
	image_reset(image, -1, path, arena);
	return begin(image, bytes, size, err);
}

static int not_elf(const struct image *image, struct err *err)
{
	const char *missing = compressor_missing(image->head, image->head_size);

	if (missing && !image->compressor)
		return err_set(err, ENOEXEC, "'%s' is compressed with %s, which this program was built without",
			       image->path, missing);
	return err_set(err, ENOEXEC, "'%s' is not an ELF file", image->path);
}

static int too_large(const struct image *image, struct err *err)
{
	return err_set(err, EFBIG, "'%s' has more than %zu bytes", image->path, IMAGE_LIMIT);
}

/* Puts the packed bytes into memory (by pread: a mapping of a file that shrinks would kill us) and unpacks them. */
static int decompress(struct image *image, struct err *err)
{
	struct memory *packed = &image->packed, *unpacked = &image->unpacked;
	const unsigned char *bytes = image->bytes;
	int rc;

	if (image->file_size > IMAGE_LIMIT)
		return too_large(image, err);
	if (!bytes) {
		rc = memory_reserve(packed, (size_t)image->file_size, err);
		if (rc)
			return err_wrap(err, "could not read '%s'", image->path);
		rc = read_at(image, packed->bytes, image->file_size, 0, err);
		if (rc)
			return rc;
		bytes = packed->bytes;
	}
	unpacked->size = 0;
	rc = image->compressor->decompress(bytes, (size_t)image->file_size, unpacked, &image->scratch, err);
	if (rc)
		return err_wrap(err, "could not unpack '%s'", image->path);
	if (!elf_magic(unpacked->bytes, unpacked->size))
		return not_elf(image, err);
	image->bytes = unpacked->bytes;
	image->size = unpacked->size;
	return 0;
}

int image_unpack(struct image *image, struct err *err)
{
	int rc;

	if (image->is_ready)
		return 0;
	if (image->compressor) {
		rc = decompress(image, err);
		if (rc)
			return rc;
	} else {
		if (!elf_magic(image->head, image->head_size))
			return not_elf(image, err);
		image->size = image->file_size;
	}
	image->is_ready = true;
	return 0;
}

/* Reads a piece of a plain file on disk, or finds it in what was read last. */
static const unsigned char *file_piece(struct image *image, uint64_t offset, uint64_t length, struct err *err)
{
	uint64_t skip = offset - image->piece.offset;
	unsigned char *bytes;

	if (offset + length <= image->head_size)
		return image->head + offset;
	if (offset >= image->piece.offset && skip <= image->piece.size && length <= image->piece.size - skip)
		return image->piece.bytes + skip;
	if (length > PIECES_LIMIT - image->pieces_size) {
		err_set(err, EFBIG, "'%s' has parts that overlap again and again", image->path);
		return NULL;
	}
	image->pieces_size += length;
	bytes = (unsigned char *)arena_bytes(image->arena, (size_t)length);
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
		err_set(err, ENOEXEC, "'%s' is truncated or damaged: it refers to bytes beyond its end",
			image->path);
		return NULL;
	}
	if (length > PIECE_LIMIT) {
		err_set(err, EFBIG, "'%s' has a part of more than %zu bytes", image->path, PIECE_LIMIT);
		return NULL;
	}
	if (image->bytes && !image->is_mapped)
		return image->bytes + offset;
	return file_piece(image, offset, length, err);
}

int image_whole(struct image *image, struct err *err)
{
	int rc = image_unpack(image, err);
	void *map;

	if (rc || image->bytes)
		return rc;
	if (image->size > IMAGE_LIMIT)
		return too_large(image, err);
	map = mmap(NULL, (size_t)image->size, PROT_READ, MAP_PRIVATE, image->fd, 0);
	if (map == MAP_FAILED)
		return err_sys(err, "could not map '%s'", image->path);
	image->bytes = map;
	image->is_mapped = true;
	return 0;
}

unsigned char *image_private(struct image *image, struct err *err)
{
	struct memory *copy = &image->unpacked;
	const unsigned char *bytes;

	if (image_unpack(image, err))
		return NULL;
	if (copy->size)
		return copy->bytes;
	if (image->size > IMAGE_LIMIT || memory_reserve(copy, (size_t)image->size, err)) {
		too_large(image, err);
		return NULL;
	}
	bytes = image->is_mapped ? NULL : image->bytes;
	if (bytes)
		memcpy(copy->bytes, bytes, (size_t)image->size);
	else if (read_at(image, copy->bytes, image->size, 0, err))
		return NULL;
	copy->size = (size_t)image->size;
	return copy->bytes;
}

void image_recycle(struct image *image)
{
	if (!image->is_open)
		return;
	if (image->is_mapped)
		munmap((void *)image->bytes, (size_t)image->size);
	if (image->fd >= 0)
		close(image->fd);
	image->bytes = NULL;
	image->is_open = image->is_ready = image->is_mapped = false;
}

void image_close(struct image *image)
{
	image_recycle(image);
	memory_free(&image->packed);
	memory_free(&image->unpacked);
	memory_free(&image->scratch);
	*image = (struct image){ 0 };
}
